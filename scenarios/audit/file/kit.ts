import type { AuditScenario } from "../../../domain/audit/scenario.ts";
import type { Traffic } from "../../../domain/audit/traffic.ts";
import { auditTraffic } from "../../../domain/audit/traffic.ts";
import type { Mistake } from "../../file/mistake.ts";
import { parsedBy } from "../../file/parse.ts";
import type { FileKit } from "../../source.ts";
import type { TrafficSettings } from "../../traffic/change.ts";
import { changeTraffic } from "../../traffic/change.ts";
import { trafficMistakes } from "../../traffic/mistakes.ts";
import { auditSchema, trafficSchemas } from "./schema.ts";

const mistakes = (value: unknown): readonly Mistake[] => trafficMistakes(value, auditTraffic, []);

const { hours, operators } = auditSchema.unwrap().shape;

const settings: TrafficSettings<Traffic> = {
  numbers: { hours, operators },
  kinds: auditTraffic,
  schemas: trafficSchemas,
  mistakes,
};

export const auditFiles: FileKit<AuditScenario> = {
  schema: auditSchema,
  parse: (value) => parsedBy(auditSchema, value, mistakes(value)),
  change: (scenario, setting) => changeTraffic(settings, scenario, setting),
};
