import { expect, test } from "vitest";
import type { Alert } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Detector } from "../../domain/detector.ts";
import { perSeries } from "../../domain/per-series.ts";
import type { ProcessObservation } from "../../domain/process/observation.ts";
import { findDetector } from "../../detector/registry.ts";
import { processScenarios } from "../../scenarios/process/kit.ts";
import { simulate } from "../../harness/drill/simulate.ts";

function sample(index: number, process: string, cpuPercent: number): ProcessObservation {
  return {
    kind: "process",
    index,
    atMs: index * 1000,
    process,
    pid: 7,
    event: { kind: "sample", cpuPercent },
  };
}

/** Alerts when its own values go above 50, and once more above 90. It has seen as many rows as its score says. */
function limit(): Detector<ProcessObservation> {
  let open: Alert["severity"] | undefined;
  let rows = 0;
  return {
    name: "limit",
    windowSize: 3,
    observe: ({ index, atMs, event }) => {
      rows += 1;
      const value = event.kind === "sample" ? (event.cpuPercent ?? 0) : 0;
      const now = value > 90 ? "error" : value > 50 ? "warning" : undefined;
      if (now === open) return [];
      const state = now === undefined ? "resolved" : "firing";
      const severity = now ?? open ?? "warning";
      open = now;
      return [{ key: "cpu", state, severity, atIndex: index, atMs, score: rows }];
    },
    elapse: (nowMs) =>
      rows > 3 ? [{ key: "silent", state: "firing", severity: "error", atIndex: rows, atMs: nowMs }] : [],
  };
}

const one = (): Detector<ProcessObservation> => perSeries(limit, ({ process }) => process);

test("on a log of one series it is that one detector", () => {
  const [alone, wrapped] = [limit(), one()];

  const values = [10, 60, 95, 20, 99, 5];
  const judge = ({ observe, elapse }: Detector<ProcessObservation>): readonly Alert[] => [
    ...values.flatMap((value, index) => observe(sample(index, "web-1", value))),
    ...(elapse?.(9000) ?? []),
  ];

  expect(judge(wrapped)).toEqual(judge(alone));
});

test("each series is judged by its own values, and its alerts name it", () => {
  const { observe } = one();

  const alerts = [
    sample(0, "web-1", 10),
    sample(1, "db-2", 10),
    sample(2, "web-1", 60),
    sample(3, "db-2", 10),
    sample(4, "web-1", 10),
    sample(5, "db-2", 99),
  ].flatMap((row) => observe(row));

  expect(alerts).toMatchObject([
    { key: "web-1/cpu", subject: "process:web-1", state: "firing", atIndex: 2, score: 2 },
    { key: "web-1/cpu", subject: "process:web-1", state: "resolved", atIndex: 4, score: 3 },
    { key: "db-2/cpu", subject: "process:db-2", state: "firing", atIndex: 5, score: 3 },
  ]);
});

test("an episode that opened before there was a second series ends under its own key", () => {
  const { observe } = one();

  const alerts = [
    sample(0, "web-1", 60),
    sample(1, "db-2", 10),
    sample(2, "web-1", 95),
    sample(3, "web-1", 10),
    sample(4, "web-1", 60),
  ].flatMap((row) => observe(row));

  expect(alerts.map(({ key, state }) => `${key} ${state}`)).toEqual([
    "cpu firing",
    "cpu firing",
    "cpu resolved",
    "web-1/cpu firing",
  ]);
});

test("time passes for every series", () => {
  const { observe, elapse } = one();
  for (let index = 0; index < 8; index += 1) observe(sample(index, index % 2 === 0 ? "web-1" : "db-2", 10));

  expect(elapse?.(9000).map(({ key }) => key)).toEqual(["web-1/silent", "db-2/silent"]);
});

test("a rate of false alarms is worth what it is worth in the worst series", () => {
  const worths = [900, 300, 600].values();
  const { observe, arl0Worth } = perSeries<ProcessObservation>(
    () => {
      const expected = worths.next().value ?? 0;
      return { ...limit(), arl0Worth: () => ({ promised: 1000, expected, rankAutocorrelation: 0, rows: 9 }) };
    },
    ({ process }) => process,
  );
  for (const [index, name] of ["a", "b", "c"].entries()) observe(sample(index, name, 10));

  expect(arl0Worth?.()?.expected).toBe(300);
});

test.for(["threshold", "cusum", "knn", "ewma"] as const)(
  "%s gives the same alerts on two interleaved processes as on each alone",
  (name) => {
    const definition = findDetector(name);
    const values = parseOptions(name, definition.options, name === "threshold" ? { limit: "50" } : {});
    const scenario = processScenarios.suites
      .flatMap(({ scenarios }) => scenarios)
      .find(({ name: wanted }) => wanted === "cpu-spike");
    if (scenario === undefined) throw new RangeError("no such scenario");
    const rowsOf = (seed: number, process: string): readonly ProcessObservation[] =>
      [...simulate(scenario, seed)].flatMap(({ observation }) =>
        observation.kind === "process" ? [{ ...observation, process }] : [],
      );
    const judge = (rows: readonly ProcessObservation[]): readonly Alert[] => {
      const { observe } = definition.create(values, { source: "process" });
      return rows.flatMap((row) => observe(row));
    };
    const [web, db] = [rowsOf(1, "web-1"), rowsOf(2, "db-2")];
    const both = web.flatMap((row, at) => [row, db[at] ?? row]);
    const about = (subject: string): readonly number[] =>
      judge(both)
        .filter((alert) => alert.subject === subject)
        .map(({ atMs }) => atMs);

    expect(judge(web).length).toBeGreaterThan(0);
    expect(about("process:web-1")).toEqual(judge(web).map(({ atMs }) => atMs));
    expect(about("process:db-2")).toEqual(judge(db).map(({ atMs }) => atMs));
  },
);
