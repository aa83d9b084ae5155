import { z } from "zod";
import type { Attack, Oddity } from "../../../domain/login/traffic.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import {
  between,
  expectSchema,
  fields,
  kindWords,
  scenarioNames,
  scenarioWords,
  source,
  wholeBetween,
} from "../../file/fields.ts";

/** A leap year has 24 more. */
const yearHours = 8760;
/** As many users as a scenario can have. */
export const mostUsers = 10_000;

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

const users = (what: string) => wholeBetween(1, mostUsers, what);
const addresses = (what: string) => wholeBetween(1, 10_000, what);
const tries = (what: string) => wholeBetween(1, 100_000, what);
const everySeconds = between(0.001, 86_400, "seconds from one try to the next");
const hours = between(0.1, yearHours, "for how many hours");
const entry = "an entry of traffic";

/** The fields of each kind of attack. */
export const attackSchemas = {
  bruteforce: fields(entry, {
    kind: z.literal("bruteforce"),
    onset,
    addresses: z
      .enum(["one", "fresh"], "one (all tries from one address) or fresh (another for each name)")
      .describe("one: all tries from one address; fresh: another for each name"),
    users: users("how many names it goes through").exactOptional(),
  }),
  "low-and-slow": fields(entry, {
    kind: z.literal("low-and-slow"),
    onset,
    users: users("how many names it goes through"),
    everyMinutes: between(0.001, 10_080, "minutes from one try to the next"),
  }),
  spray: fields(entry, {
    kind: z.literal("spray"),
    onset,
    users: users("on how many names it tries the password"),
    addresses: addresses("from how many addresses, in turn"),
    everySeconds,
  }),
  stuffing: fields(entry, {
    kind: z.literal("stuffing"),
    onset,
    pairs: tries("how many leaked pairs it tries"),
    everySeconds,
  }),
  distributed: fields(entry, {
    kind: z.literal("distributed"),
    onset,
    addresses: addresses("how many addresses share the work"),
    users: users("how many names they try"),
    tries: tries("how many tries they make together"),
    everySeconds,
  }),
  takeover: fields(entry, {
    kind: z.literal("takeover"),
    onset,
    tries: tries("how many tries it takes; the last is let in"),
    everySeconds,
  }),
} satisfies Readonly<Record<Attack["kind"], unknown>>;

const odditySchemas = {
  office: fields(entry, {
    kind: z.literal("office"),
    onset,
    users: users("how many users come from its one address"),
    hours,
  }),
  "flash-sale": fields(entry, {
    kind: z.literal("flash-sale"),
    onset,
    times: between(1, 1000, "how many times as often users come"),
    hours,
  }),
  "forgotten-password": fields(entry, {
    kind: z.literal("forgotten-password"),
    onset,
    users: users("how many users have forgotten their passwords"),
    hours,
  }),
  "retrying-client": fields(entry, {
    kind: z.literal("retrying-client"),
    onset,
    everySeconds,
    hours,
  }),
} satisfies Readonly<Record<Oddity["kind"], unknown>>;

/** The fields of each kind of traffic. */
export const trafficSchemas = { ...attackSchemas, ...odditySchemas };

/** One entry of traffic of any kind. */
const trafficSchema = z
  .discriminatedUnion(
    "kind",
    [
      trafficSchemas.bruteforce,
      trafficSchemas["low-and-slow"],
      trafficSchemas.spray,
      trafficSchemas.stuffing,
      trafficSchemas.distributed,
      trafficSchemas.takeover,
      trafficSchemas.office,
      trafficSchemas["flash-sale"],
      trafficSchemas["forgotten-password"],
      trafficSchemas["retrying-client"],
    ],
    { error: kindWords("traffic", Object.keys(trafficSchemas), entry) },
  )
  .readonly();

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
