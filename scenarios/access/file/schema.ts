import type { Traffic } from "../../../domain/access/traffic.ts";
import { accessTraffic } from "../../../domain/access/traffic.ts";
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
export const trafficSchemas = kindSchemas<Traffic, "onset">(trafficWords, accessTraffic, { onset });

const { hours, past, startsAt } = trafficSpan;
const largestSeed = 4_294_967_295;

/** A scenario of web access in a file. Constraints between fields are checked in ../../traffic/mistakes.ts. */
export const accessSchema = fields(scenarioWords, {
  source: source("access"),
  ...scenarioNames,
  hours,
  site: wholeBetween(0, largestSeed, "the seed of the site").exactOptional(),
  traffic: trafficList(trafficSchemas.anyKind, "visitors"),
  past,
  startsAt,
  expect: expectSchema,
}).readonly();
