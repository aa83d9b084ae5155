import type { AccessObservation } from "../../domain/access/observation.ts";
import { autoencoder } from "./autoencoder/autoencoder.ts";
import { threshold } from "../series/threshold.ts";
import type { DetectorKit } from "../source.ts";

export const accessDetectors: DetectorKit<AccessObservation> = {
  detectors: [autoencoder],
  guard: threshold,
  metrics: undefined,
  exported: [],
};
