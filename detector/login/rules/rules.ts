import { numpyRandom } from "../../../domain/chance/numpy-random.ts";
import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { defineDetector } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { TrafficModel } from "../../traffic/model.ts";
import { fieldsOf, listOf, numberFrom0, numberThat } from "../../model.ts";
import { checkedTrafficModel, trafficModelCheck, trafficTraining, modelNeeded } from "../../traffic/model.ts";
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
 * The rules of Stefanie Molin's login attempt study: an address is suspicious when, within one clock hour, its users,
 * attempts and share of failures all reach limits derived from what is usual at that hour of the day. `mode=batch`
 * judges an hour when it is over, as the study does; `streaming` judges the current hour after every attempt, minutes
 * earlier.
 *
 * It detects one address that tries many users. It misses fresh addresses, few tries per hour and attacks on one
 * user, and takes an office behind one address for an attack.
 */
export const loginRules = defineDetector({
  name,
  summary:
    "Alerts when one address tries more users, makes more attempts and fails more than usual for the hour.",
  reads: ["login"],
  windowSize,
  options: {
    method: {
      kind: "choice",
      default: "mean",
      choices: methods,
      describe: "how the usual value is computed",
    },
    mode: {
      kind: "choice",
      default: "streaming",
      choices: ["streaming", "batch"],
      describe: "streaming judges after every attempt, batch at the end of each clock hour",
    },
    pct: {
      kind: "number",
      default: originalExcess.pct,
      min: 0,
      describe: "mean, median: alert at this multiple of the usual value",
    },
    k: {
      kind: "number",
      default: originalExcess.k,
      min: 0,
      describe: "tukey: alert at this many interquartile ranges above the upper quartile",
    },
    z: {
      kind: "number",
      default: originalExcess.z,
      min: 0,
      describe: "zscore: alert at this many standard deviations above the mean",
    },
    sample: {
      kind: "choice",
      default: "auto",
      choices: ["auto", "all", "original"],
      describe:
        "training rows per hour of the day: all, or original for a sample of ten; auto: original in batch mode",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; contains all methods",
    },
  },
  create: (values, { model }) => {
    const limits = limitsFor(values, model);
    const judge = values.mode === "batch" ? batchRules(limits) : streamingRules(limits);
    return { name, windowSize, ...judge };
  },
  train: (values) => trainRules(name, drawnRows(values)),
});

/** Rows to draw per hour of the day; 0 means all. */
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

/** The usual figures as a model file stores them. */
interface RulesModel extends TrafficModel {
  /** Rows drawn per hour of the day; 0 means all. */
  readonly sample: number;
  readonly baselines: UsualByMethod;
}

/** The rows that the original draws from each hour of the day: it seeds numpy again for each. */
export function originalPositions(count: number): Positions {
  return (groupSize) => (groupSize === 0 ? [] : numpyRandom(0).positions(groupSize, count));
}

/** Trains on any log, even one with attacks: striking rows are trimmed or do not move a median. */
export function trainRules(detector: string, sample: number): Training<LoginObservation> {
  const collector = hourlyCollector();
  return trafficTraining(detector, {
    learn: collector.add,
    finish: () => {
      const positions = sample === 0 ? undefined : originalPositions(sample);
      return { sample, baselines: usualByMethod(collector.finish(), positions) };
    },
  });
}

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector */
export function checkedRulesModel(detector: string, model: DetectorModel): RulesModel {
  return checkedTrafficModel(detector, model, rulesModelCheck, isRulesModel);
}

const usual = fieldsOf({ centre: numberFrom0, spread: numberFrom0 });
const usualByHour = listOf(
  fieldsOf({ users: usual, attempts: usual, failures: usual, failureRate: usual }),
  24,
);
const rulesModelCheck = trafficModelCheck({
  sample: numberThat("a whole number from 0", (value) => Number.isInteger(value) && value >= 0),
  baselines: fieldsOf(Object.fromEntries(methods.map((method) => [method, usualByHour]))),
});

function isRulesModel(model: DetectorModel): model is RulesModel {
  return rulesModelCheck(model, "") === undefined;
}
