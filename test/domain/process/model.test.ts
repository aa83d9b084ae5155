import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ModelledProcess } from "../../../domain/process/model.ts";
import { idle } from "../../../domain/process/mode.ts";
import type { Modes } from "../../../domain/process/modes.ts";
import { loadOf } from "../../../domain/process/modes.ts";
import { mostLeakedBytes } from "../../../domain/process/limits.ts";

/* Recorded at one sample a second from the real process, built, on a busy machine with two cores. */

interface Sample {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly openFiles: number;
  readonly contextSwitchesPerS: number;
}

const recordedModes: Modes = {
  normal: { kind: "normal", percent: 2 },
  receive: { kind: "receive", mbPerS: 50 },
  send: { kind: "send", mbPerS: 50 },
  syscalls: { kind: "syscalls", thousandsPerS: 200 },
  fork: { kind: "fork", perS: 20 },
  leak: { kind: "leak", mbPerS: 1 },
  "leak-files": { kind: "leak-files", perS: 5 },
  stall: { kind: "stall" },
  hang: { kind: "hang", percent: 0 },
};

function recorded(mode: string): readonly Sample[] {
  const path = new URL("../../golden/process/recorded.csv", import.meta.url);
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .filter(([name]) => name === mode)
    .map(([, ...values]) => {
      const [cpuPercent = 0, rssBytes = 0, openFiles = 0, contextSwitchesPerS = 0] = values.map(Number);
      return { cpuPercent, rssBytes, openFiles, contextSwitchesPerS };
    });
}

function modelled(mode: string, count = 600): readonly Sample[] {
  const process = new ModelledProcess(1);
  return Array.from({ length: count }, (_, index) => {
    const sample = process.sample(loadOf(recordedModes, mode) ?? idle, index);
    const { cpuPercent = 0, rssBytes = 0, openFiles = 0, contextSwitchesPerS = 0 } = sample;
    return { cpuPercent, rssBytes, openFiles, contextSwitchesPerS };
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? 0;
const growth = (samples: readonly Sample[]): readonly number[] =>
  samples.slice(1).map(({ rssBytes }, at) => rssBytes - (samples[at]?.rssBytes ?? 0));
/** Correlation with the value before. */
function lag1(values: readonly number[]): number {
  const centred = values.map((value) => value - mean(values));
  return mean(centred.slice(1).map((value, at) => value * (centred[at] ?? 0))) / spread(values) ** 2;
}

test.for(Object.keys(recordedModes))(
  "in mode %s the model uses as much processor time and switches as often as the real process, within a tenth",
  (mode) => {
    const [real, model] = [recorded(mode), modelled(mode)];

    const ratio = (of: (sample: Sample) => number): number => mean(model.map(of)) / mean(real.map(of));

    expect(Math.abs(ratio(({ cpuPercent }) => cpuPercent) - 1)).toBeLessThan(0.1);
    expect(Math.abs(ratio(({ contextSwitchesPerS }) => contextSwitchesPerS) - 1)).toBeLessThan(0.1);
  },
);

test("processor time varies as the recorded one: by a tenth of a point, made up for in the next sample", () => {
  const [real, model] = [recorded("normal"), modelled("normal")].map((samples) =>
    samples.map(({ cpuPercent }) => cpuPercent),
  );

  expect(spread(model ?? []) / spread(real ?? [])).toBeGreaterThan(0.5);
  expect(spread(model ?? []) / spread(real ?? [])).toBeLessThan(2);
  expect(lag1(real ?? [])).toBeLessThan(-0.3);
  expect(lag1(model ?? [])).toBeLessThan(-0.3);
});

test.for([0.1, 0.5, 0.9])(
  "quantile %d of the context switches is that of the recorded ones, within a tenth",
  (share) => {
    const [real = 0, model = 0] = [recorded("normal"), modelled("normal")].map((samples) =>
      quantile(
        samples.map(({ contextSwitchesPerS }) => contextSwitchesPerS),
        share,
      ),
    );

    expect(Math.abs(model / real - 1)).toBeLessThan(0.1);
  },
);

test("memory grows by some pages a second, until a collection takes about a megabyte back", () => {
  const [real, model] = [growth(recorded("normal")), growth(modelled("normal"))];

  expect(Math.abs(quantile(model, 0.5) - quantile(real, 0.5))).toBeLessThan(10_000);
  expect(Math.min(...real)).toBeLessThan(-900_000);
  expect(Math.min(...model)).toBeLessThan(-900_000);
  expect(Math.min(...model)).toBeGreaterThan(-1_100_000);
});

test("a leak reads as the memory that is leaked, in the record and in the model", () => {
  const perS = [recorded("leak"), modelled("leak", 60)].map((samples) => mean(growth(samples)) / 1e6);

  for (const one of perS) expect(Math.abs(one - 1)).toBeLessThan(0.05);
});

test("a leak ends at its limit", () => {
  const process = new ModelledProcess(1);
  const load = { ...idle, leakedBytesPerS: mostLeakedBytes };

  const [, second, third] = [0, 1, 2].map((index) => process.sample(load, index).rssBytes ?? 0);

  expect(Math.abs((third ?? 0) - (second ?? 0))).toBeLessThan(1e6);
});
