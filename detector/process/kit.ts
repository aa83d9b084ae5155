import type { ProcessObservation } from "../../domain/process/observation.ts";
import { guard } from "../series/guard.ts";
import type { DetectorKit } from "../source.ts";

/** Logs of processes have no detector of their own: signal detectors read their numbers. */
export const processDetectors: DetectorKit<ProcessObservation> = {
  detectors: [],
  guard,
  metrics: undefined,
  exported: [],
};
