import { expect, test } from "vitest";
import { openAge } from "../../../detector/series/open-age.ts";
import type { ResponseObservation, ResponseOutcome } from "../../../domain/response/observation.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";
import { healthyRows, rowsOf } from "../traffic.ts";

const open = (ageMs: number): ResponseOutcome => ({ kind: "open", ageMs });
const answered = (responseMs: number): ResponseOutcome => ({ kind: "completed", status: 200, responseMs });
const timedOut: ResponseOutcome = { kind: "failed", error: "TIMEOUT", afterMs: 20_000 };

function rowsWith(outcomes: readonly ResponseOutcome[]): readonly ResponseObservation[] {
  return rowsOf(outcomes.map(() => 10)).flatMap((row) => {
    const outcome = outcomes[row.index];
    return outcome === undefined ? [] : [{ ...row, outcome }];
  });
}

testDetectorContract(openAge, {
  traffic: {
    source: "response",
    healthy: healthyRows,
    faulty: (seed) =>
      healthyRows(seed).map((row) =>
        row.index >= 100 && row.index < 200 ? { ...row, outcome: open(1000) } : row,
      ),
  },
});

test("it alerts when an open request reaches the limit and resolves with the next answer below it", () => {
  const rows = rowsWith([answered(10), open(999), open(1000), open(1000), answered(1000), answered(999)]);

  const alerts = alertsOn(openAge, {}, rows);

  expect(alerts.map(inShort)).toEqual(["2 error firing", "5 error resolved"]);
  expect(alerts[0]).toMatchObject({ key: "open", score: 1 });
});

test("a failed request neither opens nor resolves an episode", () => {
  const rows = rowsWith([timedOut, open(1000), timedOut, answered(10)]);

  expect(alertsOn(openAge, {}, rows).map(inShort)).toEqual(["1 error firing", "3 error resolved"]);
});

test("without rows of open requests it is silent", () => {
  expect(alertsOn(openAge, {}, rowsWith([answered(19_000), timedOut, timedOut]))).toEqual([]);
});
