import { expect, test } from "vitest";

import type { Alert } from "../../domain/alert.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { at, defineDetector, none } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { brokenClauses } from "./contract.ts";

type Observe = (observation: Observation) => readonly Alert[];

/** A detector of slow answers that is wrong in one way. `begin` makes a fresh one. */
function broken(begin: () => Observe): DetectorDefinition {
  const create = () => ({ name: "broken", windowSize: 1, observe: begin() });
  return defineDetector({ name: "broken", summary: "Wrong.", reads: ["response"], options: {}, create });
}

const isSlow = (row: Observation): boolean =>
  (domainKit(row.kind).signals["responseSeconds"]?.valueOf(row) ?? 0) > 1;
const firing = (row: Observation): Alert => ({ key: "slow", severity: "error", state: "firing", ...at(row) });

/** The detector as it should be, for the broken ones to spoil. */
function sound(): Observe {
  let open = false;
  return (row) => {
    if (isSlow(row) === open) return none;
    open = !open;
    return [{ ...firing(row), state: open ? "firing" : "resolved" }];
  };
}

test("a detector that is right breaks no clause", () => {
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

const addsToWhatItSaid = broken(() => {
  const observe = sound();
  let said: Alert[] = [];
  let before: Observation | undefined;
  return (row) => {
    const date = at(before ?? row);
    said.push(...observe(row).map((alert) => ({ ...alert, ...date })));
    before = structuredClone(row);
    said = [];
    return said;
  };
});

const remembersTheLogOfTheRunBefore = broken(() => {
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

const readsWhatItDoesNotSay: DetectorDefinition = { ...broken(sound), reads: [] };

test.for([
  ["holds rows back, to know what comes", ["dates alerts by what it has just seen"], holdsRowsBack],
  [
    "adds to what it said of the row before",
    ["notices a gross fault", "never looks ahead"],
    addsToWhatItSaid,
  ],
  [
    "remembers the log of the run before",
    ["notices a gross fault", "never looks ahead"],
    remembersTheLogOfTheRunBefore,
  ],
  [
    "gives other alerts in every run",
    ["repeats itself on the same log", "never looks ahead", "keeps no row"],
    countsItsRuns,
  ],
  ["shares state between two of its kind", ["repeats itself on the same log"], sharesItsState],
  ["writes into rows", ["does not change its input"], writesIntoRows],
  ["keeps the row before", ["keeps no row"], keepsRows],
  ["numbers the rows itself", ["dates alerts by what it has just seen"], numbersRowsItself],
  ["dates by the moment of judging", ["dates alerts by what it has just seen"], datesByTheClock],
  ["repeats its alert at every row", ["opens, rises and resolves, and never repeats"], repeatsPerRow],
  [
    "resolves what it never opened",
    ["notices a gross fault", "opens, rises and resolves, and never repeats"],
    onlyResolves,
  ],
  ["alerts on health", ["is silent on health"], criesWolf],
  ["never alerts", ["notices a gross fault"], sleeps],
  ["calls itself something else", ["introduces itself"], underAnotherName],
  ["has a threshold without a unit", ["says which unit its thresholds are in"], thresholdWithoutUnit],
  ["judges logs it does not say it reads", ["ignores logs that it does not read"], readsWhatItDoesNotSay],
] as const)("a detector that %s breaks %j", ([, clauses, definition]) => {
  expect(brokenClauses(definition)).toEqual(clauses);
});
