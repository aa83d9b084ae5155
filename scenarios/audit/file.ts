import { fewestOperators, mostOperators } from "../../domain/audit/staff.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import type { Traffic } from "../../domain/audit/traffic.ts";
import { auditTraffic } from "../../domain/audit/traffic.ts";
import {
  expectSchema,
  fields,
  kindSchemas,
  scenarioNames,
  scenarioWords,
  source,
  wholeBetween,
} from "../file/fields.ts";
import type { FileKit } from "../source.ts";
import { trafficFiles } from "../traffic/files.ts";
import { onset, trafficList, trafficSpan, trafficWords } from "../traffic/schema.ts";

/** The fields of each kind of traffic. */
const schemas = kindSchemas<Traffic, "onset">(trafficWords, auditTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;
const operators = wholeBetween(fewestOperators, mostOperators, "the number of operators").exactOptional();

/** A scenario of host audits in a file. Constraints between fields are checked in ../traffic/mistakes.ts. */
const auditSchema = fields(scenarioWords, {
  source: source("audit"),
  ...scenarioNames,
  hours,
  operators,
  traffic: trafficList(schemas.anyKind, "operators and services"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();

export const auditFiles: FileKit<AuditScenario> = trafficFiles(auditSchema, {
  numbers: { hours, operators },
  kinds: auditTraffic,
  schemas,
});
