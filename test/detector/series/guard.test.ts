import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { guard } from "../../../detector/series/guard.ts";
import type { ResponseObservation, ResponseOutcome } from "../../../domain/response/observation.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { responseScenario } from "../../scenarios/response/response-scenarios.ts";
import { testDetectorContract } from "../contract.ts";
import { goldenRun } from "../golden.ts";
import { alertsOn, delayRows, inShort } from "../run.ts";
import { healthyRows, noisyRows, rowsOf } from "../traffic.ts";

testDetectorContract(guard);

const seeds = Array.from({ length: 30 }, (_, at) => at + 1);

function drillRows(scenario: string, seed: number): readonly ResponseObservation[] {
  return [...simulate(responseScenario(scenario), seed)].map(({ observation }) => observation);
}

function withOutcome(
  rows: readonly ResponseObservation[],
  outcomeAt: (index: number) => ResponseOutcome | undefined,
): readonly ResponseObservation[] {
  return rows.map((row) => ({ ...row, outcome: outcomeAt(row.index) ?? row.outcome }));
}

test("it notices rapidly on the first affected row with every seed", () => {
  const delays = seeds.map((seed) =>
    delayRows(alertsOn(guard, {}, drillRows("rapidly", seed)), 100, "error"),
  );

  expect(new Set(delays)).toEqual(new Set([1]));
});

test("it notices slowly by the fifth affected row, and by the third with a third of the seeds", () => {
  const delays = seeds.map(
    (seed) => delayRows(alertsOn(guard, {}, drillRows("slowly", seed)), 100, "error") ?? Infinity,
  );

  expect(Math.max(...delays)).toBeLessThanOrEqual(5);
  expect(delays.filter((delay) => delay <= 3).length).toBeGreaterThan(seeds.length / 3);
});

test.for([
  ["rapidly-0.5", 1, "immediately"],
  ["slowly-0.5", 3, "the first affected row is faster than three of the 100 healthy ones"],
] as const)("it notices the recorded %s on affected row %i: %s", ([run, expected]) => {
  const rows = rowsOf(goldenRun(run).responseTimesS.map((seconds) => seconds * 1000));

  const alerts = alertsOn(guard, {}, rows);

  expect(delayRows(alerts, 100, "error")).toBe(expected);
});

test("it is silent on 30 healthy drills", () => {
  const alerts = seeds.flatMap((seed) => alertsOn(guard, {}, drillRows("healthy", seed)));

  expect(alerts).toEqual([]);
});

test("failures as fast as answers are noticed, and the evidence names them", () => {
  const failing: ResponseOutcome = { kind: "completed", status: 503, responseMs: 14 };
  const rows = withOutcome(healthyRows(1), (index) =>
    index >= 200 && index % 3 === 0 ? failing : undefined,
  );

  const [alert] = alertsOn(guard, {}, rows);

  expect(alert?.evidence).toContain("requests fail");
  expect(alert?.atIndex).toBeLessThan(212);
});

test("one open request is enough when no healthy answer took that long", () => {
  const rows = withOutcome(healthyRows(1), (index) =>
    index === 200 ? { kind: "open", ageMs: 1000 } : undefined,
  );

  const alerts = alertsOn(guard, {}, rows);

  expect(alerts.map(inShort).slice(0, 1)).toEqual(["200 error firing"]);
  expect(alerts[0]?.evidence).toContain("requests stay open");
});

test("a service that gets faster causes no alert", () => {
  const rows = noisyRows(1, 400, (index) => (index < 200 ? 100 : 10));

  expect(alertsOn(guard, {}, rows)).toEqual([]);
});

test("an episode ends after 30 rows without a new alarm", () => {
  const rows = noisyRows(1, 400, (index) => (index >= 200 && index < 250 ? 500 : 10));

  expect(alertsOn(guard, {}, rows).map(inShort)).toEqual(["200 error firing", "279 error resolved"]);
});

test("the unit does not matter: times 1,024 times as long give the same alerts", () => {
  const times = drillRows("slowly", 3).map(({ outcome }) =>
    outcome.kind === "completed" ? outcome.responseMs : 0,
  );
  const slower = times.map((ms) => ms * 1024);

  const [alerts, scaledAlerts] = [alertsOn(guard, {}, rowsOf(times)), alertsOn(guard, {}, rowsOf(slower))];

  expect(scaledAlerts.map(inShort)).toEqual(alerts.map(inShort));
});

test("with a model it judges from the first row", () => {
  const model = trainDetector(
    guard,
    noisyRows(1, 2000, () => 10),
  );
  const detector = createDetector(guard, { model });

  const alerts = noisyRows(2, 30, (index) => (index < 10 ? 10 : 500)).flatMap((row) => detector.observe(row));

  expect(alerts.map(inShort)).toEqual(["10 error firing"]);
});

test.for([
  [{ schemaVersion: 1, detector: "focus" }, "it was trained for focus"],
  [{ schemaVersion: 1, detector: "guard" }, "rows is missing, not a whole number from 1"],
] as const)("the model %j is refused: %s", ([model, why]) => {
  const attempt = () => createDetector(guard, { model });

  expect(attempt).toThrow(
    expect.objectContaining({ code: "BAD_MODEL", message: `guard cannot use this model: ${why}.` }),
  );
});

test("training on 99 rows is refused", () => {
  const rows = healthyRows(1).slice(0, 99);

  expect(() => trainDetector(guard, rows)).toThrow(
    expect.objectContaining({ code: "NOT_ENOUGH_HEALTHY_DATA" }),
  );
});
