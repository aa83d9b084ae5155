import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { FiredrillError } from "../../../domain/error.ts";
import type { Dependence } from "../../../domain/numbers/dependence.ts";
import { dependenceOf } from "../../../domain/numbers/dependence.ts";
import { normalCumulative, normalQuantile } from "../../../domain/numbers/normal.ts";
import { upperMiddle } from "../../../domain/numbers/quantile.ts";
import type { Observation } from "../../../domain/sources.ts";
import { plural } from "../../../domain/text/printable.ts";
import {
  anyText,
  badModel,
  fieldOf,
  fieldsOf,
  finiteNumber,
  listOf,
  numberAbove0,
  numberThat,
  orAbsent,
  shareOf1,
  wholeFrom1,
} from "../../model.ts";
import type { Reference } from "./learned.ts";
import type { UpperTail } from "./upper-tail.ts";
import { tailScore, upperTailOf } from "./upper-tail.ts";

/** What a model's values measure. */
interface Measured {
  /** `log` or `linear`. */
  readonly scale: string;
  /** Name of the signal. */
  readonly signal: string;
}

/** The healthy distribution as a model file stores it. */
export interface HealthModel extends DetectorModel {
  /** Number of training values. */
  readonly rows: number;
  /** `log` or `linear`. */
  readonly scale: string;
  /** Name of the signal; `responseSeconds` if absent. */
  readonly signal?: string;
  /** Ascending values, */
  readonly knots: readonly number[];
  /** and the normal score of each. */
  readonly scores: readonly number[];
  readonly tail: UpperTail;
  /** Share of failed requests. */
  readonly failures: number;
  /** How much the values depended on each other; absent in older models, and when all were equal. */
  readonly dependence?: Omit<Dependence, "rows">;
}

/** Distance between knots, in scores. */
const step = 0.02;

/** Fewer rows say nothing about the tail. */
const fewestRows = 100;

/** @param values - at least `fewestRows`; sorted in place */
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

/** A fixed reference: the same value always has the same score. */
export class ModelReference implements Reference {
  readonly isReady = true;
  readonly isLearning = false;
  private readonly model: HealthModel;
  private readonly values: Float64Array;
  private readonly heights: Float64Array;

  constructor(model: HealthModel) {
    this.model = model;
    this.values = Float64Array.from(model.knots);
    this.heights = Float64Array.from(model.scores);
  }

  score(value: number): number {
    const { values, heights } = this;
    const { tail } = this.model;
    if (value > tail.anchor) return tailScore(tail, value);
    let low = 0;
    let high = values.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) <= value) low = middle;
      else high = middle;
    }
    const from = values[low] ?? 0;
    const to = values[high] ?? 0;
    const bottom = heights[low] ?? 0;
    const top = heights[high] ?? 0;
    const share = to > from ? Math.max(0, Math.min(1, (value - from) / (to - from))) : 0.5;
    return bottom + share * (top - bottom);
  }

  learn(): void {
    // It learned all that it knows in training.
  }

  doubt(): void {
    // Nothing waits to be learned.
  }

  dependence(): Dependence | undefined {
    const { rows, dependence } = this.model;
    return dependence === undefined ? undefined : { rows, ...dependence };
  }
}

/** The signal of a model without the field `signal`. */
export const defaultSignal = "responseSeconds";

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector, scale and signal */
export function checkedModel(owner: string, { scale, signal }: Measured, model: DetectorModel): HealthModel {
  if (model.detector !== owner) throw badModel(owner, `it was trained for ${model.detector}`);
  if (!isHealth(model)) throw badModel(owner, mistakeIn(model) ?? "it is not a model of schema version 1");
  if (model.scale !== scale) throw badModel(owner, `it was trained with scale=${model.scale}`);
  const { signal: trained = defaultSignal } = model;
  if (trained !== signal) throw badModel(owner, `it was trained with signal=${trained}`);
  return model;
}

function isHealth(model: DetectorModel): model is HealthModel {
  return mistakeIn(model) === undefined;
}

