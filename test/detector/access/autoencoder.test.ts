import { expect, test } from "vitest";
import { autoencoder, lineErrorsBy } from "../../../detector/access/autoencoder/autoencoder.ts";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../domain/detector.ts";
import { testDetectorContract } from "../contract.ts";
import { faultyLines, healthyLines, line } from "./lines.ts";

const training = healthyLines(1, 600);
const model = trainDetector(autoencoder, training);

testDetectorContract(autoencoder, {
  traffic: { source: "access", healthy: (seed) => healthyLines(seed, 60), faulty: faultyLines },
  model,
});

function alertsOn(rows: readonly AccessObservation[], options: OptionValues = {}): readonly Alert[] {
  const detector = createDetector(autoencoder, { model, options });
  return rows.flatMap((row) => detector.observe(row));
}

test.for([
  ["an unseen status", { status: 303 }, "status", "ip:198.51.100.7"],
  ["a status that its path never had", { path: "/missing", status: 200 }, "status", "ip:198.51.100.7"],
  ["an unseen method", { method: "BREW" }, "method", "ip:198.51.100.7"],
  ["signs that no query had", { query: "id=1%27--" }, "url", "ip:198.51.100.7"],
  ["a huge answer", { path: "/about", bytes: 40_000_000 }, "bytes", "path:/about"],
  ["an answer that took a hundred times as long", { path: "/", responseMs: 3000 }, "time", "path:/"],
] as const)("%s is flagged, and field and subject are named: %j", ([, fields, field, subject]) => {
  const usual = line({ path: "/about", status: 200, bytes: 4000, responseMs: 20 });

  const alerts = alertsOn([usual, { ...usual, index: 1, ...fields }]);

  expect(alerts.map((alert) => [alert.atIndex, alert.subject])).toEqual([[1, subject]]);
  expect(alerts[0]?.evidence).toContain(`: ${field} `);
});

const strange: readonly Partial<AccessObservation>[] = [
  { method: "-", path: "-", status: 400 },
  { method: "", path: "", query: "", protocol: "" },
  { protocol: "SPDY/9" },
  { path: `/${"a".repeat(100_000)}`, query: "'".repeat(100_000) },
  { path: "/\u0000\u001B[2J\n%00%zz%", query: "\uD800" },
  { status: 0, bytes: 0 },
  { status: 99_999, bytes: 1e15, responseMs: 1e12 },
  { bytes: -1, responseMs: -1 },
];

test.for(strange)("the strange line %j has a finite score", (fields) => {
  const errorsOf = lineErrorsBy(model);

  const { excess, score } = errorsOf(line(fields));

  expect([...excess, score].every((value) => Number.isFinite(value))).toBe(true);
});

test("a line without a response time is judged by its other fields", () => {
  const { responseMs: _, ...without } = line({ path: "/about", status: 200, bytes: 4000 });

  const alerts = alertsOn([without, { ...without, index: 1, status: 303 }]);

  expect(alerts.map(({ atIndex }) => atIndex)).toEqual([1]);
});

test("a client with a thousand flagged lines is one episode, which ends when it has been quiet for ten minutes", () => {
  const start = line().atMs;
  const scan = Array.from({ length: 1000 }, (_, index) =>
    line({ index, atMs: start + index * 1000, ip: "203.0.113.9", path: `/x${index}.php`, status: 303 }),
  );
  const after = line({ index: 1000, atMs: start + 999_000 + 600_001, path: "/missing" });

  const alerts = alertsOn([...scan, after]);

  expect(alerts.map(({ state, subject, atMs }) => [state, subject, atMs - start])).toEqual([
    ["firing", "ip:203.0.113.9", 0],
    ["resolved", "ip:203.0.113.9", 999_000 + 600_000],
  ]);
  expect(alerts[1]?.evidence).toMatch(/^1000 lines, the worst GET /u);
});

test("a path that is wrong for many clients is the subject from the third client on", () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    line({ index, ip: `203.0.113.${index}`, path: "/about", status: 303 }),
  );

  const alerts = alertsOn(rows);

  expect(alerts.map(({ subject }) => subject)).toEqual(["ip:203.0.113.0", "ip:203.0.113.1", "path:/about"]);
});

test("a page with another size is one episode for all clients, which ends when it has been usual for an hour", () => {
  const start = line().atMs;
  const rows = Array.from({ length: 20 }, (_, index) => {
    const atMs = start + index * 1_800_000;
    return line({ index, atMs, ip: `203.0.113.${index}`, path: "/about", status: 200, bytes: 40_000_000 });
  });
  const after = line({ index: 20, atMs: start + 19 * 1_800_000 + 3_600_001, path: "/missing" });

  const alerts = alertsOn([...rows, after]);

  expect(alerts.map(({ state, subject, atMs }) => [state, subject, atMs - start])).toEqual([
    ["firing", "path:/about", 0],
    ["resolved", "path:/about", 19 * 1_800_000 + 3_600_000],
  ]);
});

test("evidence has no control characters", () => {
  const [alert] = alertsOn([line({ method: "G\u001B[2JET", path: "/\n::error::", status: 303 })]);

  expect(alert?.evidence).toMatch(/^\P{Cc}+$/u);
});

test("training is repeatable, and a model file gives the same scores", () => {
  const text = formatModel(model);
  const again = trainDetector(autoencoder, healthyLines(1, 600));
  const errorsOf = lineErrorsBy(parseModel(text));

  const scores = faultyLines(3).map((row) => errorsOf(row).score);

  expect(formatModel(again)).toBe(text);
  expect(scores).toEqual(faultyLines(3).map((row) => lineErrorsBy(model)(row).score));
});

test("the losses of training are told as it goes, and kept in the model", () => {
  const told: unknown[] = [];
  const learning = autoencoder.train?.({ threshold: 0.4, share: 0, model: "" }, { source: "access" });
  for (const row of training.slice(0, 100)) learning?.learn(row);

  const learned = learning?.finish((epoch) => told.push(epoch));

  expect(told.length).toBeGreaterThan(3);
  expect(learned).toHaveProperty("losses.length", told.length);
});

test("nineteen lines are too few to learn from", () => {
  expect(() => trainDetector(autoencoder, training.slice(0, 19))).toThrow(
    "Cannot train autoencoder on 19 rows.",
  );
});

test("without a model it says how to train one", () => {
  expect(() => createDetector(autoencoder)).toThrow("autoencoder requires a model.");
});

test("a share that too few lines were kept back for is refused", () => {
  expect(() => alertsOn([], { share: 0.001 })).toThrow("120 lines were kept back, too few for share=0.001");
});

const changes: readonly (readonly [string, string, string])[] = [
  ['"heldOut":120', '"heldOut":0', "heldOut is 0, not a whole number from 1"],
  ['"method":{"error"', '"method":{"wrong"', "fields.method.error is missing, not a number from 0"],
  ['"methods":[', '"methods":[1,', "vocabulary.methods[0] is 1, not a text"],
  ['"methods":[', '"methods":["TRACE",', "as the vocabulary has"],
  ['"kind":"dense"', '"kind":"lstm"', "network.layers[1].hidden is missing, not a whole number from 1"],
];

test.for(changes)("a model in which %s is changed to %s is refused: %s", ([from, to, mistake]) => {
  const changed: DetectorModel = parseModel(formatModel(model).replace(from, to));

  expect(() => createDetector(autoencoder, { model: changed })).toThrow(mistake);
});
