import { z } from "zod";
import type { ModeKind } from "../../../domain/response/mode.ts";
import { originalModes } from "../../../domain/response/mode.ts";
import {
  between,
  dayMs,
  expectSchema,
  fields,
  instant,
  instantWords,
  kindWords,
  nearestMember,
  scenarioNames,
  scenarioWords,
  source,
  text,
  wholeBetween,
} from "../../file/fields.ts";
import { modesSchema, phaseFields, phasesSchema } from "../../phases/schema.ts";

const delayMs = between(0, dayMs, "the wait in milliseconds");
const positiveMs = (what: string) => between(0.001, dayMs, what);
const stretchMs = (what: string) => between(1, dayMs, what);

/** The fields of each kind of mode. */
export const modeSchemas = {
  normal: fields("a mode", { kind: z.literal("normal"), delayMs }),
  attack: fields("a mode", { kind: z.literal("attack"), delayMs }),
  load: fields("a mode", {
    kind: z.literal("load"),
    stepMs: between(0, dayMs, "the wait added to that of the request before, in milliseconds"),
  }),
  uniform: fields("a mode", {
    kind: z.literal("uniform"),
    minMs: between(0, dayMs, "the shortest wait in milliseconds"),
    maxMs: between(0, dayMs, "the longest wait in milliseconds"),
  }).refine(({ minMs, maxMs }) => minMs <= maxMs, {
    error: "a number from minMs up (the longest wait in milliseconds)",
    path: ["maxMs"],
  }),
  jitter: fields("a mode", {
    kind: z.literal("jitter"),
    meanMs: positiveMs("the mean of the waits in milliseconds"),
    sdMs: between(0, dayMs, "the standard deviation of the waits in milliseconds"),
  }),
  lognormal: fields("a mode", {
    kind: z.literal("lognormal"),
    medianMs: between(0, dayMs, "the median of the waits in milliseconds"),
    sigma: between(0, 5, "the standard deviation of their logarithm"),
  }),
  ramp: fields("a mode", {
    kind: z.literal("ramp"),
    medianMs: positiveMs("the median of the wait before the first, in milliseconds"),
    sigma: between(0, 5, "the standard deviation of their logarithm"),
    percent: between(0, 100, "by how many per cent the median grows from one request to the next"),
  }),
  percentiles: fields("a mode", {
    kind: z.literal("percentiles"),
    p50Ms: positiveMs("the median of the waits in milliseconds"),
    p90Ms: positiveMs("their 90th percentile in milliseconds"),
    p99Ms: positiveMs("their 99th percentile in milliseconds"),
  })
    .refine(({ p50Ms, p90Ms }) => p50Ms <= p90Ms, {
      error: "a number from p50Ms up (the 90th percentile of the waits in milliseconds)",
      path: ["p90Ms"],
    })
    .refine(({ p90Ms, p99Ms }) => p90Ms <= p99Ms, {
      error: "a number from p90Ms up (the 99th percentile of the waits in milliseconds)",
      path: ["p99Ms"],
    }),
  flap: fields("a mode", {
    kind: z.literal("flap"),
    slowDelayMs: between(0, dayMs, "the wait while it is slow, in milliseconds"),
    slowForMs: stretchMs("how long it is slow, in milliseconds"),
    delayMs: between(0, dayMs, "the wait while it is not, in milliseconds"),
    fastForMs: stretchMs("how long it is not, in milliseconds"),
  }),
  brownout: fields("a mode", {
    kind: z.literal("brownout"),
    serviceMs: between(0, dayMs, "how long it works on one request, in milliseconds"),
    capacity: wholeBetween(1, 10_000, "how many requests it works on at once"),
  }),
  errors: fields("a mode", {
    kind: z.literal("errors"),
    status: wholeBetween(200, 599, "the status of the answer"),
    delayMs,
  }),
  hang: fields("a mode", { kind: z.literal("hang") }),
  blackhole: fields("a mode", { kind: z.literal("blackhole"), delayMs }),
  dribble: fields("a mode", {
    kind: z.literal("dribble"),
    delayMs: between(0, dayMs, "the wait before the first chunk, in milliseconds"),
    chunks: wholeBetween(1, 10_000, "in how many chunks the body comes"),
    everyMs: between(0, dayMs, "the time from one chunk to the next, in milliseconds"),
  }),
  truncate: fields("a mode", {
    kind: z.literal("truncate"),
    delayMs,
    promisedBytes: wholeBetween(1, 1_000_000, "how many bytes the head promises"),
    sentBytes: wholeBetween(0, 1_000_000, "how many of them come"),
  }).refine(({ promisedBytes, sentBytes }) => sentBytes < promisedBytes, {
    error: "a whole number below promisedBytes (how many of them come)",
    path: ["sentBytes"],
  }),
  restart: fields("a mode", {
    kind: z.literal("restart"),
    downMs: stretchMs("how long connections are refused, in milliseconds"),
    delayMs: between(0, dayMs, "the wait once it is up again, in milliseconds"),
  }),
  silence: fields("a mode", { kind: z.literal("silence") }),
  "clock-step": fields("a mode", {
    kind: z.literal("clock-step"),
    stepMs: between(-dayMs, dayMs, "how far the log's clock is ahead, in milliseconds; negative: behind"),
    delayMs,
  }),
  recorded: fields("a mode", { kind: z.literal("recorded") }),
} satisfies Readonly<Record<ModeKind, unknown>>;

