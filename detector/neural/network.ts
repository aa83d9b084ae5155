import type { ModelCheck } from "../model.ts";
import { fieldOf, fieldsOf, finiteNumber, listOf, numberFrom0, shownPart, wholeFrom1 } from "../model.ts";
import type { Activation, Layer, Sparse, Weights } from "./layers.ts";
import { Dense, Lookup, Lstm, weightsOf } from "./layers.ts";

/** A network on a sparse vector. */
export class SparseNetwork {
  readonly first: Lookup;
  readonly rest: readonly Dense[];
  readonly layers: readonly Layer[];
  private readonly last: Dense;

  /** @throws RangeError when nothing follows the first layer */
  constructor(first: Lookup, ...rest: readonly Dense[]) {
    const last = rest.at(-1);
    if (last === undefined) throw new RangeError("a network needs a layer behind the first");
    this.first = first;
    this.rest = rest;
    this.last = last;
    this.layers = [first, ...rest];
  }

  /** @returns the vector before the last layer, for `outputs` */
  hidden(input: Sparse, skipFrom: number, skipUntil: number): Float64Array {
    let values = this.first.forward(input, skipFrom, skipUntil);
    for (const layer of this.rest) if (layer !== this.last) values = layer.forward(values);
    return values;
  }

  /** Some of the outputs; the others keep their values. */
  outputs(hidden: Float64Array, from = 0, until = this.last.outputs): Float64Array {
    return this.last.forward(hidden, from, until);
  }

  /** Adds to the gradients of the weights. @param gradients - by the outputs computed last; overwritten */
  backward(gradients: Float64Array, from = 0, until = this.last.outputs): void {
    let passed = this.last.backward(gradients, from, until);
    for (let at = this.rest.length - 2; at >= 0; at -= 1) passed = this.rest[at]?.backward(passed) ?? passed;
    this.first.backward(passed);
  }
}

/** A network on a sequence of vectors. */
export class SequenceNetwork {
  readonly lstms: readonly Lstm[];
  readonly last: Dense;
  readonly layers: readonly Layer[];

  constructor(lstms: readonly Lstm[], last: Dense) {
    this.lstms = lstms;
    this.last = last;
    this.layers = [...lstms, last];
  }

  /**
   * @param window - the values of each step, one step after another
   * @returns the outputs after the last step
   */
  forward(window: Float64Array, steps: number): Float64Array {
    let values = window;
    for (const layer of this.lstms) values = layer.forward(values, steps);
    return this.last.forward(values.subarray((steps - 1) * this.last.inputs));
  }

  /**
   * Runs over a sequence with outputs after every step, and adds to the gradients of the weights.
   * @param judge - is shown the outputs after a step; returns the gradients by them, or `undefined` where they do not
   *   count. It may return the same array each time
   */
  learn(
    sequence: Float64Array,
    steps: number,
    judge: (step: number, outputs: Float64Array) => Float64Array | undefined,
  ): void {
    let values = sequence;
    for (const layer of this.lstms) values = layer.forward(values, steps);
    const { inputs } = this.last;
    const passed = new Float64Array(steps * inputs);
    for (let step = 0; step < steps; step += 1) {
      const outputs = this.last.forward(values.subarray(step * inputs, (step + 1) * inputs));
      const gradients = judge(step, outputs);
      if (gradients !== undefined) passed.set(this.last.backward(gradients), step * inputs);
    }
    let back: Float64Array = passed;
    for (const layer of this.lstms.toReversed()) back = layer.backward(back);
  }
}

/** A matrix of whole numbers, and for each row what 1 stands for. */
interface StoredMatrix {
  readonly bits: number;
  readonly scales: readonly number[];
  /** Signed, low byte first, in base64. */
  readonly values: string;
}

interface StoredPlain {
  readonly kind: "lookup" | "dense";
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly weights: StoredMatrix;
  readonly biases: readonly number[];
}

interface StoredLstm {
  readonly kind: "lstm";
  readonly inputs: number;
  readonly hidden: number;
  readonly inputWeights: StoredMatrix;
  readonly hiddenWeights: StoredMatrix;
  readonly biases: readonly number[];
}

