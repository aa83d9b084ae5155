import { numpyRandom } from "../../../domain/chance/numpy-random.ts";
import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { defineDetector } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { LoginModel } from "../model.ts";
import { fieldOf, isNumber } from "../../model.ts";
import { checkedLoginModel, loginTraining, modelNeeded } from "../model.ts";
import type { UsualByMethod, Method, Positions } from "./usual.ts";
import { usualByMethod, methods } from "./usual.ts";
import { hourlyCollector } from "./hours.ts";
import { batchRules, streamingRules } from "./judges.ts";
import type { HourLimits } from "./limits.ts";
import { limitsOf, originalExcess } from "./limits.ts";

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
  create: (values, { model }) => {
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

/** What is usual at an address in an hour, as a file knows it. */
interface RulesModel extends LoginModel {
  /** Rows taken of each hour of the day; 0: all. */
  readonly sample: number;
  readonly baselines: UsualByMethod;
}

/** The rows that the original takes of each hour of the day: it seeds numpy anew for each. */
export function originalPositions(count: number): Positions {
  return (groupSize) => (groupSize === 0 ? [] : numpyRandom(0).positions(groupSize, count));
}

/** Any log will do: what is striking in it is trimmed, or does not move a median. */
export function trainRules(detector: string, sample: number): Training<LoginObservation> {
  const collector = hourlyCollector();
  return loginTraining(detector, {
    learn: collector.add,
    finish: () => {
      const positions = sample === 0 ? undefined : originalPositions(sample);
      return { sample, baselines: usualByMethod(collector.finish(), positions) };
    },
  });
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
export function checkedRulesModel(detector: string, model: DetectorModel): RulesModel {
  return checkedLoginModel(detector, model, isRulesModel);
}

const figures = ["users", "attempts", "failures", "failureRate"];

function isRulesModel(model: DetectorModel): model is RulesModel {
  const baselines = fieldOf(model, "baselines");
  return (
    isNumber(fieldOf(model, "sample")) && methods.every((method) => isUsualByHour(fieldOf(baselines, method)))
  );
}

function isUsualByHour(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 24 &&
    value.every((hour: unknown) => figures.every((figure) => isUsual(fieldOf(hour, figure))))
  );
}

function isUsual(value: unknown): boolean {
  return isNumber(fieldOf(value, "centre")) && isNumber(fieldOf(value, "spread"));
}
