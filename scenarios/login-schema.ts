import { z } from "zod";
import { parseInstant } from "../domain/instant.ts";
import { hourMs } from "../domain/login/calendar.ts";
import { expectSchema } from "./expectation-schema.ts";
import { fields, wholeBetween } from "./fields.ts";
import { scenarioNames, scenarioWords, source } from "./scenario-fields.ts";
import { mostUsers, trafficSchema, yearHours } from "./traffic-schema.ts";

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
  users: wholeBetween(10, mostUsers, "how many users there are").exactOptional(),
  traffic: z
    .array(trafficSchema, "a list of traffic; [] is honest users alone")
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
