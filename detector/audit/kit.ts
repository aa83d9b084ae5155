import type { AuditObservation } from "../../domain/audit/observation.ts";
import { threshold } from "../series/threshold.ts";
import type { DetectorKit } from "../source.ts";

export const auditDetectors: DetectorKit<AuditObservation> = {
  detectors: [],
  guard: threshold,
  metrics: undefined,
  exported: [],
};
