import type { Random } from "../../../domain/chance/random.ts";
import { below } from "../../../domain/chance/draw.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { TrainingEpoch } from "../../../domain/detector.ts";
import { upperMiddle } from "../../../domain/numbers/quantile.ts";
import { fit } from "../../neural/fit.ts";
import { Dense, Lstm, weightsOf } from "../../neural/layers.ts";
import { SequenceNetwork } from "../../neural/network.ts";
import { meanAbsoluteError } from "./forecaster.ts";
import type { FrameScale } from "./frame.ts";
import { Frame } from "./frame.ts";
import { bestWeight, Level } from "./level.ts";

export interface NetworkSize {
  /** Steps that the network sees. */
  readonly window: number;
  /** Units of each of its two layers. */
  readonly hidden: number;
}

const fitting = {
  batchSize: 8,
  rate: 0.01,
  mostEpochs: 40,
  end: { kind: "mean", share: 0.5 },
} as const;

/** Windows that an epoch learns, evenly spread over a longer series; a short one gives one for every `stride` values. */
const mostWindows = 320;
const stride = 10;
/** Values after `learned` that are predicted after each epoch, to show the loss. */
const mostValidated = 100;
/** Outputs after the first steps of a window do not count: the network has seen too little. */
const mostBlindSteps = 10;
/** Standard deviation of the noise on inputs. */
const noise = 0.3;
/** Steps of the level that are added to what is learned: one in so many values. */
const valuesPerStep = 100;
/** Sizes of these steps, in spreads: logarithmically even between the two. */
const stepSizes = [2, 30] as const;
/** Below it the loss is a square, above it a line. */
const smoothError = 0.05;

/**
 * Trains a network of two LSTM layers to predict each next value of a window from those before it: the median, since the loss
 * is the absolute error. What is learned gets noise, and steps of the level, so that the network can follow one that healthy values do
 * not have.
 * @param values - at least two windows before `learned`; those from `learned` on are only looked at
 */
export function trainSequence(
  values: Float64Array,
  learned: number,
  { window, hidden }: NetworkSize,
  onEpoch: ((epoch: TrainingEpoch) => void) | undefined,
): {
  readonly scale: FrameScale;
  readonly network: SequenceNetwork;
  readonly epochs: readonly TrainingEpoch[];
} {
  const scale = scaleOf(values.subarray(0, learned));
  const network = newNetwork(hidden);
  const lesson = new Lesson(network, scale, window);
  const lastFrom = learned - window - 1;
  const every = Math.max(stride, Math.ceil(lastFrom / mostWindows));
  const count = Math.floor(lastFrom / every) + 1;
  const validation: number[] = [];
  const random = randomStream(1, "places")(0);
  const apart = Math.max(5, Math.ceil((values.length - learned) / mostValidated));
  for (let next = learned; next < values.length; next += apart) validation.push(next - window);
  const epochs = fit(
    {
      weights: network.layers.flatMap(weightsOf),
      // Each time at another phase of whatever rhythm the values have.
      learn: (from) => lesson.learn(values, Math.max(0, from - below(random, every))),
      loss: (from) => lesson.loss(values, from),
    },
    {
      ...fitting,
      examples: Array.from({ length: count }, (_, at) => lastFrom - at * every),
      validation,
      random: randomStream(1, "order")(0),
      onEpoch,
    },
  );
  return { scale, network, epochs };
}

/** A spread of 0, of a series that never changes, would be no unit. */
const leastSpread = 1e-6;

function scaleOf(values: Float64Array): FrameScale {
  const start = upperMiddle(values.toSorted()) ?? 0;
  const weight = bestWeight(values, start);
  const error = meanAbsoluteError(new Level(weight, start), values);
  return { start, weight, spread: Math.max(error, leastSpread * Math.max(1, Math.abs(start))) };
}

/** It starts with exponential smoothing: its output is 0. */
function newNetwork(hidden: number): SequenceNetwork {
  const random = randomStream(1, "forecast")(0);
  return new SequenceNetwork(
    [new Lstm(1, hidden).drawn(random), new Lstm(hidden, hidden).drawn(random)],
    new Dense(hidden, 1, "linear"),
  );
}

class Lesson {
  private readonly network: SequenceNetwork;
  private readonly frame: Frame;
  private readonly spread: number;
  private readonly window: number;
  private readonly blind: number;
  /** A window and the value after it. */
  private readonly values: Float64Array;
  private readonly gradients = new Float64Array(1);
  private readonly random: Random = randomStream(1, "noise")(0);

  constructor(network: SequenceNetwork, scale: FrameScale, window: number) {
    this.network = network;
    this.frame = new Frame(scale, window);
    this.spread = scale.spread;
    this.window = window;
    this.blind = Math.min(mostBlindSteps, window >> 3);
    this.values = new Float64Array(window + 1);
  }

  /** @returns the mean absolute error after the steps that count, in spreads */
  learn(values: Float64Array, from: number): number {
    const { window, blind, random, gradients } = this;
    this.values.set(values.subarray(from, from + window + 1));
    if (random.uniform() * valuesPerStep < window) this.addStep();
    const frame = this.frame.fill(this.values, 0);
    for (let at = 0; at < window; at += 1)
      frame.inputs[at] = (frame.inputs[at] ?? 0) + noise * random.normal();
    let sum = 0;
    this.network.learn(frame.inputs, window, (step, outputs) => {
      if (step < blind) return undefined;
      const error = (outputs[0] ?? 0) - frame.outputFor(this.values[step + 1] ?? 0, step);
      sum += Math.abs(error);
      gradients[0] = Math.max(-1, Math.min(1, error / smoothError)) / (window - blind);
      return gradients;
    });
    return sum / (window - blind);
  }

  private addStep(): void {
    const { window, random } = this;
    const at = below(random, window);
    const [least, most] = stepSizes;
    const size = this.spread * least * (most / least) ** random.uniform();
    const step = random.uniform() < 0.5 ? -size : size;
    for (let after = at; after <= window; after += 1) this.values[after] = (this.values[after] ?? 0) + step;
  }

  /** The absolute error of the value after the window, in usual spreads. */
  loss(values: Float64Array, from: number): number {
    const { window, spread } = this;
    const frame = this.frame.fill(values, from);
    const [output = 0] = this.network.forward(frame.inputs, window);
    return Math.abs(frame.valueOf(output, window - 1) - (values[from + window] ?? 0)) / spread;
  }
}
