import { expect, test } from "vitest";
import type { Layer } from "../../../detector/neural/layers.ts";
import { Dense, Lookup, Lstm, weightsOf } from "../../../detector/neural/layers.ts";
import type { Learner } from "../../../detector/neural/fit.ts";
import {
  fit,
  logisticCrossEntropy,
  softmaxCrossEntropy,
  squaredError,
} from "../../../detector/neural/fit.ts";
import { SequenceNetwork, SparseNetwork } from "../../../detector/neural/network.ts";
import type { Random } from "../../../domain/chance/random.ts";
import { randomStream } from "../../../domain/chance/random.ts";

const chance = (purpose: string): Random => randomStream(7, purpose)(0);

/** Sparse input, two hidden layers, and one loss of each kind. */
function sparseLearner(): Learner {
  const random = chance("sparse");
  const network = new SparseNetwork(
    new Lookup(9, 6, "relu").drawn(random, 3),
    new Dense(6, 4, "linear").drawn(random),
    new Dense(4, 5, "relu").drawn(random),
    new Dense(5, 6, "linear").drawn(random),
  );
  const inputs = [
    { places: [0, 3, 8], values: [1, 1, 0.7], length: 3 },
    { places: [1, 3, 3, 5, 8], values: [1, 1, 1, 1, -1.2], length: 5 },
  ];
  const gradients = new Float64Array(6);
  const loss = (example: number): number => {
    const input = inputs[example] ?? { places: [], values: [], length: 0 };
    const outputs = network.outputs(network.hidden(input, example, example + 1));
    return (
      softmaxCrossEntropy(outputs, 0, 3, 1, gradients) +
      squaredError(outputs, 3, 0.4, gradients) +
      logisticCrossEntropy(outputs, 4, 1, gradients) +
      logisticCrossEntropy(outputs, 5, 0, gradients)
    );
  };
  const learn = (example: number): number => {
    const found = loss(example);
    network.backward(gradients);
    return found;
  };
  return { weights: weightsIn(network.layers), learn, loss };
}

/** Two LSTM layers from three values a step to one. */
function sequenceLearner(): Learner {
  const random = chance("sequence");
  const network = new SequenceNetwork(
    [new Lstm(3, 5).drawn(random), new Lstm(5, 4).drawn(random)],
    new Dense(4, 2, "linear").drawn(random),
  );
  const steps = 6;
  const window = Float64Array.from({ length: 3 * steps }, () => random.normal());
  const gradients = new Float64Array(2);
  const loss = (): number => {
    const outputs = network.forward(window, steps);
    return squaredError(outputs, 0, 0.3, gradients) + squaredError(outputs, 1, -0.8, gradients);
  };
  const learn = (): number => {
    const found = loss();
    network.learn(window, steps, (step) => (step === steps - 1 ? gradients : undefined));
    return found;
  };
  return { weights: weightsIn(network.layers), learn, loss };
}

test.for([
  ["lookup and dense layers", sparseLearner(), 2],
  ["two LSTM layers", sequenceLearner(), 1],
] as const)("gradients of %s are those of finite differences", ([, learner, examples]) => {
  const all = Array.from({ length: examples }, (_, example) => example);
  const step = 1e-5;
  for (const example of all) learner.learn(example);

  const misfits = learner.weights.flatMap(({ values, gradients }) =>
    [...values.keys()].flatMap((at) => {
      const value = values[at] ?? 0;
      const lossAt = (moved: number): number => {
        values[at] = moved;
        return all.reduce((sum, example) => sum + learner.loss(example), 0);
      };
      const slope = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      values[at] = value;
      const gradient = gradients[at] ?? 0;
      return Math.abs(slope - gradient) <= 1e-7 * (1 + Math.abs(slope)) ? [] : [{ at, slope, gradient }];
    }),
  );

  expect(misfits).toEqual([]);
});

test("outputs that are not asked for keep their values, and get no gradient", () => {
  const layer = new Dense(2, 3, "linear").drawn(chance("partial"));
  const input = Float64Array.of(1, 2);
  const whole = Float64Array.from(layer.forward(input));

  layer.forward(Float64Array.of(5, -3), 1, 2);
  layer.backward(Float64Array.of(9, 1, 9), 1, 2);

  expect([layer.output[0], layer.output[2]]).toEqual([whole[0], whole[2]]);
  expect([...layer.biases.gradients]).toEqual([0, 1, 0]);
});

test("two LSTM layers learn a sine that a constant cannot follow", () => {
  const steps = 8;
  const series = Float64Array.from({ length: 400 }, (_, at) => Math.sin(at / 3));
  const random = chance("sine");
  const network = new SequenceNetwork(
    [new Lstm(1, 6).drawn(random), new Lstm(6, 6).drawn(random)],
    new Dense(6, 1, "linear").drawn(random),
  );
  const gradients = new Float64Array(1);
  const loss = (from: number): number =>
    squaredError(
      network.forward(series.subarray(from, from + steps), steps),
      0,
      series[from + steps] ?? 0,
      gradients,
    );
  const learn = (from: number): number => {
    const window = series.subarray(from, from + steps);
    network.learn(window, steps, (step, outputs) =>
      step < steps - 1 || squaredError(outputs, 0, series[from + steps] ?? 0, gradients) < 0
        ? undefined
        : gradients,
    );
    return loss(from);
  };
  const [examples, validation] = [0, 300].map((from) =>
    Array.from({ length: from === 0 ? 290 : 90 }, (_, at) => from + at),
  );

  const epochs = fit(
    { weights: weightsIn(network.layers), learn, loss },
    {
      examples: examples ?? [],
      validation: validation ?? [],
      batchSize: 16,
      rate: 0.01,
      mostEpochs: 12,
      end: { kind: "best", patience: 4 },
      random: chance("order"),
    },
  );

  const lowest = Math.min(...epochs.map(({ validationLoss }) => validationLoss));
  expect(lowest).toBeLessThan(0.005);
});

test("training stops when the validation loss no longer falls, with the weights of its lowest", () => {
  const layer = new Dense(1, 1, "linear").drawn(chance("stop"));
  const gradients = new Float64Array(1);
  // What is learned, 3, is not what validation asks for, 1: on the way from 0 the validation loss falls, then rises.
  const lossOf = (target: number): number =>
    squaredError(layer.forward(Float64Array.of(0)), 0, target, gradients);
  const learner: Learner = {
    weights: [layer.weights, layer.biases],
    learn: () => {
      const found = lossOf(3);
      layer.backward(gradients);
      return found;
    },
    loss: () => lossOf(1),
  };
  const seen: number[] = [];

  const epochs = fit(learner, {
    examples: [0, 1, 2, 3],
    validation: [0],
    batchSize: 2,
    rate: 0.1,
    mostEpochs: 100,
    end: { kind: "best", patience: 3 },
    random: chance("order"),
    onEpoch: ({ epoch }) => seen.push(epoch),
  });

  const losses = epochs.map(({ validationLoss }) => validationLoss);
  expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 4);
  expect(lossOf(1)).toBe(Math.min(...losses));
  expect(seen).toEqual(epochs.map(({ epoch }) => epoch));
});

function weightsIn(layers: readonly Layer[]): Learner["weights"] {
  return layers.flatMap(weightsOf);
}
