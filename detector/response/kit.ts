import type { ResponseObservation } from "../../domain/response/observation.ts";
import { guard } from "../series/guard.ts";
import type { DetectorKit } from "../source.ts";
import { responseMetrics } from "./metrics.ts";

/** Response times need no detector of their own: they are numbers. */
export const responseDetectors: DetectorKit<ResponseObservation> = {
  detectors: [],
  guard,
  metrics: responseMetrics,
};
