import { expect, test } from "vitest";
import type { Layer } from "../../../detector/neural/layers.ts";
import { Dense, Lookup, Lstm, weightsOf } from "../../../detector/neural/layers.ts";
import { layersCheck, restoreLayers, storeLayers } from "../../../detector/neural/network.ts";
import { randomStream } from "../../../domain/chance/random.ts";

const random = randomStream(3, "store")(0);
const valuesOf = (layers: readonly Layer[]): readonly number[][] =>
  layers.flatMap(weightsOf).map(({ values }) => [...values]);

const small = (): readonly Layer[] => [
  new Lookup(7, 5, "relu").drawn(random, 2),
  new Dense(5, 3, "linear").drawn(random),
];
const forecaster = (hidden: number): readonly Layer[] => [
  new Lstm(1, hidden).drawn(random),
  new Lstm(hidden, hidden).drawn(random),
  new Dense(hidden, 1, "linear").drawn(random),
];

test.for([
  ["a small network", small(), 1e-4],
  ["a small forecaster", forecaster(6), 1e-4],
  ["a forecaster of 300,000 weights", forecaster(158), 1e-2],
] as const)("%s is stored nearly as it was, and read back exactly as stored", ([, layers, far]) => {
  const before = valuesOf(layers).flat();

  const stored = storeLayers(layers);
  const parsed = structuredClone(stored);

  const after = valuesOf(layers).flat();
  const restored = valuesOf(restoreLayers(parsed)).flat();
  expect(after.filter((value, at) => Math.abs(value - (before[at] ?? 0)) > far)).toEqual([]);
  expect(layersCheck(parsed, "layers")).toBeUndefined();
  expect(restored.filter((value, at) => value !== after[at])).toEqual([]);
  expect(JSON.stringify(storeLayers(restoreLayers(parsed)))).toBe(JSON.stringify(stored));
});

test("300,000 weights take at most 450,000 bytes", () => {
  const layers = forecaster(158);

  const size = JSON.stringify(storeLayers(layers)).length;

  expect(valuesOf(layers).flat().length).toBeGreaterThan(300_000);
  expect(size).toBeLessThan(450_000);
});

const plain = JSON.stringify(storeLayers(small()));
const lstm = JSON.stringify(storeLayers(forecaster(2)));

test.for([
  ['"version":1', '"version":2', "net.version is 2, not 1", plain],
  ['"lookup"', '"sparse"', 'net.layers[0].kind is "sparse", not lookup, dense or lstm', plain],
  ['"inputs":7', '"inputs":0', "net.layers[0].inputs is 0, not a whole number from 1", plain],
  ['"inputs":7', '"inputs":8', "net.layers[0].weights.scales is a list of 7, not a list of 8", plain],
  ['"outputs":5', '"outputs":"5"', 'net.layers[0].outputs is "5", not a whole number from 1', plain],
  ['"relu"', '"tanh"', 'net.layers[0].activation is "tanh", not relu or linear', plain],
  ['"bits":16', '"bits":12', "net.layers[0].weights.bits is 12, not 8 or 16", plain],
  ['"values":"', '"values":"A', "not 94 digits of base64", plain],
  ['"values":"', '"values":"! ', "not 94 digits of base64", plain],
  ['"biases":[', '"biases":[1,', "net.layers[0].biases is a list of 6, not a list of 5", plain],
  ['"hidden":2', '"hidden":3', "net.layers[0].biases is a list of 8, not a list of 12", lstm],
] as const)("a stored network with %s changed to %s is refused: %s", ([from, to, mistake, stored]) => {
  const changed: unknown = JSON.parse(stored.replace(from, to));

  expect(layersCheck(changed, "net")).toContain(mistake);
});

test("layers that do not fit each other are refused", () => {
  const misfit = storeLayers([new Dense(2, 3, "relu"), new Dense(4, 1, "linear")]);

  expect(layersCheck(misfit, "net")).toBe("net.layers[1].inputs is 4, not 3 as the layer before it has");
});
