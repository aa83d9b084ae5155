import { z } from "zod";
import type { Traffic } from "../../../domain/login/traffic.ts";
import { loginTraffic } from "../../../domain/login/traffic.ts";
import { fewestUsers, mostUsers } from "../../../domain/login/user-base.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import { yearHours } from "../../../domain/traffic/source.ts";
import {
  between,
  expectSchema,
  fields,
  kindSchemas,
  kindWords,
  scenarioNames,
  scenarioWords,
  source,
  wholeBetween,
} from "../../file/fields.ts";

const onset = z
  .discriminatedUnion(
    "kind",
    [
      fields("an onset", {
        kind: z.literal("at"),
        hour: between(0, yearHours, "how many hours after the beginning"),
      }),
      fields("an onset", {
        kind: z.literal("chance"),
        perHour: between(0, 1, "the chance that it begins in an hour"),
      }),
    ],
    { error: kindWords("onset", ["at", "chance"], "an onset") },
  )
  .readonly()
  .describe("when it begins: once, or in each hour with a chance");

/** The fields of each kind of traffic. */
export const trafficSchemas = kindSchemas<Traffic, "onset">(
  { noun: "traffic", one: "an entry of traffic" },
  loginTraffic,
  { onset },
);

const fullHourWords = "an instant in UTC on a full hour, like 2018-11-01T00:00:00Z";

function isFullHour(given: string): boolean {
  const atMs = parseInstant(given);
  return atMs !== undefined && atMs % hourMs === 0;
}

/** A login scenario as a file holds it. What one field asks of another is checked in login-mistakes.ts. */
export const loginSchema = fields(scenarioWords, {
  source: source("login"),
  ...scenarioNames,
  hours: wholeBetween(1, yearHours, "how many hours it lasts"),
  users: wholeBetween(fewestUsers, mostUsers, "how many users there are").exactOptional(),
  traffic: z
    .array(trafficSchemas.anyKind, "a list of traffic; [] is honest users alone")
    .readonly()
    .describe("what happens beside the honest users"),
  past: fields("a past, that is a table with hours", {
    hours: wholeBetween(24, yearHours, "how many hours without an attack come before"),
  })
    .readonly()
    .exactOptional()
    .describe("a log without an attack that ends where this one begins, to learn from"),
  startsAt: z
    .string(fullHourWords)
    .refine(isFullHour, fullHourWords)
    .exactOptional()
    .describe(`the first instant, ${fullHourWords}`),
  expect: expectSchema,
}).readonly();
