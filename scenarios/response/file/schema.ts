import { z } from "zod";
import type { Mode } from "../../../domain/response/modes.ts";
import { modeKits, originalModes } from "../../../domain/response/modes.ts";
import {
  between,
  dayMs,
  expectSchema,
  fields,
  instant,
  instantWords,
  kindSchemas,
  kindWords,
  nearestMember,
  scenarioNames,
  scenarioWords,
  source,
  text,
  wholeBetween,
} from "../../file/fields.ts";
import { modesSchema, phaseFields, phasesSchema } from "../../phases/schema.ts";

/** The fields of each kind of mode. */
export const modeSchemas = kindSchemas<Mode, never>({ noun: "mode", one: "a mode" }, modeKits, {});

const { mode, incident } = phaseFields;
const requests = wholeBetween(1, 10_000_000, "the number of requests");
/** The share of a phase's requests that meets its mode. */
export const shareSchema = between(0, 1, "the share of requests that meets the mode");
const share = shareSchema.exactOptional();
const ratePerSecond = between(0.001, 100_000, "requests per second");
const forMs = between(1, dayMs, "the duration of the silence in milliseconds");

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
        waitMs: between(0, dayMs, "the wait between an answer and the next request, in milliseconds"),
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

/** `modes` is optional. Constraints between fields are checked in mistakes.ts. */
export const responseSchema = fields(scenarioWords, {
  source: source("response"),
  ...scenarioNames,
  modes: modesSchema(modeSchemas.anyKind).default(originalModes),
  phases: phasesSchema(phase),
  pacing,
  recording: text("the path of a CSV file, relative to this file's folder").exactOptional(),
  timeoutMs: between(1, dayMs, "when the client gives up a request, in milliseconds").exactOptional(),
  openAfterMs: between(
    1,
    dayMs,
    "when an unanswered request gets a row of its own, in milliseconds",
  ).exactOptional(),
  capacity: wholeBetween(
    1,
    1_000_000,
    "the number of requests that the server processes at once",
  ).exactOptional(),
  noise: noise.exactOptional(),
  startsAt: instant.exactOptional().describe(`the first instant on the virtual clock, ${instantWords}`),
  expect: expectSchema,
}).readonly();
