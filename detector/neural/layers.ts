import type { Random } from "../../domain/chance/random.ts";

/** A matrix that training changes, and the gradient of the loss by it. Both row by row. */
export class Weights {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly gradients: Float64Array;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.values = new Float64Array(rows * columns);
    this.gradients = new Float64Array(rows * columns);
  }

  /** Uniform on [-limit, limit). */
  draw(limit: number, random: Random): this {
    for (let at = 0; at < this.values.length; at += 1) this.values[at] = (2 * random.uniform() - 1) * limit;
    return this;
  }
}

export type Activation = "relu" | "linear";

/** Rows of a matrix, from one on and before another. */
type Rows = readonly [weights: Weights, from: number, until: number];

/** Rows that are worked on together: each number of the vector is then read once for all of them. */
const together = 4;

/** Adds to each row's place in `output` the product of the row and the vector at `vectorFrom`. */
function multiply(
  [weights, from, until]: Rows,
  vector: Float64Array,
  vectorFrom: number,
  output: Float64Array,
): void {
  const { columns, values } = weights;
  let row = from;
  for (; row + together <= until; row += together) {
    const one = row * columns;
    // Declared one by one: taking arrays apart would cost a fifth of a forecast.
    const two = one + columns;
    const three = two + columns;
    const four = three + columns;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let at = 0; at < columns; at += 1) {
      const value = vector[vectorFrom + at] ?? 0;
      first += (values[one + at] ?? 0) * value;
      second += (values[two + at] ?? 0) * value;
      third += (values[three + at] ?? 0) * value;
      fourth += (values[four + at] ?? 0) * value;
    }
    output[row] = (output[row] ?? 0) + first;
    output[row + 1] = (output[row + 1] ?? 0) + second;
    output[row + 2] = (output[row + 2] ?? 0) + third;
    output[row + 3] = (output[row + 3] ?? 0) + fourth;
  }
  for (; row < until; row += 1) {
    let sum = 0;
    for (let at = 0; at < columns; at += 1)
      sum += (values[row * columns + at] ?? 0) * (vector[vectorFrom + at] ?? 0);
    output[row] = (output[row] ?? 0) + sum;
  }
}

/**
 * Takes the gradients by the products of `multiply` back to the matrix and to the vector.
 * @param gradients - by the products, at the places of their rows
 * @param vectorGradients - added to, from `gradientsFrom` on
 */
function multiplyBack(
  [weights, from, until]: Rows,
  gradients: Float64Array,
  vector: Float64Array,
  vectorFrom: number,
  vectorGradients: Float64Array,
  gradientsFrom: number,
): void {
  const { columns, values, gradients: changes } = weights;
  let row = from;
  for (; row + together <= until; row += together) {
    const [first, second] = [gradients[row] ?? 0, gradients[row + 1] ?? 0];
    const [third, fourth] = [gradients[row + 2] ?? 0, gradients[row + 3] ?? 0];
    if (first === 0 && second === 0 && third === 0 && fourth === 0) continue;
    const one = row * columns;
    const [two, three, four] = [one + columns, one + 2 * columns, one + 3 * columns];
    for (let at = 0; at < columns; at += 1) {
      const value = vector[vectorFrom + at] ?? 0;
      changes[one + at] = (changes[one + at] ?? 0) + first * value;
      changes[two + at] = (changes[two + at] ?? 0) + second * value;
      changes[three + at] = (changes[three + at] ?? 0) + third * value;
      changes[four + at] = (changes[four + at] ?? 0) + fourth * value;
      vectorGradients[gradientsFrom + at] =
        (vectorGradients[gradientsFrom + at] ?? 0) +
        (first * (values[one + at] ?? 0) + second * (values[two + at] ?? 0)) +
        (third * (values[three + at] ?? 0) + fourth * (values[four + at] ?? 0));
    }
  }
  for (; row < until; row += 1) {
    const gradient = gradients[row] ?? 0;
    addScaled(changes, row * columns, gradient, vector, vectorFrom, columns);
    addScaled(vectorGradients, gradientsFrom, gradient, values, row * columns, columns);
  }
}

/** `into += factor * from`. */
function addScaled(
  into: Float64Array,
  intoFrom: number,
  factor: number,
  from: Float64Array,
  fromFrom: number,
  length: number,
): void {
  for (let at = 0; at < length; at += 1) {
    into[intoFrom + at] = (into[intoFrom + at] ?? 0) + factor * (from[fromFrom + at] ?? 0);
  }
}

function rectify(values: Float64Array, from: number, until: number): void {
  for (let at = from; at < until; at += 1) if ((values[at] ?? 0) < 0) values[at] = 0;
}

/** Sets gradients to 0 where the rectified output is 0. */
function rectifyGradients(gradients: Float64Array, output: Float64Array, from: number, until: number): void {
  for (let at = from; at < until; at += 1) if ((output[at] ?? 0) <= 0) gradients[at] = 0;
}

function outputLimit(inputs: number, outputs: number): number {
  return Math.sqrt(6 / (inputs + outputs));
}

