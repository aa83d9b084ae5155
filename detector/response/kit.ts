import type { ResponseObservation } from "../../domain/response/observation.ts";
import { guard } from "../series/guard.ts";
import type { DetectorKit } from "../source.ts";
import { exportedMetrics, responseMetrics } from "./metrics.ts";

/** Response logs have no detector of their own: signal detectors read their numbers. */
export const responseDetectors: DetectorKit<ResponseObservation> = {
  detectors: [],
  guard,
  metrics: responseMetrics,
  exported: exportedMetrics,
};
