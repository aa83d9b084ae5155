import { z } from "zod";
import { hourMs } from "../../domain/time/calendar.ts";
import { parseInstant } from "../../domain/time/instant.ts";
import { yearHours } from "../../domain/traffic/source.ts";
import { between, fields, kindWords, wholeBetween } from "../file/fields.ts";

/** When an entry of traffic begins. */
export const onset = z
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

/** How messages call an entry of traffic. */
export const trafficWords = { noun: "traffic", one: "an entry of traffic" } as const;

const fullHourWords = "an instant in UTC on a full hour, like 2018-11-01T00:00:00Z";

function isFullHour(given: string): boolean {
  const atMs = parseInstant(given);
  return atMs !== undefined && atMs % hourMs === 0;
}

/** How long a scenario of traffic lasts, what it learns from, and when it begins. */
export const trafficSpan = {
  hours: wholeBetween(1, yearHours, "how many hours it lasts"),
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
} as const;

/** @param honest - who come and go all the time, as `honest users` */
export function trafficList<Entry>(entry: z.ZodType<Entry>, honest: string) {
  return z
    .array(entry, `a list of traffic; [] is ${honest} alone`)
    .readonly()
    .describe(`what happens beside the ${honest}`);
}