/** A fully connected layer. Weights have one row for each output. */
export class Dense {
  readonly kind = "dense";
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly weights: Weights;
  readonly biases: Weights;
  readonly output: Float64Array;
  private readonly inputGradients: Float64Array;
  private input: Float64Array = new Float64Array(0);

  constructor(inputs: number, outputs: number, activation: Activation) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.weights = new Weights(outputs, inputs);
    this.biases = new Weights(1, outputs);
    this.output = new Float64Array(outputs);
    this.inputGradients = new Float64Array(inputs);
  }

  /** Random weights (Glorot and Bengio 2010), no biases. */
  drawn(random: Random): this {
    this.weights.draw(outputLimit(this.inputs, this.outputs), random);
    return this;
  }

  /**
   * @param input - read again by `backward`
   * @param from - computes the outputs from this one on
   * @param until - and before this one; the others keep their values
   */
  forward(input: Float64Array, from = 0, until = this.outputs): Float64Array {
    const { output, biases } = this;
    this.input = input;
    for (let at = from; at < until; at += 1) output[at] = biases.values[at] ?? 0;
    multiply([this.weights, from, until], input, 0, output);
    if (this.activation === "relu") rectify(output, from, until);
    return output;
  }

  /**
   * Adds to the gradients of the weights.
   * @param gradients - of the loss by the outputs that `forward` computed; overwritten
   * @returns the gradients by the inputs
   */
  backward(gradients: Float64Array, from = 0, until = this.outputs): Float64Array {
    const { weights, biases, inputGradients } = this;
    if (this.activation === "relu") rectifyGradients(gradients, this.output, from, until);
    inputGradients.fill(0);
    addScaled(biases.gradients, from, 1, gradients, from, until - from);
    multiplyBack([weights, from, until], gradients, this.input, 0, inputGradients, 0);
    return inputGradients;
  }
}

/** A vector that is 0 in most places. A place that is named twice counts twice. */
export interface Sparse {
  readonly places: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Number of entries in use. */
  readonly length: number;
}

/** A fully connected layer on a sparse vector: it looks up rows and adds them. Weights have one row for each input. */
export class Lookup {
  readonly kind = "lookup";
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly weights: Weights;
  readonly biases: Weights;
  readonly output: Float64Array;
  private input: Sparse = { places: [], values: [], length: 0 };
  private skipFrom = 0;
  private skipUntil = 0;

  constructor(inputs: number, outputs: number, activation: Activation) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.weights = new Weights(inputs, outputs);
    this.biases = new Weights(1, outputs);
    this.output = new Float64Array(outputs);
  }

  /** @param active - entries of a usual input that are not 0: the fan-in that counts */
  drawn(random: Random, active: number): this {
    this.weights.draw(outputLimit(active, this.outputs), random);
    return this;
  }

  /** @param skipFrom - entries from this one until before `skipUntil` count as 0 */
  forward(input: Sparse, skipFrom = 0, skipUntil = 0): Float64Array {
    const { outputs, output } = this;
    const weights = this.weights.values;
    this.input = input;
    this.skipFrom = skipFrom;
    this.skipUntil = skipUntil;
    output.set(this.biases.values);
    for (let entry = 0; entry < input.length; entry += 1) {
      if (entry >= skipFrom && entry < skipUntil) continue;
      addScaled(output, 0, input.values[entry] ?? 0, weights, (input.places[entry] ?? 0) * outputs, outputs);
    }
    if (this.activation === "relu") rectify(output, 0, outputs);
    return output;
  }

  /** As in `Dense`; an input that is looked up has no gradient. */
  backward(gradients: Float64Array): void {
    const { outputs, weights, input } = this;
    if (this.activation === "relu") rectifyGradients(gradients, this.output, 0, outputs);
    addScaled(this.biases.gradients, 0, 1, gradients, 0, outputs);
    for (let entry = 0; entry < input.length; entry += 1) {
      if (entry >= this.skipFrom && entry < this.skipUntil) continue;
      const row = (input.places[entry] ?? 0) * outputs;
      addScaled(weights.gradients, row, input.values[entry] ?? 0, gradients, 0, outputs);
    }
  }
}

const gates = 4;

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** The hyperbolic tangent from one exponential: twice as fast as `Math.tanh`, and as exact next to 1. */
function tanh(value: number): number {
  return 2 / (1 + Math.exp(-2 * value)) - 1;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), without
 * peepholes. Rows of the weights are in the order of ONNX: input, output and forget gate, then the cell.
 */
export class Lstm {
  readonly kind = "lstm";
  readonly inputs: number;
  readonly hidden: number;
  readonly inputWeights: Weights;
  readonly hiddenWeights: Weights;
  readonly biases: Weights;
  private input: Float64Array = new Float64Array(0);
  private steps = 0;
  /** Of each step: the activated gates and cell input, the cell after it, and the output. */
  private active: Float64Array = new Float64Array(0);
  private cells: Float64Array = new Float64Array(0);
  private outputs: Float64Array = new Float64Array(0);
  private readonly sums: Float64Array;

