import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { DetectorKit } from "../source.ts";
import { processGuard } from "./guard.ts";

/** `process-guard` watches every number of a process; signal detectors watch one. */
export const processDetectors: DetectorKit<ProcessObservation> = {
  detectors: [processGuard],
  guard: processGuard,
  metrics: undefined,
  exported: [],
};
