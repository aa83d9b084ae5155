import { defaultUserCount, fewestUsers, mostUsers } from "../../domain/login/user-base.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { Traffic } from "../../domain/login/traffic.ts";
import { loginTraffic } from "../../domain/login/traffic.ts";
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
const schemas = kindSchemas<Traffic, "onset">(trafficWords, loginTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;
const users = wholeBetween(fewestUsers, mostUsers, "the number of accounts").exactOptional();

/** A login scenario in a file. Constraints between fields are checked in ../traffic/mistakes.ts. */
export const loginSchema = fields(scenarioWords, {
  source: source("login"),
  ...scenarioNames,
  hours,
  users,
  traffic: trafficList(schemas.anyKind, "honest users"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();

export const loginFiles: FileKit<LoginScenario> = trafficFiles(loginSchema, {
  numbers: { hours, users },
  kinds: loginTraffic,
  schemas,
  counts: [{ field: "users", fewest: fewestUsers, most: mostUsers, usual: defaultUserCount }],
});