/** One mode of any kind. */
const modeSchema = z
  .discriminatedUnion(
    "kind",
    [
      modeSchemas.normal,
      modeSchemas.attack,
      modeSchemas.load,
      modeSchemas.uniform,
      modeSchemas.jitter,
      modeSchemas.lognormal,
      modeSchemas.ramp,
      modeSchemas.percentiles,
      modeSchemas.flap,
      modeSchemas.brownout,
      modeSchemas.errors,
      modeSchemas.hang,
      modeSchemas.blackhole,
      modeSchemas.dribble,
      modeSchemas.truncate,
      modeSchemas.restart,
      modeSchemas.silence,
      modeSchemas["clock-step"],
      modeSchemas.recorded,
    ],
    { error: kindWords("mode", Object.keys(modeSchemas)) },
  )
  .readonly();

const { mode, incident } = phaseFields;
const requests = wholeBetween(1, 10_000_000, "how many requests");
/** Which part of a phase. */
export const shareSchema = between(0, 1, "which part of the requests meets the mode");
const share = shareSchema.exactOptional();
const ratePerSecond = between(0.001, 100_000, "requests per second");
const forMs = between(1, dayMs, "for how long nothing is sent, in milliseconds");

const phaseRate = ratePerSecond.exactOptional();

const phase = z.union(
  [
    fields("a phase", { mode, requests, share, ratePerSecond: phaseRate, incident }).readonly(),
    fields("a phase", { mode, forMs, incident }).readonly(),
  ],
  { error: (issue) => (issue.code === "invalid_union" ? nearestMember : "a phase") },
);

const pacing = z
  .discriminatedUnion(
    "kind",
    [
      fields("a pacing", {
        kind: z.literal("closed"),
        waitMs: between(0, dayMs, "milliseconds between an answer and the next request"),
      }),
      fields("a pacing", { kind: z.literal("constant"), ratePerSecond }),
      fields("a pacing", { kind: z.literal("poisson"), ratePerSecond }),
      fields("a pacing", { kind: z.literal("recorded") }),
    ],
    { error: kindWords("pacing", ["closed", "constant", "poisson", "recorded"]) },
  )
  .readonly()
  .describe("when requests leave");

const noise = z
  .discriminatedUnion(
    "kind",
    [
      fields("a noise", { kind: z.literal("none") }),
      fields("a noise", {
        kind: z.literal("lognormal"),
        medianMs: between(0, dayMs, "the median of the added time in milliseconds"),
        sigma: between(0, 5, "the standard deviation of the added time's logarithm"),
      }),
    ],
    { error: kindWords("noise", ["none", "lognormal"]) },
  )
  .readonly()
  .describe("the network's share of a response time, on the virtual clock");

/** `modes` may be left out. What one field asks of another is checked in mistakes.ts. */
export const responseSchema = fields(scenarioWords, {
  source: source("response"),
  ...scenarioNames,
  modes: modesSchema(modeSchema).default(originalModes),
  phases: phasesSchema(phase),
  pacing,
  recording: text("the path of a CSV file, taken from the folder of this one").exactOptional(),
  timeoutMs: between(1, dayMs, "when the client gives a request up, in milliseconds").exactOptional(),
  openAfterMs: between(
    1,
    dayMs,
    "after how many milliseconds an unanswered request is written as a row of its own",
  ).exactOptional(),
  capacity: wholeBetween(1, 1_000_000, "how many requests the server works on at once").exactOptional(),
  noise: noise.exactOptional(),
  startsAt: instant.exactOptional().describe(`the first instant on the virtual clock, ${instantWords}`),
  expect: expectSchema,
}).readonly();
