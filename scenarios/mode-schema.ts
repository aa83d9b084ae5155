import { z } from "zod";
import type { ModeKind } from "../domain/mode.ts";
import { between, dayMs, fields, kindWords, wholeBetween } from "./fields.ts";

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
export const modeSchema = z
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