/** Layers as a model file stores them: rounded, so that 300,000 weights take 400 KB. */
export interface StoredLayers {
  readonly version: 1;
  readonly layers: readonly (StoredPlain | StoredLstm)[];
}

/** Up to this many weights have 16 bits each, more have 8. */
const mostFine = 120_000;

/** The layers, whose weights become those that are stored. */
export function storeLayers(layers: readonly Layer[]): StoredLayers {
  const count = layers.flatMap(weightsOf).reduce((sum, { values }) => sum + values.length, 0);
  const bits = count > mostFine ? 8 : 16;
  const stored = layers.map((layer): StoredPlain | StoredLstm => {
    const biases = storedBiases(layer.biases);
    if (layer.kind === "lstm") {
      const { kind, inputs, hidden } = layer;
      const [inputWeights, hiddenWeights] = [layer.inputWeights, layer.hiddenWeights].map((weights) =>
        storedMatrix(weights, bits),
      );
      if (inputWeights === undefined || hiddenWeights === undefined) throw new RangeError("no weights");
      return { kind, inputs, hidden, inputWeights, hiddenWeights, biases };
    }
    const { kind, inputs, outputs, activation } = layer;
    return { kind, inputs, outputs, activation, weights: storedMatrix(layer.weights, bits), biases };
  });
  return { version: 1, layers: stored };
}

function storedBiases({ values }: Weights): readonly number[] {
  for (let at = 0; at < values.length; at += 1) values[at] = Number((values[at] ?? 0).toPrecision(7));
  return [...values];
}

function storedMatrix({ rows, columns, values }: Weights, bits: number): StoredMatrix {
  const largest = (1 << (bits - 1)) - 1;
  const scales: number[] = [];
  const bytes = new Uint8Array((values.length * bits) / 8);
  for (let row = 0; row < rows; row += 1) {
    const cells = values.subarray(row * columns, (row + 1) * columns);
    const most = cells.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
    const scale = Number((most / largest).toPrecision(7));
    scales.push(scale);
    for (let column = 0; column < columns; column += 1) {
      const whole =
        scale === 0 ? 0 : Math.max(-largest, Math.min(largest, Math.round((cells[column] ?? 0) / scale)));
      // Adding 0 turns -0 into 0, as it is read back.
      cells[column] = whole * scale + 0;
      writeWhole(bytes, row * columns + column, whole, bits);
    }
  }
  return { bits, scales, values: base64(bytes) };
}

function writeWhole(bytes: Uint8Array, at: number, whole: number, bits: number): void {
  if (bits === 8) bytes[at] = whole;
  else {
    bytes[2 * at] = whole;
    bytes[2 * at + 1] = whole >> 8;
  }
}

function readWhole(bytes: Uint8Array, at: number, bits: number): number {
  if (bits === 8) return ((bytes[at] ?? 0) << 24) >> 24;
  return (((bytes[2 * at] ?? 0) | ((bytes[2 * at + 1] ?? 0) << 8)) << 16) >> 16;
}

/** The inverse of `storeLayers`. @param stored - without mistakes by `layersCheck` */
export function restoreLayers({ layers }: StoredLayers): readonly Layer[] {
  return layers.map((stored) => {
    const layer = emptyLayer(stored);
    layer.biases.values.set(stored.biases);
    if (stored.kind === "lstm" && layer.kind === "lstm") {
      restoreMatrix(layer.inputWeights, stored.inputWeights);
      restoreMatrix(layer.hiddenWeights, stored.hiddenWeights);
    } else if (stored.kind !== "lstm" && layer.kind !== "lstm") restoreMatrix(layer.weights, stored.weights);
    return layer;
  });
}

function emptyLayer(stored: StoredPlain | StoredLstm): Layer {
  switch (stored.kind) {
    case "lookup":
      return new Lookup(stored.inputs, stored.outputs, stored.activation);
    case "dense":
      return new Dense(stored.inputs, stored.outputs, stored.activation);
    case "lstm":
      return new Lstm(stored.inputs, stored.hidden);
  }
}

