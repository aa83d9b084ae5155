import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { pastOf } from "../../../domain/access/plan.ts";
import type { AccessScenario } from "../../../domain/access/scenario.ts";
import { accessTraffic, isAttack } from "../../../domain/access/traffic.ts";
import { incidentsOf } from "../../../domain/incident.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { accessScenarios } from "../../../scenarios/access/kit.ts";
import { needles } from "../../../scenarios/access/needles.ts";

const scenarios = accessScenarios.suites.flatMap((suite) => suite.scenarios);
const seeds = [1, 2, 3, 4, 5] as const;

function rowsOf(scenario: AccessScenario, seed = 1): readonly Labelled<AccessObservation>[] {
  return [...simulateRequests(scenario, seed)];
}

function pastRows(scenario: AccessScenario, seed: number): readonly Labelled<AccessObservation>[] {
  return rowsOf(pastOf(scenario) ?? scenario, seed);
}

function inMode(rows: readonly Labelled<AccessObservation>[], mode: string): readonly AccessObservation[] {
  return rows.flatMap(({ observation, truth }) => (truth.mode === mode ? [observation] : []));
}

function share(rows: readonly AccessObservation[], holds: (row: AccessObservation) => boolean): number {
  return rows.filter(holds).length / rows.length;
}

test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s: the same seed gives the same rows in order, and each attack is one incident with its address",
  ([, scenario]) => {
    const rows = rowsOf(scenario);
    const incidents = incidentsOf(rows);

    expect(rowsOf(scenario)).toEqual(rows);
    expect(rowsOf(scenario, 2)).not.toEqual(rows);
    expect(rows.map(({ observation }) => observation.index)).toEqual(rows.map((_, place) => place));
    const times = rows.map(({ observation }) => observation.atMs);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(incidents.map(({ kind }) => kind)).toEqual(
      scenario.traffic.filter(isAttack).map((entry) => entry.kind),
    );
    for (const { subjects } of incidents) expect(subjects[0]).toMatch(/^ip:/);
  },
);

test("the suite has every kind of traffic", () => {
  const used = new Set(scenarios.flatMap(({ traffic }) => traffic.map(({ kind }) => kind)));

  expect([...used].toSorted()).toEqual(Object.keys(accessTraffic).toSorted());
});

test("a past has no incident", () => {
  for (const scenario of scenarios) expect(incidentsOf(pastRows(scenario, 1))).toEqual([]);
});

test.for(seeds)(
  "needles, seed %i: about 5,000 lines to learn from with a scanner's thousand, then 12 needles among about 1,000",
  (seed) => {
    const past = pastRows(needles, seed);
    const rows = rowsOf(needles, seed);

    expect(past.length).toBeGreaterThan(4250);
    expect(past.length).toBeLessThan(5750);
    expect(inMode(past, "scanner")).toHaveLength(1000);
    expect(inMode(rows, "needles")).toHaveLength(12);
    expect(rows.length).toBeGreaterThan(700);
    expect(rows.length).toBeLessThan(1350);
  },
);

test.for(seeds)("needles, seed %i: no needle has the answer of a line in health", (seed) => {
  const health = [...pastRows(needles, seed), ...rowsOf(needles, seed)].filter(
    ({ truth }) => truth.incident === undefined,
  );
  const known = health.map(({ observation }) => observation);
  const largest = Math.max(...known.map(({ bytes }) => bytes));
  const slowestMs = Math.max(...known.map(({ responseMs = 0 }) => responseMs));

  const reasons = inMode(rowsOf(needles, seed), "needles").map(
    ({ method, path, query, status, bytes, responseMs = 0 }) => {
      const same = known.filter((row) => row.path === path && row.method === method);
      if (known.every((row) => row.status !== status)) return "status";
      if (known.every((row) => row.method !== "CONNECT" || row.status !== status) && method === "CONNECT")
        return "connect";
      if (bytes > largest) return "size";
      if (responseMs > slowestMs) return "time";
      if (query !== "" && same.every((row) => row.bytes < bytes / 2)) return "injection";
      return same.every((row) => row.status !== 200) ? method : "nothing";
    },
  );

  expect(reasons.toSorted()).toEqual(
    "GET GET GET GET POST POST connect injection size status status time".split(" ").toSorted(),
  );
});

test("a scanner's probes end in 404, 400, 414, 408 and 405, and it finds the home page only", () => {
  const probes = inMode(pastRows(needles, 1), "scanner");

  expect(share(probes, ({ status }) => status === 404)).toBeGreaterThan(0.75);
  expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200, 400, 404, 405, 408, 414]));
  const found = probes.filter(({ status }) => status === 200);
  expect(new Set(found.map(({ path }) => path))).toEqual(new Set(["/"]));
  expect(probes.every(({ method, path }) => (method === "-") === (path === "-"))).toBe(true);
});

test("visitors come by day and on working days, and get pages, files from their caches and few errors", () => {
  const week = rowsOf({ ...needles, startsAt: "2024-09-16T00:00:00Z", hours: 168, traffic: [] });
  const rows = inMode(week, "normal");
  const at = (weekend: boolean, from: number, until: number): number =>
    rows.filter(({ atMs }) => {
      const date = new Date(atMs);
      const isWeekend = [0, 6].includes(date.getUTCDay());
      return isWeekend === weekend && date.getUTCHours() >= from && date.getUTCHours() < until;
    }).length;

  expect(at(false, 9, 17) / 40).toBeGreaterThan((3 * at(false, 0, 7)) / 35);
  expect(at(false, 9, 17) / 40).toBeGreaterThan((1.4 * at(true, 9, 17)) / 16);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set([200, 302, 304, 401, 404]));
  expect(new Set(rows.map(({ method }) => method))).toEqual(new Set(["GET", "POST", "HEAD", "OPTIONS"]));
  const cached = share(rows, ({ status }) => status === 304);
  expect(cached).toBeGreaterThan(0.15);
  expect(cached).toBeLessThan(0.35);
  expect(share(rows, ({ status }) => status >= 400)).toBeLessThan(0.02);
});

/** The sizes of each picture in a day. */
function sizesOf(site: number): ReadonlyMap<string, ReadonlySet<number>> {
  const sizes = new Map<string, Set<number>>();
  for (const { observation } of rowsOf({ ...needles, site, hours: 24, traffic: [] })) {
    const { method, status, path, bytes } = observation;
    if (method !== "GET" || status !== 200 || !path.startsWith("/images/")) continue;
    sizes.set(path, (sizes.get(path) ?? new Set()).add(bytes));
  }
  return sizes;
}

test("a site follows from its seed: a file has one size, and another site has other pages and sizes", () => {
  const [one, other] = [sizesOf(1), sizesOf(2)];

  expect([...one.values()].every(({ size }) => size === 1)).toBe(true);
  expect([...one.keys()].toSorted()).not.toEqual([...other.keys()].toSorted());
});
