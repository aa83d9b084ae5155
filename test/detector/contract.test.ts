import { expect, test } from "vitest";

import type { Alert } from "../../domain/alert.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { at, defineDetector, none } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { brokenClauses } from "./contract.ts";

type Observe = (observation: Observation) => readonly Alert[];

/** A detector of slow answers with one defect. `begin` makes a fresh one. */
function broken(begin: () => Observe): DetectorDefinition {
  const create = () => ({ name: "broken", windowSize: 1, observe: begin() });
  return defineDetector({ name: "broken", summary: "Wrong.", reads: ["response"], options: {}, create });
}

const isSlow = (row: Observation): boolean =>
  (domainKit(row.kind).signals["responseSeconds"]?.valueOf(row) ?? 0) > 1;
const firing = (row: Observation): Alert => ({ key: "slow", severity: "error", state: "firing", ...at(row) });

/** The correct detector, which the broken ones wrap. */
function sound(): Observe {
  let open = false;
  return (row) => {
    if (isSlow(row) === open) return none;
    open = !open;
    return [{ ...firing(row), state: open ? "firing" : "resolved" }];
  };
}

test("a correct detector breaks no clause", () => {
  expect(brokenClauses(broken(sound))).toEqual([]);
});

let lastLog: readonly Observation[] = [];

const holdsRowsBack = broken(() => {
  const observe = sound();
  const held: Observation[] = [];
  return (row) => {
    held.push(structuredClone(row));
    const due = held.length > 3 ? held.shift() : undefined;
    return due === undefined ? none : observe(due);
  };
});

const changesEarlierAlerts = broken(() => {
  const observe = sound();
  let returned: Alert[] = [];
  let before: Observation | undefined;
  return (row) => {
    const date = at(before ?? row);
    returned.push(...observe(row).map((alert) => ({ ...alert, ...date })));
    before = structuredClone(row);
    returned = [];
    return returned;
  };
});

const remembersThePreviousRun = broken(() => {
  const before = lastLog;
  const now: Observation[] = [];
  const observe = sound();
  return (row) => {
    now.push(structuredClone(row));
    lastLog = now;
    const next = before[now.length];
    return observe(next === undefined ? row : { ...next, index: row.index, atMs: row.atMs });
  };
});

let runs = 0;

const countsItsRuns = broken(() => {
  const observe = sound();
  runs += 1;
  const score = runs;
  return (row) => observe(row).map((alert) => ({ ...alert, score }));
});

let sharedOpen = false;

const sharesItsState = broken(() => {
  sharedOpen = false;
  return (row) => {
    if (isSlow(row) === sharedOpen) return none;
    sharedOpen = !sharedOpen;
    return [{ ...firing(row), state: sharedOpen ? "firing" : "resolved" }];
  };
});

const writesIntoRows = broken(() => {
  const observe = sound();
  return (row) => observe(Object.assign(row, { seen: true }));
});

const keepsRows = broken(() => {
  let before: Observation | undefined;
  return (row) => {
    const wasSlow = before !== undefined && isSlow(before);
    before = row;
    return isSlow(row) === wasSlow ? none : [{ ...firing(row), state: wasSlow ? "resolved" : "firing" }];
  };
});

const numbersRowsItself = broken(() => {
  const observe = sound();
  let atIndex = -1;
  return (row) => {
    atIndex += 1;
    return observe(row).map((alert) => ({ ...alert, atIndex }));
  };
});

const datesByTheClock = broken(() => {
  const observe = sound();
  return (row) => observe(row).map((alert) => ({ ...alert, atMs: alert.atMs + 50 }));
});

const repeatsPerRow = broken(() => (row) => (isSlow(row) ? [firing(row)] : none));

const onlyResolves = broken(() => {
  const observe = sound();
  return (row) => observe(row).map((alert) => ({ ...alert, state: "resolved" }));
});

const criesWolf = broken(() => {
  const observe = sound();
  return (row) => (row.index % 1000 === 5 ? [{ ...firing(row), key: "wolf" }] : observe(row));
});

const sleeps = broken(() => () => none);

const underAnotherName: DetectorDefinition = { ...broken(sound), name: "other" };

const thresholdWithoutUnit: DetectorDefinition = {
  ...broken(sound),
  options: { limit: { kind: "number", default: 1, threshold: true, describe: "slower than this" } },
};

const readsUndeclaredSources: DetectorDefinition = { ...broken(sound), reads: [] };

test.for([
  ["delays rows to see what follows", ["dates alerts by the row or instant it has just seen"], holdsRowsBack],
  [
    "changes the alerts that it returned for the row before",
    ["notices a gross fault", "never looks ahead"],
    changesEarlierAlerts,
  ],
  [
    "remembers the log of the previous run",
    ["notices a gross fault", "never looks ahead"],
    remembersThePreviousRun,
  ],
  [
    "returns different alerts in every run",
    ["returns the same alerts for the same log", "never looks ahead", "keeps no row"],
    countsItsRuns,
  ],
  ["shares state between two instances", ["returns the same alerts for the same log"], sharesItsState],
  ["writes into rows", ["does not change its input"], writesIntoRows],
  ["keeps the previous row", ["keeps no row"], keepsRows],
  ["numbers the rows itself", ["dates alerts by the row or instant it has just seen"], numbersRowsItself],
  [
    "dates alerts by the current time",
    ["dates alerts by the row or instant it has just seen"],
    datesByTheClock,
  ],
  ["repeats its alert on every row", ["opens, rises and resolves, and never repeats"], repeatsPerRow],
  [
    "resolves an episode that it never opened",
    ["notices a gross fault", "opens, rises and resolves, and never repeats"],
    onlyResolves,
  ],
  ["alerts on a healthy log", ["is silent on a healthy log"], criesWolf],
  ["never alerts", ["notices a gross fault"], sleeps],
  [
    "has a different name than its definition",
    ["has the name and window of its definition"],
    underAnotherName,
  ],
  ["has a threshold without a unit", ["says which unit its thresholds are in"], thresholdWithoutUnit],
  ["judges logs that it does not declare", ["ignores logs that it does not read"], readsUndeclaredSources],
] as const)("a detector that %s breaks %j", ([, clauses, definition]) => {
  expect(brokenClauses(definition)).toEqual(clauses);
});
