import { expect, test } from "vitest";
import { knn } from "../../detector/series/knn.ts";
import { mutantsOf } from "../../detector/mutants.ts";
import { threshold } from "../../detector/series/threshold.ts";
import { at, defineDetector, none } from "../../domain/detector.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { healthy } from "../../scenarios/response/healthy.ts";
import "../../vitest/index.ts";

const neverFires = defineDetector({
  name: "asleep",
  summary: "Never fires.",
  reads: ["response"],
  options: {},
  create: () => ({ name: "asleep", windowSize: 10, observe: () => none }),
});

const firesOnTheFifthRow = defineDetector({
  name: "nervous",
  summary: "Fires on the fifth row, whatever it holds.",
  reads: ["response"],
  options: {},
  create: () => ({
    name: "nervous",
    windowSize: 10,
    observe: (row) =>
      row.index === 4 ? [{ key: "nerves", severity: "error", state: "firing", ...at(row) }] : none,
  }),
});

/** The tests that the author of a detector would write. */
async function suite(detector: DetectorDefinition): Promise<void> {
  await expect(detector).toDetect("rapidly", { severity: "warning", within: 2 });
  await expect(detector).toDetect("rapidly", { within: 3 });
  await expect(detector).toDetect("complex");
  await expect(detector).toStayQuiet("healthy");
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "it passed",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

test("a detector that notices within its window passes with every seed", async () => {
  await expect(knn).toDetect("rapidly", { within: 10, seeds: 20 });
});

test("a detector can be a spec, or a definition with options", async () => {
  await expect("knn:warning=0.1,error=0.3").toDetect("slowly", { severity: "error", within: 15 });
  await expect({ definition: threshold, options: { limit: 0.1 } }).toDetect("slowly", { within: 15 });
});

test("a detector that never fires fails toDetect, and the message says what it missed", async () => {
  const message = await failureOf(expect(neverFires).toDetect("rapidly", { within: 10 }));

  expect(message).toContain("Expected detection of every incident in time");
  expect(message).toMatch(/asleep missed attack-1/);
});

test("a detector that notices too late fails toDetect, and the message says by how much", async () => {
  const message = await failureOf(expect("knn-original").toDetect("rapidly", { within: 5 }));

  expect(message).toMatch(/5 affected observations too late/);
});

test("a detector that fires on healthy traffic fails toStayQuiet, and the message counts its false alarms", async () => {
  const message = await failureOf(expect(firesOnTheFifthRow).toStayQuiet(healthy));

  expect(message).toContain("Expected no false alarm");
  expect(message).toContain("1 false alarm");
});

test("expectations can be negated", async () => {
  await expect(neverFires).not.toDetect("rapidly");
  await expect(firesOnTheFifthRow).not.toStayQuiet("healthy");
  expect(await failureOf(expect(knn).not.toDetect("rapidly"))).toContain("Expected a failure");
});

test("toDetect on a scenario without incidents fails, and the message suggests toStayQuiet", async () => {
  expect(await failureOf(expect(knn).toDetect("healthy"))).toContain("Use expect(...).toStayQuiet instead.");
});

test("unknown names are rejected", async () => {
  expect(await failureOf(expect(knn).toDetect("quickly"))).toContain('Unknown scenario "quickly"');
  expect(await failureOf(expect("kmm").toDetect("rapidly"))).toContain('Unknown detector "kmm"');
});

test("knn passes the tests of its author", async () => {
  await expect(suite(knn)).resolves.toBeUndefined();
});

test.for(mutantsOf(knn).map((mutant) => [mutant.name, mutant.definition] as const))(
  "these tests fail for a knn that %s",
  async ([, definition]) => {
    expect(await failureOf(suite(definition))).not.toBe("it passed");
  },
);

test("a detector without thresholds has no mutant with wrong ones", () => {
  expect(mutantsOf(neverFires)).toHaveLength(mutantsOf(knn).length - 1);
});

test("delays are annotations of the test, for reporters", async ({ task }) => {
  await expect(knn).toDetect("rapidly", { within: 10 });

  expect(task.annotations.map(({ type, message }) => [type, message])).toEqual([
    ["ttd.affected", "3"],
    ["ttd.ms", expect.stringMatching(/^25\d\d(\.\d+)?$/)],
  ]);
  expect(task.meta).toMatchObject({ firedrill: { "ttd.affected": [3] } });
});

test("a failure names every seed that fails, each with a command that can be pasted", async () => {
  const message = await failureOf(
    expect("knn-original").toDetect("rapidly", { within: 5, seeds: 3, set: ["onset=103"] }),
  );

  expect(message).toMatch(/It also fails with the seeds? [23]/);
  expect(message).toMatch(/run rapidly --seed 1 --detector knn-original --set onset=103 --within 5$/m);
});

test("a misspelled scenario or option is met with what was meant", async () => {
  const misspelled: object = { whitin: 3 };

  expect(await failureOf(expect(knn).toDetect("rapidli"))).toContain('Did you mean "rapidly"?');
  expect(await failureOf(expect(knn).toDetect("rapidly", misspelled))).toContain(
    'Unknown option "whitin" of toDetect. Did you mean "within"?',
  );
});
