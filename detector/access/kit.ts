import type { AccessObservation } from "../../domain/access/observation.ts";
import { threshold } from "../series/threshold.ts";
import type { DetectorKit } from "../source.ts";

export const accessDetectors: DetectorKit<AccessObservation> = {
  detectors: [],
  guard: threshold,
  metrics: undefined,
  exported: [],
};
