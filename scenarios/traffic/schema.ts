import { z } from "zod";
import { hourMs } from "../../domain/time/calendar.ts";
import { parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import { yearHours } from "../../domain/traffic/source.ts";
import { between, fields, kindWords, wholeBetween } from "../file/fields.ts";

/** The onset of a traffic entry. */
export const onset = z
  .discriminatedUnion(
    "kind",
    [
      fields("an onset", {
        kind: z.literal("at"),
        hour: between(0, yearHours, "hours after the start"),
      }),
      fields("an onset", {
        kind: z.literal("chance"),
        perHour: between(0, 1, "the probability that it begins in an hour"),
      }),
    ],
    { error: kindWords("onset", ["at", "chance"], "an onset") },
  )
  .readonly()
  .describe("when it begins: once, or at random with a probability per hour");

/** Nouns for a traffic entry. */
export const trafficWords = { noun: "traffic", one: "a traffic entry" } as const;

const fullHourWords = "an instant in UTC on a full hour, like 2018-11-01T00:00:00Z";

function isFullHour(given: string): boolean {
  const atMs = parseGivenInstant(given);
  return atMs !== undefined && atMs % hourMs === 0;
}

/** Duration, past and start of a scenario of traffic. */
export const trafficSpan = {
  hours: wholeBetween(1, yearHours, "the duration in hours"),
  past: fields("a past: a table with hours", {
    hours: wholeBetween(24, yearHours, "the hours without attacks before the start"),
  })
    .readonly()
    .exactOptional()
    .describe("a log without attacks for training, which ends where the scenario begins"),
  startsAt: z
    .string(fullHourWords)
    .refine(isFullHour, { error: ({ input }) => fullHourWords + yearNote(String(input)) })
    .exactOptional()
    .describe(`the first instant, ${fullHourWords}`),
} as const;

/** @param honest - the actors who come and go all the time, such as `honest users` */
export function trafficList<Entry>(entry: z.ZodType<Entry>, honest: string) {
  return z
    .array(entry, `a list of traffic entries; [] means ${honest} only`)
    .readonly()
    .describe(`the traffic in addition to the ${honest}`);
}
