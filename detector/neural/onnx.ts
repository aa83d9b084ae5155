import type { Activation, Layer, Weights } from "./layers.ts";

const opset = 17;
const irVersion = 8;
/** Of ONNX's tensors and attributes. */
const [floatKind, longKind, doubleKind, intAttribute, intsAttribute] = [1, 7, 11, 2, 7];

/**
 * The layers as an ONNX model (opset 17) with the input `x` and the output `y`, in single precision. `x` has the shape
 * [batch, inputs], or [batch, steps, inputs] where the first layer is an LSTM; `y` has [batch, outputs], of the last step.
 * A sparse input is written out.
 */
export function onnxModel(layers: readonly Layer[]): Uint8Array {
  const graph = new OnnxGraph();
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("a network without layers");
  const width = last.kind === "lstm" ? last.hidden : last.outputs;
  const steps = first.kind === "lstm" ? ["steps"] : [];
  return graph.model(["batch", ...steps, first.inputs], addLayers(graph, layers, "x"), ["batch", width]);
}

/** @returns the name of the last layer's output */
export function addLayers(graph: OnnxGraph, layers: readonly Layer[], input: string): string {
  let value = input;
  if (layers[0]?.kind === "lstm") value = graph.node("Transpose", [value], [ints("perm", [1, 0, 2])]);
  for (const [at, layer] of layers.entries()) value = addLayer(graph, layer, value, layers[at + 1]);
  return value;
}

function addLayer(graph: OnnxGraph, layer: Layer, input: string, next: Layer | undefined): string {
  switch (layer.kind) {
    case "lookup":
      return addPlain(graph, layer, input, 0);
    case "dense":
      return addPlain(graph, layer, input, 1);
    case "lstm": {
      const { hidden, inputs } = layer;
      const parts = [
        input,
        graph.floats([1, 4 * hidden, inputs], layer.inputWeights.values),
        graph.floats([1, 4 * hidden, hidden], layer.hiddenWeights.values),
        graph.floats([1, 8 * hidden], [...layer.biases.values, ...new Float64Array(4 * hidden)]),
      ];
      const all = next?.kind === "lstm";
      const output = graph.node("LSTM", parts, [int("hidden_size", hidden)], ...(all ? [] : ["", ""]));
      return graph.node("Squeeze", [output, graph.longs([all ? 1 : 0])], []);
    }
  }
}

interface Plain {
  readonly activation: Activation;
  readonly weights: Weights;
  readonly biases: Weights;
}

/** @param transposed - 1 where the weights have one row for each output */
function addPlain(
  graph: OnnxGraph,
  { activation, weights, biases }: Plain,
  input: string,
  transposed: number,
): string {
  const { rows, columns, values } = weights;
  const parts = [input, graph.floats([rows, columns], values), graph.floats([biases.columns], biases.values)];
  const sum = graph.node("Gemm", parts, [int("transB", transposed)]);
  return activation === "relu" ? graph.node("Relu", [sum], []) : sum;
}

/** A graph that grows node by node. */
export class OnnxGraph {
  private readonly nodes: Uint8Array[] = [];
  private readonly tensors: Uint8Array[] = [];

  /**
   * @param outputs - their names; `""` for one that is not read. Default: one that the graph names. A last `""` is named
   * by the graph
   * @returns the name of the last output
   */
  node(
    kind: string,
    inputs: readonly string[],
    attributes: readonly Uint8Array[],
    ...outputs: readonly string[]
  ): string {
    const own = `${kind.toLowerCase()}${this.nodes.length}`;
    const result = outputs.at(-1) ?? "";
    const names = [...outputs.slice(0, -1), result === "" ? own : result];
    this.nodes.push(
      message(
        ...inputs.map((name): Field => [1, text(name)]),
        ...names.map((name): Field => [2, text(name)]),
        [4, text(kind)],
        ...attributes.map((attribute): Field => [5, attribute]),
      ),
    );
    return names.at(-1) ?? own;
  }

  floats(shape: readonly number[], values: ArrayLike<number>): string {
    return this.tensor(floatKind, shape, new Uint8Array(Float32Array.from(values).buffer));
  }

  doubles(shape: readonly number[], values: ArrayLike<number>): string {
    return this.tensor(doubleKind, shape, new Uint8Array(Float64Array.from(values).buffer));
  }

  longs(values: readonly number[]): string {
    const wide = BigInt64Array.from(values.map(BigInt));
    return this.tensor(longKind, [values.length], new Uint8Array(wide.buffer));
  }

  /** @param raw - low byte first, as all machines that run Node have it */
  private tensor(kind: number, shape: readonly number[], raw: Uint8Array): string {
    const name = `tensor${this.tensors.length}`;
    const sizes = shape.map((size): Field => [1, size]);
    this.tensors.push(message(...sizes, [2, kind], [8, text(name)], [9, raw]));
    return name;
  }

  /** The same numbers with another precision. */
  cast(input: string, precision: "single" | "double"): string {
    return this.node("Cast", [input], [int("to", precision === "single" ? floatKind : doubleKind)]);
  }

  /**
   * The whole file. A size that is a name is chosen by the user.
   * @param shape - of the input `x`
   * @param result - becomes the output `y`
   */
  model(
    shape: readonly (number | string)[],
    result: string,
    resultShape: readonly (number | string)[],
  ): Uint8Array {
    this.node("Identity", [result], [], "y");
    const graph = message(
      ...this.nodes.map((node): Field => [1, node]),
      [2, text("network")],
      ...this.tensors.map((tensor): Field => [5, tensor]),
      [11, valueInfo("x", shape)],
      [12, valueInfo("y", resultShape)],
    );
    return message(
      [1, irVersion],
      [2, text("firedrill")],
      [7, graph],
      [8, message([1, text("")], [2, opset])],
    );
  }
}

function valueInfo(name: string, shape: readonly (number | string)[]): Uint8Array {
  const sizes = shape.map((size): Field => [
    1,
    typeof size === "number" ? message([1, size]) : message([2, text(size)]),
  ]);
  return message([1, text(name)], [2, message([1, message([1, floatKind], [2, message(...sizes)])])]);
}

function int(name: string, value: number): Uint8Array {
  return message([1, text(name)], [3, value], [20, intAttribute]);
}

function ints(name: string, values: readonly number[]): Uint8Array {
  return message([1, text(name)], ...values.map((value): Field => [8, value]), [20, intsAttribute]);
}

/** A field of a protobuf message: its number, and a whole number or bytes. */
type Field = readonly [number: number, content: number | Uint8Array];

/** The wire format of protocol buffers, as far as ONNX needs it. */
function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, content]) =>
    typeof content === "number"
      ? [varint(number * 8), varint(content)]
      : [varint(number * 8 + 2), varint(content.length), content],
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}

/** @param value - a whole number from 0 */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Uint8Array.of(...bytes, left);
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
