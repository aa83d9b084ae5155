import type { SequenceNetwork } from "../../neural/network.ts";
import { addLayers, OnnxGraph } from "../../neural/onnx.ts";
import type { FrameScale } from "./frame.ts";
import { leastShare, spreadWeight } from "./frame.ts";

/**
 * A framed network as an ONNX model: `x` has the shape [batch, window], values in the unit of the series, the newest last; `y` has
 * [batch, 1], the next value. The frame is computed in double precision, because levels can be far larger than
 * what moves around them.
 */
export function framedNetwork(scale: FrameScale, network: SequenceNetwork, window: number): Uint8Array {
  const { start, weight, spread } = scale;
  const graph = new OnnxGraph();
  const node = (kind: string, ...inputs: readonly string[]): string => graph.node(kind, inputs, []);
  const number = (value: number): string => graph.doubles([1], [value]);
  const values = graph.cast("x", "double");
  const levels = new Averages(graph, weight, start, window);
  const distances = node("Sub", values, levels.before(values));
  const sizes = node("Max", node("Abs", distances), number(leastShare * spread));
  const spreads = new Averages(graph, spreadWeight, spread, window);
  const shares = graph.cast(node("Div", distances, spreads.before(sizes)), "single");
  const inputs = node("Unsqueeze", node("Asinh", shares), graph.longs([2]));
  const output = graph.cast(addLayers(graph, network.layers, inputs), "double");
  const next = node("Add", levels.after(values), node("Mul", spreads.after(sizes), output));
  return graph.model(["batch", window], graph.cast(next, "single"), ["batch", 1]);
}

/** Exponentially weighted averages along a window, as products with constant matrices. */
class Averages {
  private readonly graph: OnnxGraph;
  private readonly weight: number;
  private readonly start: number;
  private readonly window: number;

  constructor(graph: OnnxGraph, weight: number, start: number, window: number) {
    this.graph = graph;
    this.weight = weight;
    this.start = start;
    this.window = window;
  }

  /** The average before each step. */
  before(values: string): string {
    return this.at(
      values,
      Array.from({ length: this.window }, (_, step) => step),
    );
  }

  /** The average after the last step. */
  after(values: string): string {
    return this.at(values, [this.window]);
  }

  /** @param counts - of steps that have passed */
  private at(values: string, counts: readonly number[]): string {
    const { graph, weight, start, window } = this;
    const kept = 1 - weight;
    const shares = Array.from({ length: window }, (_, step) =>
      counts.map((count) => (step < count ? weight * kept ** (count - 1 - step) : 0)),
    );
    const products = graph.node(
      "MatMul",
      [values, graph.doubles([window, counts.length], shares.flat())],
      [],
    );
    const starts = counts.map((count) => start * kept ** count);
    return graph.node("Add", [products, graph.doubles([counts.length], starts)], []);
  }
}
