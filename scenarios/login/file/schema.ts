import type { Traffic } from "../../../domain/login/traffic.ts";
import { loginTraffic } from "../../../domain/login/traffic.ts";
import { fewestUsers, mostUsers } from "../../../domain/login/user-base.ts";
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
export const trafficSchemas = kindSchemas<Traffic, "onset">(trafficWords, loginTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;

/** A login scenario in a file. Constraints between fields are checked in ../../traffic/mistakes.ts. */
export const loginSchema = fields(scenarioWords, {
  source: source("login"),
  ...scenarioNames,
  hours,
  users: wholeBetween(fewestUsers, mostUsers, "the number of accounts").exactOptional(),
  traffic: trafficList(trafficSchemas.anyKind, "honest users"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();
