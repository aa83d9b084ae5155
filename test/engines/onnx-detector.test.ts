import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createDetector, trainDetector } from "../../detector/model.ts";
import { Dense, Lstm } from "../../detector/neural/layers.ts";
import { OnnxGraph, onnxModel } from "../../detector/neural/onnx.ts";
import { lstm } from "../../detector/series/forecast/lstm.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { chooseDetector } from "../../harness/session/choice.ts";
import { isRemote } from "../../harness/session/definition.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { cpuRows } from "../detector/series/series-rows.ts";
import { builtProgram } from "../program/built-program.ts";
import { needsOnnxRuntime } from "./onnx-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "firedrill-onnx-detector-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(needsOnnxRuntime);

const random = randomStream(12, "onnx")(0);

function saw(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => 40 + 5 * (at % 5) + 0.2 * random.normal());
}

function written(name: string, content: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function network(inputs: number, outputs: number): Uint8Array {
  return onnxModel([new Lstm(inputs, 4).drawn(random), new Dense(4, outputs, "linear").drawn(random)]);
}

/** The same shapes, but its input and output are integers: the type of both is a byte of its own. */
function ofWholeNumbers(): Uint8Array {
  const bytes = Uint8Array.from(new OnnxGraph().model([1, 1], "x", [1, 1]));
  const [float, integer] = [1, 7];
  const isType = (at: number): boolean =>
    bytes[at] === 0x08 && bytes[at + 1] === float && bytes[at + 2] === 0x12;
  return bytes.map((byte, at) => (at > 0 && isType(at - 1) ? integer : byte));
}

async function chosen(spec: string): Promise<DetectorDefinition> {
  const { definition } = await chooseDetector(spec, defaultRemoteSettings);
  if (isRemote(definition)) throw new Error("not of this process");
  return definition;
}

test("a model of the user's own alerts on the value that is far from its forecast", async () => {
  const model = trainDetector(lstm, cpuRows(saw(400)), { window: 20, hidden: 8 });
  const file = written("saw.onnx", lstm.onnx?.(model) ?? new Uint8Array());
  const definition = await chosen(`onnx:model=${file},reference=50`);
  const detector = createDetector(definition, { source: "process", options: { reference: 50 } });

  const alerts = cpuRows(saw(200).with(150, 90)).flatMap((row) => detector.observe(row));

  expect(alerts[0]).toMatchObject({ key: "cpu", state: "firing", atIndex: 150 });
  expect(alerts[0]?.evidence).toMatch(/^90 %, forecast (39|40|41)(\.\d+)? %: score /u);
});

test.for([
  ["a file that is not there", "missing.onnx", "ONNX_NOT_READABLE"],
  ["a file that is no ONNX", "words.onnx", "ONNX_NOT_READABLE"],
  ["a model that takes two values a step", "two.onnx", "ONNX_MISFIT"],
  ["a model that returns three values", "three.onnx", "ONNX_MISFIT"],
  ["a model of whole numbers", "whole.onnx", "ONNX_MISFIT"],
] as const)("%s is refused when it is chosen", async ([, name, code]) => {
  written("words.onnx", new TextEncoder().encode("no model"));
  written("whole.onnx", ofWholeNumbers());
  written("two.onnx", network(2, 1));
  written("three.onnx", network(1, 3));

  await expect(chosen(`onnx:model=${join(folder, name)}`)).rejects.toMatchObject({ kind: "usage", code });
});

test("a model of any window length takes that of the option", async () => {
  const file = written("any.onnx", network(1, 1));
  const definition = await chosen(`onnx:model=${file},window=7`);
  const detector = createDetector(definition, { source: "process", options: { reference: 30 } });

  const alerts = cpuRows(saw(79).with(60, 900)).flatMap((row) => detector.observe(row));

  expect(alerts[0]).toMatchObject({ state: "firing", atIndex: 60 });
});

test.for([
  ["with the runtime it runs in a drill", process.env["NODE_PATH"], [0, 1], /^(PASSED|FAILED) {2}onnx /mu],
  ["without it, it says what to install", "", [2], /onnx requires onnxruntime-node, .*\n.*npm install/u],
] as const)("%s", ([, path = "", codes, said]) => {
  const file = written("drill.onnx", network(1, 1));
  const detector = `onnx:model=${file},window=5,reference=20`;
  const args = [builtProgram(), "run", "cpu-spike", "--no-save", "--detector", detector];

  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", NODE_PATH: path },
  });

  expect(codes).toContain(status);
  expect(stdout + stderr).toMatch(said);
});

function firedrill(args: readonly string[], input = "") {
  return spawnSync(process.execPath, [builtProgram(), ...args], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    input,
  });
}

test.for([
  ["score", (log: string) => [join(log, "labelled.csv")], /^(PASSED|FAILED) {2}onnx /mu],
  ["watch", () => ["-", "--from", "start"], /ERROR +onnx +observation 120 /u],
  ["compare", () => ["cpu-spike", "--repeat", "2"], /^onnx/mu],
] as const)("%s takes it", ([command, subject, said]) => {
  const detector = `onnx:model=${written("study.onnx", network(1, 1))},window=5,reference=20`;
  const log = join(mkdtempSync(join(folder, "logs-")), "spike");
  firedrill(["simulate", "cpu-spike", "--out", log]);
  const observed = readFileSync(join(log, "observed.csv"), "utf8");

  const { status, stdout, stderr } = firedrill([command, ...subject(log), "--detector", detector], observed);

  expect(stdout + stderr).toMatch(said);
  expect([0, 1]).toContain(status);
});
