import { sample } from "../../domain/chance/draw.ts";
import type { Random } from "../../domain/chance/random.ts";
import type { TrainingEpoch } from "../../domain/detector.ts";
import type { Weights } from "./layers.ts";

/** Half the squared error of one output. @returns the loss; sets the output's gradient */
export function squaredError(
  outputs: Float64Array,
  at: number,
  target: number,
  gradients: Float64Array,
): number {
  const error = (outputs[at] ?? 0) - target;
  gradients[at] = error;
  return (error * error) / 2;
}

/**
 * Cross-entropy of a choice among the outputs in `[from, until)`, whose softmax are probabilities.
 * @param chosen - an output in that range
 * @returns the loss in nats; sets the gradients of that range
 */
export function softmaxCrossEntropy(
  outputs: Float64Array,
  from: number,
  until: number,
  chosen: number,
  gradients: Float64Array,
): number {
  const total = logSumExp(outputs, from, until);
  for (let at = from; at < until; at += 1) gradients[at] = Math.exp((outputs[at] ?? 0) - total);
  gradients[chosen] = (gradients[chosen] ?? 0) - 1;
  return total - (outputs[chosen] ?? 0);
}

/** The logarithm of the sum of exponentials: the softmax's denominator, without overflow. */
function logSumExp(outputs: Float64Array, from: number, until: number): number {
  let largest = -Infinity;
  for (let at = from; at < until; at += 1) largest = Math.max(largest, outputs[at] ?? 0);
  let sum = 0;
  for (let at = from; at < until; at += 1) sum += Math.exp((outputs[at] ?? 0) - largest);
  return largest + Math.log(sum);
}

/**
 * Cross-entropy of one output whose logistic function is the probability of `yes`.
 * @param isYes - 1 or 0
 * @returns the loss in nats; sets the output's gradient
 */
export function logisticCrossEntropy(
  outputs: Float64Array,
  at: number,
  isYes: number,
  gradients: Float64Array,
): number {
  const value = outputs[at] ?? 0;
  const small = Math.exp(-Math.abs(value));
  gradients[at] = (value < 0 ? small : 1) / (1 + small) - isYes;
  return Math.max(value, 0) - value * isYes + Math.log1p(small);
}

/** What is trained. */
export interface Learner {
  readonly weights: readonly Weights[];
  /** The loss of an example; adds its gradients to those of the weights. */
  readonly learn: (example: number) => number;
  /** The loss of an example. */
  readonly loss: (example: number) => number;
}

type FittingEnd =
  /** Stops when the validation loss has not fallen by a thousandth for so many epochs. The best epoch's weights stay. */
  | { readonly kind: "best"; readonly patience: number }
  /**
   * Never stops early. The mean of the weights after the last epochs stays, this share of all (stochastic weight
   * averaging, Izmailov et al. 2018): the validation examples decide nothing.
   */
  | { readonly kind: "mean"; readonly share: number };

interface Fitting {
  /** Numbers of the examples to learn, and of those that at most decide when to stop. */
  readonly examples: readonly number[];
  readonly validation: readonly number[];
  readonly batchSize: number;
  /** The first step size; it falls to a tenth along half a cosine. */
  readonly rate: number;
  readonly mostEpochs: number;
  readonly end: FittingEnd;
  /** Puts the examples in another order for each epoch. */
  readonly random: Random;
  readonly onEpoch?: ((epoch: TrainingEpoch) => void) | undefined;
}

const least = 1e-3;

/**
 * Trains by mini-batches. What the weights are then is chosen by `end`.
 * @returns the losses of all epochs
 */
