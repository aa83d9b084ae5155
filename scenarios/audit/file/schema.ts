import { fewestOperators, mostOperators } from "../../../domain/audit/staff.ts";
import type { Traffic } from "../../../domain/audit/traffic.ts";
import { auditTraffic } from "../../../domain/audit/traffic.ts";
import {
  expectSchema,
  fields,
  kindSchemas,
  scenarioNames,
  scenarioWords,
  source,
  wholeBetween,
} from "../../file/fields.ts";
import { onset, trafficList, trafficSpan, trafficWords } from "../../traffic/schema.ts";

/** The fields of each kind of traffic. */
export const trafficSchemas = kindSchemas<Traffic, "onset">(trafficWords, auditTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;

/** A scenario of host audits in a file. Constraints between fields are checked in ../../traffic/mistakes.ts. */
export const auditSchema = fields(scenarioWords, {
  source: source("audit"),
  ...scenarioNames,
  hours,
  operators: wholeBetween(fewestOperators, mostOperators, "the number of operators").exactOptional(),
  traffic: trafficList(trafficSchemas.anyKind, "operators and services"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();
