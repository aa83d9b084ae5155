import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { Dense, Lookup, Lstm } from "../../detector/neural/layers.ts";
import { SequenceNetwork, SparseNetwork } from "../../detector/neural/network.ts";
import { onnxModel } from "../../detector/neural/onnx.ts";
import { trainDetector } from "../../detector/model.ts";
import { lstm, lstmForecaster } from "../../detector/series/forecast/lstm.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { cpuRows } from "../detector/series/series-rows.ts";
import { needsOnnxRuntime } from "./onnx-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "firedrill-onnx-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(needsOnnxRuntime);

const runner = `
  const ort = require("onnxruntime-node");
  const [file, shape, values] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  (async () => {
    const session = await ort.InferenceSession.create(file);
    const x = new ort.Tensor("float32", Float32Array.from(values), shape);
    const { y } = await session.run({ x });
    process.stdout.write(y.dims.join(" ") + "\\n" + y.data.join(" "));
  })();
`;

/** What ONNX Runtime makes of an input: first the shape of the output, then its values. */
function runtimeOutputs(
  model: Uint8Array,
  shape: readonly number[],
  values: readonly number[],
): readonly (readonly number[])[] {
  const file = join(folder, "model.onnx");
  writeFileSync(file, model);
  const input = JSON.stringify([file, shape, values]);
  const output = execFileSync(process.execPath, ["-e", runner], { input, encoding: "utf8" });
  return output.split("\n").map((line) => line.split(" ").map(Number));
}

const random = randomStream(11, "onnx")(0);

function farthest(one: readonly number[], other: readonly number[]): number {
  expect(one).toHaveLength(other.length);
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? 0))));
}

test("ONNX Runtime gives the outputs of a network on sparse inputs within 1e-5", () => {
  const network = new SparseNetwork(
    new Lookup(40, 24, "relu").drawn(random, 4),
    new Dense(24, 8, "linear").drawn(random),
    new Dense(8, 24, "relu").drawn(random),
    new Dense(24, 30, "linear").drawn(random),
  );
  const inputs = [
    { places: [0, 7, 39], values: [1, 1, -2.5], length: 3 },
    { places: [3, 3, 12, 20], values: [1, 1, 0.5, 1], length: 4 },
  ];
  const written = inputs.flatMap(({ places, values }) => {
    const all = Array.from({ length: 40 }, () => 0);
    for (const [at, place] of places.entries()) all[place] = (all[place] ?? 0) + (values[at] ?? 0);
    return all;
  });
  const ours = inputs.flatMap((input) => [...network.outputs(network.hidden(input, 0, 0))]);

  const [shape, theirs = []] = runtimeOutputs(onnxModel(network.layers), [2, 40], written);

  expect(shape).toEqual([2, 30]);
  expect(farthest(theirs, ours)).toBeLessThan(1e-5);
});

test("ONNX Runtime gives the outputs of two LSTM layers on windows within 1e-5", () => {
  const [steps, hidden] = [80, 24];
  const network = new SequenceNetwork(
    [new Lstm(2, hidden).drawn(random), new Lstm(hidden, hidden).drawn(random)],
    new Dense(hidden, 1, "linear").drawn(random),
  );
  const windows = [0, 1, 2].map(() => Array.from({ length: 2 * steps }, () => random.normal()));
  const ours = windows.flatMap((window) => [...network.forward(Float64Array.from(window), steps)]);

  const [shape, theirs = []] = runtimeOutputs(onnxModel(network.layers), [3, steps, 2], windows.flat());

  expect(shape).toEqual([3, 1]);
  expect(farthest(theirs, ours)).toBeLessThan(1e-5);
});

test.for([
  ["percentages", 40, 3],
  ["bytes in billions, at the edge of single precision", 4e9, 4e8],
] as const)(
  "ONNX Runtime gives the forecasts of a trained lstm of %s within 1e-5, relative to a level above 40",
  ([, level, size]) => {
    const values = Array.from(
      { length: 420 },
      (_, at) => level + size * Math.sin(at / 3) + (size * random.normal()) / 10,
    );
    const model = trainDetector(lstm, cpuRows(values), { hidden: 8 });
    const ends = [80, 200, 333, 420];
    const ours = ends.map((end) => {
      const forecaster = lstmForecaster(model);
      for (const value of values.slice(0, end)) forecaster.observe(Math.fround(value));
      return forecaster.predict() ?? Number.NaN;
    });

    const windows = ends.flatMap((end) => values.slice(end - 80, end).map(Math.fround));
    const [shape, theirs = []] = runtimeOutputs(
      lstm.onnx?.(model) ?? new Uint8Array(),
      [ends.length, 80],
      windows,
    );

    expect(shape).toEqual([ends.length, 1]);
    expect(farthest(theirs, ours)).toBeLessThan(level === 40 ? 1e-5 : 1e-5 * level);
  },
);
