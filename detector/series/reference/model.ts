import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { FiredrillError } from "../../../domain/error.ts";
import { normalCumulative, normalQuantile } from "../../../domain/numbers/normal.ts";
import { upperMiddle } from "../../../domain/numbers/quantile.ts";
import type { Observation } from "../../../domain/sources.ts";
import { badModel, fieldOf, isNumber } from "../../model.ts";
import type { Reference } from "./learned.ts";
import type { UpperTail } from "./upper-tail.ts";
import { tailScore, upperTailOf } from "./upper-tail.ts";

/** What the values of a model are. */
interface HealthOf {
  /** `log` or `linear`. */
  readonly scale: string;
  /** The name of the signal. */
  readonly signal: string;
}

/** Health as a file knows it. */
interface HealthModel extends DetectorModel {
  /** Values it was trained on. */
  readonly rows: number;
  /** `log` or `linear`: what the values are. */
  readonly scale: string;
  /** The name of what they are of; absent: `responseSeconds`. */
  readonly signal?: string;
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
  const tail = upperTailOf(values, count, unitOf(upperMiddle(values) ?? 0));
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
export function modelReference({ knots, scores, tail }: HealthModel): Reference {
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

/** Models say which signal they are of, but for this one. */
const unsaidSignal = "responseSeconds";

/** @throws FiredrillError BAD_MODEL when it is none, or not one of this detector on this scale and signal */
export function checkedModel(owner: string, { scale, signal }: HealthOf, model: DetectorModel): HealthModel {
  if (model.detector !== owner) throw badModel(owner, `it was trained for ${model.detector}`);
  if (!isHealth(model)) throw badModel(owner, "it is no model of schema version 1");
  if (model.scale !== scale) throw badModel(owner, `it was trained with scale=${model.scale}`);
  const { signal: trained = unsaidSignal } = model;
  if (trained !== signal) throw badModel(owner, `it was trained with signal=${trained}`);
  return model;
}

function isHealth(model: DetectorModel): model is HealthModel {
  const [knots, scores] = [fieldOf(model, "knots"), fieldOf(model, "scores")];
  const [tail, signal] = [fieldOf(model, "tail"), fieldOf(model, "signal")];
  return (
    model.schemaVersion === 1 &&
    areNumbers(knots) &&
    areNumbers(scores) &&
    knots.length === scores.length &&
    knots.length > 1 &&
    ["anchor", "anchorScore", "slope", "freedom"].every((key) => isNumber(fieldOf(tail, key))) &&
    typeof fieldOf(model, "failures") === "number" &&
    typeof fieldOf(model, "scale") === "string" &&
    (signal === undefined || typeof signal === "string")
  );
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isNumber);
}

/** What to learn from rows. */
interface HealthLessons {
  readonly detector: string;
  readonly health: HealthOf;
  /** On the scale; rows without a value say nothing of health. */
  readonly valueOf: (row: Observation) => number | undefined;
  /** 1 for a failure, 0 for none. */
  readonly failedIn: (row: Observation) => number | undefined;
  /** See `upperTailOf`; of the median. */
  readonly unitOf: (median: number) => number;
}

export function trainHealth({ detector, health, valueOf, failedIn, unitOf }: HealthLessons): Training {
  const values: number[] = [];
  let [tried, failed] = [0, 0];
  return {
    learn: (row) => {
      const value = valueOf(row);
      if (value !== undefined) values.push(value);
      const failure = failedIn(row);
      if (failure === undefined) return;
      tried += 1;
      failed += failure;
    },
    finish: (): HealthModel => {
      if (values.length < fewestRows) throw tooLittleHealth(detector, values.length);
      const { scale, signal } = health;
      return {
        schemaVersion: 1,
        detector,
        scale,
        ...(signal === unsaidSignal ? {} : { signal }),
        failures: tried === 0 ? 0 : failed / tried,
        ...healthOf(Float64Array.from(values), unitOf),
      };
    },
  };
}

function tooLittleHealth(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `There are ${rows} rows to train ${detector} on.`,
    `Give a healthy log of at least ${fewestRows} rows; 10,000 and more keep the promised ARL0 well.`,
  );
}