function restoreMatrix(
  { rows, columns, values }: Weights,
  { bits, scales, values: text }: StoredMatrix,
): void {
  const bytes = bytesOf(text);
  for (let row = 0; row < rows; row += 1) {
    const scale = scales[row] ?? 0;
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      values[at] = readWhole(bytes, at, bits) * scale;
    }
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 without padding. */
function base64(bytes: Uint8Array): string {
  let [text, held, heldBits] = ["", 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (heldBits += 8; heldBits >= 6; heldBits -= 6) text += digits[(held >> (heldBits - 6)) & 63] ?? "";
  }
  return heldBits === 0 ? text : text + (digits[(held << (6 - heldBits)) & 63] ?? "");
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let [held, heldBits, filled] = [0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    held = ((held << 6) | digits.indexOf(text[at] ?? "A")) & 0xffff;
    heldBits += 6;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[filled] = held >> heldBits;
    filled += 1;
  }
  return bytes;
}

/** Checks a matrix of this size. */
function matrixCheck(rows: number, columns: number): ModelCheck {
  return (value, field) => {
    const mistake = fieldsOf({ bits: finiteNumber, scales: listOf(numberFrom0, rows) })(value, field);
    if (mistake !== undefined) return mistake;
    const [bits, text] = [fieldOf(value, "bits"), fieldOf(value, "values")];
    if (bits !== 8 && bits !== 16) return `${field}.bits is ${shownPart(bits)}, not 8 or 16`;
    const length = Math.ceil((rows * columns * bits) / 6);
    const fits = typeof text === "string" && text.length === length && /^[A-Za-z0-9+/]*$/.test(text);
    return fits ? undefined : `${field}.values is ${shownPart(text)}, not ${length} digits of base64`;
  };
}

const layerCheck: ModelCheck = (value, field) => {
  const kind = fieldOf(value, "kind");
  if (kind !== "lookup" && kind !== "dense" && kind !== "lstm")
    return `${field}.kind is ${shownPart(kind)}, not lookup, dense or lstm`;
  const width = kind === "lstm" ? "hidden" : "outputs";
  const mistake = fieldsOf({ inputs: wholeFrom1, [width]: wholeFrom1 })(value, field);
  if (mistake !== undefined) return mistake;
  const [inputs, outputs] = [Number(fieldOf(value, "inputs")), Number(fieldOf(value, width))];
  if (kind === "lstm") {
    const inputWeights = matrixCheck(4 * outputs, inputs);
    const hiddenWeights = matrixCheck(4 * outputs, outputs);
    return fieldsOf({ biases: listOf(finiteNumber, 4 * outputs), inputWeights, hiddenWeights })(value, field);
  }
  const activation = fieldOf(value, "activation");
  if (activation !== "relu" && activation !== "linear")
    return `${field}.activation is ${shownPart(activation)}, not relu or linear`;
  const weights = kind === "dense" ? matrixCheck(outputs, inputs) : matrixCheck(inputs, outputs);
  return fieldsOf({ biases: listOf(finiteNumber, outputs), weights })(value, field);
};

/** Checks layers that `storeLayers` returned: each on its own, and that each fits the one before. */
export const layersCheck: ModelCheck = (value, field) => {
  const version = fieldOf(value, "version");
  if (version !== 1) return `${field}.version is ${shownPart(version)}, not 1`;
  const layers = fieldOf(value, "layers");
  const mistake = listOf(layerCheck)(layers, `${field}.layers`);
  if (mistake !== undefined || !Array.isArray(layers)) return mistake;
  const widths = layers.map((layer: unknown) => [
    Number(fieldOf(layer, "inputs")),
    Number(fieldOf(layer, "outputs") ?? fieldOf(layer, "hidden")),
  ]);
  const misfit = widths.findIndex(([inputs], at) => at > 0 && inputs !== widths[at - 1]?.[1]);
  return misfit < 0
    ? undefined
    : `${field}.layers[${misfit}].inputs is ${widths[misfit]?.[0]}, not ${widths[misfit - 1]?.[1]} as the layer before it has`;
};
