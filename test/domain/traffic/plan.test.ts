import { expect, test } from "vitest";
import { pick } from "../../../domain/chance/draw.ts";
import { pastOf } from "../../../domain/traffic/past.ts";
import { planTraffic } from "../../../domain/traffic/plan.ts";
import type { TrafficEntry, TrafficScenario } from "../../../domain/traffic/scenario.ts";
import type { TrafficKind, TrafficSource } from "../../../domain/traffic/source.ts";

/** A site with two visitors, a scanner, and a crawler that was already active; without logins. */
interface Get {
  readonly ip: string;
  readonly path: string;
}

const visitors = ["198.18.0.1", "198.18.0.2"];
type Visitors = typeof visitors;

const scanner: TrafficKind<TrafficEntry, Visitors, Get> = {
  role: "attack",
  fields: {},
  *visits(_, { onsetMs, freshAddress }) {
    const ip = freshAddress();
    yield { offsetMs: onsetMs, gapMs: 500, acts: ["/.env", "/wp-login"].map((path) => ({ ip, path })) };
  },
};

const crawler: TrafficKind<TrafficEntry, Visitors, Get> = {
  role: "benign",
  fields: {},
  *visits(_, { onsetMs }) {
    yield { offsetMs: onsetMs, gapMs: 1000, acts: [{ ip: "198.18.0.9", path: "/robots.txt" }] };
  },
  inPast: (entry) => ({ ...entry, onset: { kind: "at", hour: 0 } }),
};

const site: TrafficSource<TrafficEntry, Visitors, Get, TrafficScenario<TrafficEntry>> = {
  kindOf: ({ kind }) => (kind === "scanner" ? scanner : crawler),
  actorsOf: () => visitors,
  addressesOf: (all) => all,
  honestPerHour: () => 20,
  honestVisit: (offsetMs, all, random) => {
    const ip = pick(random, all);
    return { offsetMs, gapMs: 2000, acts: ["/", "/about"].map((path) => ({ ip, path })) };
  },
};

const scenario: TrafficScenario<TrafficEntry> = {
  name: "scans",
  summary: "A scanner looks for hidden pages.",
  hours: 6,
  past: { hours: 24 },
  startsAt: "2018-11-02T00:00:00Z",
  traffic: [
    { kind: "scanner", onset: { kind: "at", hour: 4 } },
    { kind: "crawler", onset: { kind: "at", hour: 1 } },
    { kind: "scanner", onset: { kind: "at", hour: 2 } },
  ],
  expect: [],
};

const plan = [...planTraffic(site, scenario, 1)];

test("acts of any kind are planned with their visits, their modes and their incidents", () => {
  const others = plan.flatMap(({ mode, offsetMs, path, actsLeft, incident = "none" }) =>
    mode === "normal" ? [] : [[mode, offsetMs, path, actsLeft, incident]],
  );

  expect(others).toEqual([
    ["crawler", 3_600_000, "/robots.txt", 0, "none"],
    ["scanner", 7_200_000, "/.env", 1, "scanner-1"],
    ["scanner", 7_200_500, "/wp-login", 0, "scanner-1"],
    ["scanner", 14_400_000, "/.env", 1, "scanner-2"],
    ["scanner", 14_400_500, "/wp-login", 0, "scanner-2"],
  ]);
});

test("honest actors come at their source's rate, and no attack uses their addresses", () => {
  const honest = plan.filter(({ mode, path }) => mode === "normal" && path === "/");
  const scanners = new Set(plan.flatMap(({ mode, ip }) => (mode === "scanner" ? [ip] : [])));

  expect(honest.length).toBeGreaterThan(80);
  expect(honest.length).toBeLessThan(160);
  expect(new Set(honest.map(({ ip }) => ip))).toEqual(new Set(visitors));
  expect(scanners.size).toBe(2);
  expect(visitors.filter((ip) => scanners.has(ip))).toEqual([]);
});

test("the past has the entries that were already active, and no attack", () => {
  expect(pastOf(site, scenario)).toEqual({
    name: "scans-past",
    summary: "The healthy 24 hours before scans.",
    hours: 24,
    startsAt: "2018-11-01T00:00:00.000000Z",
    traffic: [{ kind: "crawler", onset: { kind: "at", hour: 0 } }],
    expect: [],
  });
});