/** No double has a tail so thin. */
const highestScore = 40;
const score = numberThat(
  `a number from -${highestScore} to ${highestScore}`,
  (value) => Math.abs(value) <= highestScore,
);

const healthFields = fieldsOf({
  rows: wholeFrom1,
  scale: anyText,
  signal: orAbsent(anyText),
  dependence: orAbsent(
    fieldsOf({
      rankAutocorrelations: listOf(numberThat("a number from -1 to 1", (value) => Math.abs(value) <= 1)),
      effectiveRows: numberAbove0,
      blockRows: wholeFrom1,
    }),
  ),
  failures: shareOf1,
  knots: listOf(finiteNumber),
  scores: listOf(score),
  tail: fieldsOf({
    anchor: finiteNumber,
    anchorScore: numberThat(
      `a number from 0 to ${highestScore}`,
      (value) => value >= 0 && value <= highestScore,
    ),
    slope: numberAbove0,
    freedom: numberAbove0,
  }),
});

function mistakeIn(model: DetectorModel): string | undefined {
  const mistake = healthFields(model, "");
  if (mistake !== undefined) return mistake;
  const [knots, scores] = [numbersIn(fieldOf(model, "knots")), numbersIn(fieldOf(model, "scores"))];
  if (knots.length < 2) return `knots has ${plural(knots.length, "number")}, not 2 or more`;
  if (scores.length !== knots.length)
    return `scores has ${scores.length} numbers, and knots has ${knots.length}`;
  // The last knot is where the fitted tail starts, which can be a little below the one before it.
  return descentIn("knots", knots.slice(0, -1)) ?? descentIn("scores", scores);
}

function numbersIn(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function descentIn(field: string, numbers: readonly number[]): string | undefined {
  const at = numbers.findIndex((number, place) => number < (numbers[place - 1] ?? -Infinity));
  return at < 0 ? undefined : `${field}[${at}] is ${numbers[at]}, less than ${numbers[at - 1]} before it`;
}

/** Reads what to learn from rows. */
interface HealthTraining {
  readonly detector: string;
  readonly measured: Measured;
  /** On the model's scale; `undefined` for a row to skip. */
  readonly valueOf: (row: Observation) => number | undefined;
  /** 1 for a failure, 0 for none. */
  readonly failedIn: (row: Observation) => number | undefined;
  /** Maps the median to the `unit` of `upperTailOf`. */
  readonly unitOf: (median: number) => number;
}

export function trainHealth({ detector, measured, valueOf, failedIn, unitOf }: HealthTraining): Training {
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
    finish: () =>
      healthModel({
        detector,
        measured,
        values,
        failures: tried === 0 ? 0 : failed / tried,
        unitOf,
      }),
  };
}

/** What a model of values is made of. */
interface HealthParts extends Pick<HealthTraining, "detector" | "measured" | "unitOf"> {
  /** On the model's scale. */
  readonly values: ArrayLike<number>;
  /** Share of failed requests. */
  readonly failures: number;
}

/** @throws FiredrillError NOT_ENOUGH_HEALTHY_DATA */
export function healthModel({ detector, measured, values, failures, unitOf }: HealthParts): HealthModel {
  if (values.length < fewestRows) throw notEnoughRows(detector, values.length);
  const { scale, signal } = measured;
  const dependence = dependenceOf(values);
  return {
    schemaVersion: 1,
    detector,
    scale,
    ...(signal === defaultSignal ? {} : { signal }),
    failures,
    ...(dependence === undefined ? {} : { dependence: inModel(dependence) }),
    ...healthOf(Float64Array.from(values), unitOf),
  };
}

const lagsKept = 10;

function inModel({
  rankAutocorrelations,
  effectiveRows,
  blockRows,
}: Dependence): NonNullable<HealthModel["dependence"]> {
  return { rankAutocorrelations: rankAutocorrelations.slice(0, lagsKept), effectiveRows, blockRows };
}

function notEnoughRows(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${detector} on ${plural(rows, "row")}.`,
    `Give a healthy log of at least ${fewestRows} rows; with 10,000 or more the ARL0 is accurate.`,
  );
}