export function fit(learner: Learner, fitting: Fitting): readonly TrainingEpoch[] {
  const { examples, validation, batchSize, rate, mostEpochs, end, random, onEpoch } = fitting;
  const adam = new Adam(learner.weights);
  const epochs: TrainingEpoch[] = [];
  const kept = end.kind === "best" ? new BestWeights(learner.weights) : new MeanWeights(learner.weights);
  const patience = end.kind === "best" ? end.patience : Infinity;
  const keptFrom = end.kind === "best" ? 1 : mostEpochs + 1 - Math.max(1, Math.round(end.share * mostEpochs));
  let [lowest, waited] = [Infinity, 0];
  for (let epoch = 1; epoch <= mostEpochs && waited < patience; epoch += 1) {
    const stepSize = rate * (0.55 + 0.45 * Math.cos((Math.PI * (epoch - 1)) / mostEpochs));
    const shuffled = sample(random, examples, examples.length);
    let loss = 0;
    for (let from = 0; from < shuffled.length; from += batchSize) {
      const batch = shuffled.slice(from, from + batchSize);
      for (const example of batch) loss += learner.learn(example);
      adam.step(stepSize, batch.length);
    }
    const validationLoss = meanLoss(learner, validation);
    const losses = { epoch, loss: loss / Math.max(1, examples.length), validationLoss };
    epochs.push(losses);
    onEpoch?.(losses);
    waited = validationLoss < lowest * (1 - least) ? 0 : waited + 1;
    lowest = Math.min(lowest, validationLoss);
    if (epoch >= keptFrom) kept.add(validationLoss);
  }
  kept.restore();
  return epochs;
}

/** The weights at their lowest loss; at first as they are. */
class BestWeights {
  private readonly weights: readonly Weights[];
  private best: readonly Float64Array[];
  private lowest = Infinity;

  constructor(weights: readonly Weights[]) {
    this.weights = weights;
    this.best = weights.map(({ values }) => values.slice());
  }

  add(loss: number): void {
    if (loss >= this.lowest) return;
    this.lowest = loss;
    this.best = this.weights.map(({ values }) => values.slice());
  }

  restore(): void {
    for (const [at, { values }] of this.weights.entries()) values.set(this.best[at] ?? values);
  }
}

/** The mean of the weights at several times. */
class MeanWeights {
  private readonly weights: readonly Weights[];
  private readonly means: readonly Float64Array[];
  private count = 0;

  constructor(weights: readonly Weights[]) {
    this.weights = weights;
    this.means = weights.map(({ values }) => new Float64Array(values.length));
  }

  add(): void {
    this.count += 1;
    for (const [part, mean] of this.means.entries()) {
      const values = this.weights[part]?.values ?? mean;
      for (let at = 0; at < mean.length; at += 1)
        mean[at] = (mean[at] ?? 0) + ((values[at] ?? 0) - (mean[at] ?? 0)) / this.count;
    }
  }

  restore(): void {
    if (this.count > 0)
      for (const [at, { values }] of this.weights.entries()) values.set(this.means[at] ?? values);
  }
}

function meanLoss(learner: Learner, examples: readonly number[]): number {
  return examples.reduce((sum, example) => sum + learner.loss(example), 0) / Math.max(1, examples.length);
}

const [keepMean, keepSquare, tiny] = [0.9, 0.999, 1e-8];

/** Adam (Kingma and Ba 2015). */
class Adam {
  private readonly weights: readonly Weights[];
  private readonly means: readonly Float64Array[];
  private readonly squares: readonly Float64Array[];
  private meanLeft = 1;
  private squareLeft = 1;

  constructor(weights: readonly Weights[]) {
    this.weights = weights;
    this.means = weights.map(({ values }) => new Float64Array(values.length));
    this.squares = weights.map(({ values }) => new Float64Array(values.length));
  }

  /** Moves the weights against their gradients, summed over `count` examples, and clears these. */
  step(rate: number, count: number): void {
    this.meanLeft *= keepMean;
    this.squareLeft *= keepSquare;
    const size = (rate * Math.sqrt(1 - this.squareLeft)) / (1 - this.meanLeft);
    for (let part = 0; part < this.weights.length; part += 1) {
      const [weights, means, squares] = [this.weights[part], this.means[part], this.squares[part]];
      if (weights === undefined || means === undefined || squares === undefined) continue;
      const { values, gradients } = weights;
      for (let at = 0; at < values.length; at += 1) {
        const gradient = (gradients[at] ?? 0) / count;
        const mean = keepMean * (means[at] ?? 0) + (1 - keepMean) * gradient;
        const square = keepSquare * (squares[at] ?? 0) + (1 - keepSquare) * gradient * gradient;
        means[at] = mean;
        squares[at] = square;
        values[at] = (values[at] ?? 0) - (size * mean) / (Math.sqrt(square) + tiny);
        gradients[at] = 0;
      }
    }
  }
}
