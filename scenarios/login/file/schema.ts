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

/** A login scenario as a file holds it. What one field asks of another is checked in mistakes.ts of the family. */
export const loginSchema = fields(scenarioWords, {
  source: source("login"),
  ...scenarioNames,
  hours,
  users: wholeBetween(fewestUsers, mostUsers, "how many users there are").exactOptional(),
  traffic: trafficList(trafficSchemas.anyKind, "honest users"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();
