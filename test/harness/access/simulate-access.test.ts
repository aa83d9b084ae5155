import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { pastOf } from "../../../domain/access/plan.ts";
import type { AccessScenario } from "../../../domain/access/scenario.ts";
import { accessTraffic, isAttack } from "../../../domain/access/traffic.ts";
import { incidentsOf } from "../../../domain/incident.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { accessCredentialStuffing } from "../../../scenarios/access/access-credential-stuffing.ts";
import { accessExfiltration } from "../../../scenarios/access/access-exfiltration.ts";
import { accessFlashCrowd } from "../../../scenarios/access/access-flash-crowd.ts";
import { accessKnownHoles } from "../../../scenarios/access/access-known-holes.ts";
import { accessOffice } from "../../../scenarios/access/access-office.ts";
import { accessPathTraversal } from "../../../scenarios/access/access-path-traversal.ts";
import { accessPhpEnumeration } from "../../../scenarios/access/access-php-enumeration.ts";
import { accessRelease } from "../../../scenarios/access/access-release.ts";
import { accessScanner } from "../../../scenarios/access/access-scanner.ts";
import { accessSlowLorises } from "../../../scenarios/access/access-slow-lorises.ts";
import { accessScenarios } from "../../../scenarios/access/kit.ts";
import { needles } from "../../../scenarios/access/needles.ts";

const scenarios = accessScenarios.suites.flatMap((suite) => suite.scenarios);
const seeds = [1, 2, 3] as const;

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

function attackRows(scenario: AccessScenario, mode: string, seed: number): readonly AccessObservation[] {
  return inMode(rowsOf(scenario, seed), mode);
}

/** Rows per second between the first and the last. */
function rateOf(rows: readonly AccessObservation[]): number {
  const spanMs = (rows.at(-1)?.atMs ?? 0) - (rows[0]?.atMs ?? 0);
  return ((rows.length - 1) * 1000) / spanMs;
}

test.for(seeds)(
  "php enumeration, seed %i: 400 different 404s at ten a second, then one page answers",
  (seed) => {
    const rows = attackRows(accessPhpEnumeration, "php-enumeration", seed);
    const [tries, found] = [rows.slice(0, 400), rows.slice(400)];

    expect(new Set(rows.map(({ ip }) => ip)).size).toBe(1);
    expect(tries.every(({ status, path }) => status === 404 && path.endsWith(".php"))).toBe(true);
    expect(new Set(tries.map(({ path }) => path)).size).toBeGreaterThan(200);
    expect(found.map(({ method, status, path }) => [method, status, path])).toEqual([
      ["GET", 200, "/images/thumb.php"],
      ["POST", 200, "/images/thumb.php"],
    ]);
    expect(rateOf(rows)).toBeCloseTo(10, 0);
  },
);

test.for(seeds)("path traversal, seed %i: 59 tries fail, and the last gets a file of the system", (seed) => {
  const rows = attackRows(accessPathTraversal, "path-traversal", seed);

  expect(rows.slice(0, 59).every(({ status, path }) => status === 404 && /\.\.|%2e/.test(path))).toBe(true);
  expect(rows.slice(59)).toMatchObject([
    { status: 200, path: "/search", query: "q=../../../../../etc/passwd" },
  ]);
  expect(rows[59]?.bytes).toBeLessThan(2501);
  expect(rateOf(rows)).toBeCloseTo(0.5, 1);
});

test.for(seeds)("known holes, seed %i: each is tried once, and a hidden file is read", (seed) => {
  const rows = attackRows(accessKnownHoles, "known-holes", seed);

  expect(new Set(rows.map(({ path, query }) => `${path}?${query}`)).size).toBe(17);
  expect(rows.flatMap(({ status, path }) => (status === 200 ? [path] : [])).toSorted()).toEqual([
    "/",
    "/.git/config",
  ]);
  expect(rows.at(-1)?.path).toBe("/.git/config");
});

