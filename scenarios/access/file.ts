import type { AccessScenario } from "../../domain/access/scenario.ts";
import type { Traffic } from "../../domain/access/traffic.ts";
import { accessTraffic } from "../../domain/access/traffic.ts";
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
const schemas = kindSchemas<Traffic, "onset">(trafficWords, accessTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;
const largestSeed = 4_294_967_295;
const site = wholeBetween(0, largestSeed, "the seed of the site").exactOptional();

/** A scenario of web access in a file. Constraints between fields are checked in ../traffic/mistakes.ts. */
const accessSchema = fields(scenarioWords, {
  source: source("access"),
  ...scenarioNames,
  hours,
  site,
  traffic: trafficList(schemas.anyKind, "visitors"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();

export const accessFiles: FileKit<AccessScenario> = trafficFiles(accessSchema, {
  numbers: { hours, site },
  kinds: accessTraffic,
  schemas,
});
