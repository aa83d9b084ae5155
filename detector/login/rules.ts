import type { DetectorModel } from "../../domain/detector.ts";
import { defineDetector } from "../../domain/detector.ts";
import type { Method } from "./baselines.ts";
import { methods } from "./baselines.ts";
import { modelNeeded } from "./login-model.ts";
import { batchRules, streamingRules } from "./rules-judges.ts";
import type { HourLimits } from "./rules-limits.ts";
import { limitsOf, originalExcess } from "./rules-limits.ts";
import { checkedRulesModel, trainRules } from "./rules-model.ts";

const name = "login-rules";
const windowSize = 10;
const originalRows = 10;

/**
 * After the rules of Stefanie Molin's login attempt study: an address is suspicious when in one clock hour its users, its
 * attempts and its share of failures all reach a limit made of what is usual at that hour of the day. `mode=batch` judges
 * an hour when it is over, as she does; `streaming` judges the running hour after every attempt, minutes earlier. Sees one
 * address that tries many users, and nothing else: not fresh addresses, not few tries an hour, not one user hammered; and it
 * takes an office behind one address for an attack.
 */
export const loginRules = defineDetector({
  name,
  summary:
    "Alerts when one address tries more users, more often and with less luck than is usual at that hour.",
  reads: ["login"],
  windowSize,
  options: {
    method: {
      kind: "choice",
      default: "mean",
      choices: methods,
      describe: "how it is found out what is usual",
    },
    mode: {
      kind: "choice",
      default: "streaming",
      choices: ["streaming", "batch"],
      describe: "judge after every attempt, or each clock hour when it is over",
    },
    pct: {
      kind: "number",
      default: originalExcess.pct,
      min: 0,
      describe: "mean, median: so many times the usual is too much",
    },
    k: {
      kind: "number",
      default: originalExcess.k,
      min: 0,
      describe: "tukey: so many distances between the quartiles above the upper one",
    },
    z: {
      kind: "number",
      default: originalExcess.z,
      min: 0,
      describe: "zscore: so many standard deviations above the mean",
    },
    sample: {
      kind: "choice",
      default: "auto",
      choices: ["auto", "all", "original"],
      describe:
        "when it learns: all rows of an hour of the day, or ten as the original draws; auto: ten in batch mode",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; it knows all methods",
    },
  },
  create: (values, model) => {
    const limits = limitsFor(values, model);
    const judge = values.mode === "batch" ? batchRules(limits) : streamingRules(limits);
    return { name, windowSize, ...judge };
  },
  train: (values) => trainRules(name, drawnRows(values)),
});

/** How many rows of an hour of the day are drawn; 0: all are taken. */
function drawnRows({ sample, mode }: { readonly sample: string; readonly mode: string }): number {
  return sample === "original" || (sample === "auto" && mode === "batch") ? originalRows : 0;
}

interface RulesValues {
  readonly method: string;
  readonly pct: number;
  readonly k: number;
  readonly z: number;
}

/** @throws FiredrillError MODEL_NEEDED, BAD_MODEL */
function limitsFor({ method, pct, k, z }: RulesValues, model: DetectorModel | undefined): HourLimits {
  if (model === undefined) throw modelNeeded(name);
  const { baselines } = checkedRulesModel(name, model);
  return limitsOf(baselines, isMethod(method) ? method : "mean", { pct, k, z });
}

function isMethod(text: string): text is Method {
  return methods.some((method) => method === text);
}