test("credential stuffing tries 300 passwords from 20 addresses, and about one in fifty is right", () => {
  const rows = seeds.flatMap((seed) => attackRows(accessCredentialStuffing, "credential-stuffing", seed));

  expect(rows).toHaveLength(900);
  expect(new Set(rows.slice(0, 300).map(({ ip }) => ip)).size).toBe(20);
  expect(new Set(rows.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(["POST /login"]));
  const right = share(rows, ({ status }) => status === 302);
  expect(right).toBeGreaterThan(0.01);
  expect(right).toBeLessThan(0.035);
  expect(share(rows, ({ status }) => status === 401)).toBe(1 - right);
});

test.for(seeds)(
  "exfiltration, seed %i: a usual visitor's page is a hundred times as large, and slower",
  (seed) => {
    const rows = rowsOf(accessExfiltration, seed);
    const stolen = inMode(rows, "exfiltration");
    const usual = pastRows(accessExfiltration, seed).map(({ observation }) => observation);
    const same = usual.filter(({ path, status }) => path === "/account/orders" && status === 200);

    const largest = Math.max(...same.map(({ bytes }) => bytes));
    expect(stolen).toHaveLength(8);
    expect(stolen.every(({ path, bytes }) => path === "/account/orders" && bytes > 90 * largest)).toBe(true);
    expect(stolen.every(({ responseMs = 0 }) => responseMs > 150)).toBe(true);
    expect(usual.some(({ ip }) => ip === stolen[0]?.ip)).toBe(true);
  },
);

test.for(seeds)(
  "slow lorises, seed %i: 160 requests on 40 connections end with 408 after 20 to 40 s",
  (seed) => {
    const rows = attackRows(accessSlowLorises, "slow-lorises", seed);

    expect(rows).toHaveLength(160);
    expect(rows.every(({ status, path }) => status === 408 && path === "/")).toBe(true);
    expect(rows.every(({ responseMs = 0 }) => responseMs >= 20_000 && responseMs <= 40_000)).toBe(true);
    // Each connection's next request waits for its answer: four rounds of 30 s on average.
    const spanMs = (rows.at(-1)?.atMs ?? 0) - (rows[0]?.atMs ?? 0);
    expect(spanMs).toBeGreaterThan(90_000);
    expect(spanMs).toBeLessThan(140_000);
  },
);

test("a crawler reads the rules first, then pages, of which one in twenty is gone", () => {
  const rows = seeds.flatMap((seed) => inMode(rowsOf({ ...accessOffice, hours: 100 }, seed), "crawler"));
  const gone = share(rows, ({ status }) => status === 404);

  expect(rows[0]?.path).toBe("/robots.txt");
  expect(gone).toBeGreaterThan(0.03);
  expect(gone).toBeLessThan(0.07);
  expect(new Set(rows.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("a monitor asks every five minutes, all week and in the past", () => {
  const rows = inMode(rowsOf(accessOffice), "monitor");
  const gaps = rows.slice(1).map(({ atMs }, place) => Math.round((atMs - (rows[place]?.atMs ?? 0)) / 1000));

  expect(rows).toHaveLength(2016);
  expect(new Set(gaps)).toEqual(new Set([300]));
  expect(inMode(pastRows(accessOffice, 1), "monitor")).toHaveLength(2016);
  expect(new Set(rows.map(({ status, path }) => `${status} ${path}`))).toEqual(new Set(["200 /health"]));
});

/** Of products. */
function meanMs(some: readonly AccessObservation[]): number {
  const pages = some.filter(({ status, path }) => status === 200 && path.startsWith("/products/"));
  return pages.reduce((sum, { responseMs = 0 }) => sum + responseMs, 0) / pages.length;
}

/** The mean size of a page. */
function sizeOf(some: readonly AccessObservation[], path: string): number {
  const same = some.filter((row) => row.path === path && row.status === 200 && row.method === "GET");
  return same.reduce((sum, { bytes }) => sum + bytes, 0) / same.length;
}

test("in a flash crowd, new visitors come fifteen times as often for an hour, and wait longer", () => {
  const drills = seeds.map((seed) => rowsOf(accessFlashCrowd, seed));
  const crowd = drills.flatMap((rows) => inMode(rows, "flash-crowd"));
  const honest = drills.flatMap((rows) => inMode(rows, "normal"));
  const beside = drills.flatMap((rows) => {
    const [firstMs = 0, lastMs = 0] = [
      inMode(rows, "flash-crowd")[0],
      inMode(rows, "flash-crowd").at(-1),
    ].map((row) => row?.atMs);
    return inMode(rows, "normal").filter(({ atMs }) => atMs >= firstMs && atMs <= lastMs);
  });

  // Fourteen new ones for each usual one.
  expect(crowd.length / beside.length).toBeGreaterThan(11);
  expect(crowd.length / beside.length).toBeLessThan(17);
  expect(meanMs(crowd)).toBeGreaterThan(1.3 * meanMs(honest));
  expect(new Set(crowd.map(({ ip }) => ip)).size).toBeGreaterThan(900);
});

test.for(seeds)(
  "release, seed %i: from then on every visitor gets new sizes, and new pages are there",
  (seed) => {
    const rows = rowsOf(accessRelease, seed);
    const past = pastRows(accessRelease, seed).map(({ observation }) => observation);
    const fresh = inMode(rows, "release");
    const firstMs = fresh[0]?.atMs ?? 0;
    const known = new Set(past.map(({ path }) => path));
    const factors = ["/", "/about", "/blog", "/account"].map(
      (path) => sizeOf(fresh, path) / sizeOf(past, path),
    );

    expect(inMode(rows, "normal").every(({ atMs }) => atMs <= firstMs + 1000)).toBe(true);
    const added = fresh.filter(({ path, status }) => !known.has(path) && status === 200);
    expect(new Set(added.map(({ path }) => path)).size).toBeGreaterThan(11);
    expect(factors.filter((factor) => Math.abs(factor - 1) > 0.03).length).toBeGreaterThan(1);
    expect(factors.every((factor) => factor > 0.7 && factor < 1.5)).toBe(true);
  },
);

test("a quiet scenario has no incident, whatever the traffic", () => {
  for (const scenario of [accessScanner, accessFlashCrowd, accessRelease, accessOffice])
    expect(incidentsOf(rowsOf(scenario, 4))).toEqual([]);
});
