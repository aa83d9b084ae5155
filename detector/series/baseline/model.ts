import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { FiredrillError } from "../../../domain/error.ts";
import { normalCumulative, normalQuantile } from "../../../domain/numbers/normal.ts";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import { badModel } from "../../bad-model.ts";
import { hasFailed } from "../failed.ts";
import type { Baseline } from "./learned.ts";
import type { UpperTail } from "./upper-tail.ts";
import { tailScore, upperTailOf } from "./upper-tail.ts";

/** Health as a file knows it. */
interface HealthModel extends DetectorModel {
  /** Rows it was trained on. */
  readonly rows: number;
  /** `log` or `linear`: what the values are. */
  readonly scale: string;
  /** Values, rising; */
  readonly knots: readonly number[];
  /** the normal score of each. */
  readonly scores: readonly number[];
  readonly tail: UpperTail;
  /** Share of requests that failed. */
  readonly failures: number;
}

/** Between neighbouring knots, in scores. */
const step = 0.02;

/** Fewer rows tell nothing of a tail. */
const fewestRows = 100;

/** The part of a model that is about values. @param values - at least `fewestRows`; gets sorted */
function healthOf(
  values: Float64Array,
  unitOf: (median: number) => number,
): Pick<HealthModel, "rows" | "knots" | "scores" | "tail"> {
  const count = values.length;
  values.sort();
  const tail = upperTailOf(values, count, unitOf(values[count >> 1] ?? 0));
  const lowest = normalQuantile(0.5 / count);
  const steps = Math.ceil((tail.anchorScore - lowest) / step);
  const scores = Array.from({ length: steps + 1 }, (_, at) =>
    at === steps ? tail.anchorScore : lowest + at * step,
  );
  const knots = scores.map((score, at) => (at === steps ? tail.anchor : quantile(values, score)));
  return { rows: count, knots, scores, tail };
}

function quantile(sorted: Float64Array, score: number): number {
  const place = Math.max(0, normalCumulative(score) * sorted.length - 0.5);
  const below = Math.floor(place);
  const [low = 0, high = low] = [sorted[below], sorted[below + 1]];
  return low + (high - low) * (place - below);
}

/** Knows health from the start, and learns nothing: the same value always has the same score. */
export function modelBaseline({ knots, scores, tail }: HealthModel): Baseline {
  const values = Float64Array.from(knots);
  const heights = Float64Array.from(scores);
  const last = values.length - 1;
  return {
    isReady: () => true,
    score: (value) => {
      if (value > tail.anchor) return tailScore(tail, value);
      let [low, high] = [0, last];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((values[middle] ?? 0) <= value) low = middle;
        else high = middle;
      }
      const [from = 0, to = 0] = [values[low], values[high]];
      const [bottom = 0, top = 0] = [heights[low], heights[high]];
      const share = to > from ? Math.max(0, Math.min(1, (value - from) / (to - from))) : 0.5;
      return bottom + share * (top - bottom);
    },
    learn: () => undefined,
    doubt: () => undefined,
  };
}

/** @throws FiredrillError BAD_MODEL when it is none, or not one of this detector on this scale */
export function checkedModel(owner: string, scale: string, model: DetectorModel): HealthModel {
  if (model.detector !== owner) throw badModel(owner, `it was trained for ${model.detector}`);
  if (!isHealth(model)) throw badModel(owner, "it is no model of schema version 1");
  if (model.scale !== scale) throw badModel(owner, `it was trained with scale=${model.scale}`);
  return model;
}

function isHealth(model: DetectorModel): model is HealthModel {
  const fields: Readonly<Record<string, unknown>> = { ...model };
  const [knots, scores, tail] = [fields["knots"], fields["scores"], fields["tail"]];
  return (
    fields["schemaVersion"] === 1 &&
    areNumbers(knots) &&
    areNumbers(scores) &&
    knots.length === scores.length &&
    knots.length > 1 &&
    typeof tail === "object" &&
    tail !== null &&
    ["anchor", "anchorScore", "slope", "freedom"].every((key) => isNumber(Object.entries(tail), key)) &&
    typeof fields["failures"] === "number" &&
    typeof fields["scale"] === "string"
  );
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number" && Number.isFinite(item));
}

function isNumber(entries: readonly (readonly [string, unknown])[], key: string): boolean {
  return entries.some(([name, value]) => name === key && typeof value === "number" && Number.isFinite(value));
}

/** Keeps every value, eight bytes a row; rows of requests that are still open are left out. */
export function trainHealth(
  detector: string,
  scale: string,
  valueOf: (observation: ResponseObservation) => number,
  unitOf: (median: number) => number,
): Training<ResponseObservation> {
  const values: number[] = [];
  let failed = 0;
  return {
    learn: (observation) => {
      if (observation.outcome.kind === "open") return;
      values.push(valueOf(observation));
      if (hasFailed(observation)) failed += 1;
    },
    finish: (): HealthModel => {
      if (values.length < fewestRows) throw tooLittleHealth(detector, values.length);
      const failures = failed / values.length;
      return {
        schemaVersion: 1,
        detector,
        scale,
        failures,
        ...healthOf(Float64Array.from(values), unitOf),
      };
    },
  };
}

function tooLittleHealth(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "TOO_LITTLE_HEALTH",
    `There are ${rows} rows to train ${detector} on.`,
    `Give a healthy log of at least ${fewestRows} rows; 10,000 and more keep the promised ARL0 well.`,
  );
}