  constructor(inputs: number, hidden: number) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.inputWeights = new Weights(gates * hidden, inputs);
    this.hiddenWeights = new Weights(gates * hidden, hidden);
    this.biases = new Weights(1, gates * hidden);
    this.sums = new Float64Array(gates * hidden);
  }

  /** Random weights; a forget gate that is open at first (Jozefowicz et al. 2015). */
  drawn(random: Random): this {
    const limit = 1 / Math.sqrt(this.hidden);
    this.inputWeights.draw(limit, random);
    this.hiddenWeights.draw(limit, random);
    this.biases.values.fill(1, 2 * this.hidden, 3 * this.hidden);
    return this;
  }

  /**
   * Runs over a sequence, from an empty memory.
   * @param input - the values of each step, one step after another; read again by `backward`
   * @returns the outputs of each step, one step after another; valid until the next call
   */
  forward(input: Float64Array, steps: number): Float64Array {
    const { hidden } = this;
    this.input = input;
    this.steps = steps;
    if (this.outputs.length !== steps * hidden) {
      this.active = new Float64Array(steps * gates * hidden);
      this.cells = new Float64Array(steps * hidden);
      this.outputs = new Float64Array(steps * hidden);
    }
    for (let step = 0; step < steps; step += 1) {
      this.activate(step);
      this.remember(step);
    }
    return this.outputs;
  }

  private activate(step: number): void {
    const { inputs, hidden, active, outputs, sums } = this;
    const rows = gates * hidden;
    sums.set(this.biases.values);
    multiply([this.inputWeights, 0, rows], this.input, step * inputs, sums);
    if (step > 0) multiply([this.hiddenWeights, 0, rows], outputs, (step - 1) * hidden, sums);
    for (let row = 0; row < rows; row += 1) {
      const sum = sums[row] ?? 0;
      active[step * rows + row] = row < 3 * hidden ? sigmoid(sum) : tanh(sum);
    }
  }

  private remember(step: number): void {
    const { hidden, active, cells } = this;
    const base = step * gates * hidden;
    for (let unit = 0; unit < hidden; unit += 1) {
      const at = step * hidden + unit;
      const kept = step === 0 ? 0 : (cells[at - hidden] ?? 0) * (active[base + 2 * hidden + unit] ?? 0);
      const cell = kept + (active[base + unit] ?? 0) * (active[base + 3 * hidden + unit] ?? 0);
      cells[at] = cell;
      this.outputs[at] = (active[base + hidden + unit] ?? 0) * tanh(cell);
    }
  }

  /**
   * Adds to the gradients of the weights, back through all steps.
   * @param gradients - of the loss by the outputs of each step; overwritten
   * @returns the gradients by the input of each step
   */
  backward(gradients: Float64Array): Float64Array {
    const { inputs, hidden, steps } = this;
    const inputGradients = new Float64Array(steps * inputs);
    const cellGradients = new Float64Array(hidden);
    const rows = gates * hidden;
    for (let step = steps - 1; step >= 0; step -= 1) {
      this.gateGradients(step, gradients, cellGradients);
      addScaled(this.biases.gradients, 0, 1, this.sums, 0, rows);
      const [from, before] = [step * inputs, (step - 1) * hidden];
      multiplyBack([this.inputWeights, 0, rows], this.sums, this.input, from, inputGradients, from);
      if (step > 0)
        multiplyBack([this.hiddenWeights, 0, rows], this.sums, this.outputs, before, gradients, before);
    }
    return inputGradients;
  }

  /**
   * Leaves the gradients by the sums before activation in `sums`.
   * @param cellGradients - by the cell after this step; becomes that by the cell before it
   */
  private gateGradients(step: number, gradients: Float64Array, cellGradients: Float64Array): void {
    const { hidden, active, cells, sums } = this;
    const base = step * gates * hidden;
    for (let unit = 0; unit < hidden; unit += 1) {
      const at = step * hidden + unit;
      const [entry, exit] = [active[base + unit] ?? 0, active[base + hidden + unit] ?? 0];
      const [keep, candidate] = [
        active[base + 2 * hidden + unit] ?? 0,
        active[base + 3 * hidden + unit] ?? 0,
      ];
      const shown = tanh(cells[at] ?? 0);
      const gradient = gradients[at] ?? 0;
      const byCell = (cellGradients[unit] ?? 0) + gradient * exit * (1 - shown * shown);
      const cellBefore = step === 0 ? 0 : (cells[at - hidden] ?? 0);
      sums[unit] = byCell * candidate * entry * (1 - entry);
      sums[hidden + unit] = gradient * shown * exit * (1 - exit);
      sums[2 * hidden + unit] = byCell * cellBefore * keep * (1 - keep);
      sums[3 * hidden + unit] = byCell * entry * (1 - candidate * candidate);
      cellGradients[unit] = byCell * keep;
    }
  }
}

export type Layer = Lookup | Dense | Lstm;

/** What training changes in a layer. */
export function weightsOf(layer: Layer): readonly Weights[] {
  switch (layer.kind) {
    case "lookup":
    case "dense":
      return [layer.weights, layer.biases];
    case "lstm":
      return [layer.inputWeights, layer.hiddenWeights, layer.biases];
  }
}
