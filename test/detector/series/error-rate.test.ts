import { expect, test } from "vitest";
import { errorRate } from "../../../detector/series/error-rate.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { bernoulliRunLength } from "../../../domain/numbers/run-length.ts";
import type { ResponseObservation, ResponseOutcome } from "../../../domain/response/observation.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";
import { healthyRows, rowsOf } from "../traffic.ts";

const refused: ResponseOutcome = { kind: "failed", error: "ECONNREFUSED", afterMs: 1 };
const unavailable: ResponseOutcome = { kind: "completed", status: 503, responseMs: 10 };
const stillOpen: ResponseOutcome = { kind: "open", ageMs: 1000 };

function withOutcomes(
  rows: readonly ResponseObservation[],
  outcomeAt: (index: number) => ResponseOutcome | undefined,
): readonly ResponseObservation[] {
  return rows.map((row) => ({ ...row, outcome: outcomeAt(row.index) ?? row.outcome }));
}

/** Fast answers except for these outcomes. */
function rowsWith(outcomes: Readonly<Record<number, ResponseOutcome>>): readonly ResponseObservation[] {
  return withOutcomes(rowsOf(Array.from({ length: 300 }, () => 10)), (index) => outcomes[index]);
}

testDetectorContract(errorRate, {
  traffic: {
    source: "response",
    healthy: healthyRows,
    faulty: (seed) =>
      withOutcomes(healthyRows(seed), (index) => (index >= 100 && index < 200 ? unavailable : undefined)),
  },
});

test("one failure causes no alert, a second soon after does, and each is outweighed by 45 healthy answers", () => {
  const alerts = alertsOn(errorRate, {}, rowsWith({ 50: refused, 100: refused, 110: unavailable }));

  expect(alerts.map(inShort)).toEqual(["110 error firing", "178 error resolved"]);
  expect(alerts[0]).toMatchObject({ key: "errors", score: 68 / 45 });
});

test.for([
  [120, "20 answers between the two", ["120 error firing"]],
  [121, "21 answers between the two", []],
] as const)("a failure at 99 and one at %i, with %s: %j", ([second, , expected]) => {
  const failures = { 99: refused, [second]: refused };

  expect(alertsOn(errorRate, {}, rowsWith(failures)).map(inShort).slice(0, 1)).toEqual(expected);
});

test("neither a status below 500 nor an open request is a failure", () => {
  const missing: ResponseOutcome = { kind: "completed", status: 499, responseMs: 10 };
  const outcomes = { 100: missing, 101: missing, 102: stillOpen, 103: stillOpen };

  expect(alertsOn(errorRate, {}, rowsWith(outcomes))).toEqual([]);
});

test.for([
  [1.5, 48_501, 21.1],
  [1, 24_220, 20.1],
  [0.9, 1000, 10],
  [2, 1_086_960, 30.6],
] as const)(
  "with h=%d it raises one false alarm per %i healthy requests and alerts on bad request %d on average",
  ([h, arl0, arl1]) => {
    const limit = Math.ceil(h * 45);

    expect(Math.round(bernoulliRunLength(0.001, 45, limit))).toBe(arl0);
    expect(bernoulliRunLength(0.1, 45, limit)).toBeCloseTo(arl1, 1);
  },
);

test("with 10 % failing, its mean delay over 2,000 runs is that of the Markov chain", () => {
  const rows = rowsOf(Array.from({ length: 400 }, () => 10));
  const delays = Array.from({ length: 2000 }, (_, seed) => {
    const chance = randomStream(seed, "share");
    const failing = withOutcomes(rows, (index) => (chance(index).uniform() < 0.1 ? refused : undefined));
    return (alertsOn(errorRate, {}, failing)[0]?.atIndex ?? Infinity) + 1;
  });

  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;

  // The standard error of the mean is 0.3.
  expect(Math.abs(mean - bernoulliRunLength(0.1, 45, 68))).toBeLessThan(1);
});

test("p0 must be below p1", () => {
  expect(() => alertsOn(errorRate, { p0: 0.2 }, [])).toThrow(
    expect.objectContaining({
      code: "BAD_OPTION",
      message: "error-rate: p0 (0.2) must be below p1 (0.1).",
    }),
  );
});
