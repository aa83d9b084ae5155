import { describe, expect, test } from "vitest";

import { trainDetector } from "../../detector/model.ts";
import type { Alert } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Detector, DetectorDefinition, DetectorModel } from "../../domain/detector.ts";
import { readsOf } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { earlierLogins, faultyLogins, healthyLogins } from "./login-traffic.ts";
import { isDatedAfter, isDatedBy, ticked } from "./run.ts";
import { faultyRows, healthyRows } from "./traffic.ts";

/** Traffic that a detector of one log source is held against. Same seed, same rows. */
interface ContractTraffic {
  readonly source: LogSource;
  /** Nothing is wrong. */
  readonly healthy: (seed: number) => readonly Observation[];
  /** Healthy enough to learn from, then something that nobody could overlook, then health again. */
  readonly faulty: (seed: number) => readonly Observation[];
}

/** A detector on trial. */
export interface ContractSubject {
  readonly definition: DetectorDefinition;
  readonly options: OptionValues;
  readonly traffic: ContractTraffic;
  /** What it has learned, if it must learn first. */
  readonly model?: DetectorModel;
}

/** One promise. */
export interface ContractClause {
  /** A fact about a detector that keeps it. */
  readonly name: string;
  /** In words; none when it is kept. */
  readonly complaints: (subject: ContractSubject) => readonly string[];
}

const seeds = [1, 2, 3, 4, 5];
const responseTraffic: ContractTraffic = { source: "response", healthy: healthyRows, faulty: faultyRows };

/** Attempts to log in: a week to learn from, health, and an address that tries everybody. */
export const loginTraffic: ContractTraffic = {
  source: "login",
  healthy: healthyLogins,
  faulty: faultyLogins,
};

/** What a detector learns from a healthy week. */
export function learnedLogins(definition: DetectorDefinition, options: OptionValues = {}): DetectorModel {
  return trainDetector(definition, earlierLogins(), options);
}

export const contractClauses: readonly ContractClause[] = [
  { name: "introduces itself", complaints: introducesItself },
  { name: "says which unit its thresholds are in", complaints: namesUnits },
  { name: "is silent on health", complaints: silentOnHealth },
  { name: "notices a gross fault", complaints: noticesFault },
  { name: "repeats itself on the same log", complaints: repeatable },
  { name: "never looks ahead", complaints: neverLooksAhead },
  { name: "does not change its input", complaints: leavesInputAlone },
  { name: "keeps no row", complaints: keepsNoRow },
  { name: "dates alerts by what it has just seen", complaints: datesByEvidence },
  { name: "opens, rises and resolves, and never repeats", complaints: alternates },
  { name: "ignores logs that it does not read", complaints: ignoresOtherLogs },
];

/** Registers one test per clause. Options are laid over the defaults; the traffic is one of response times. */
export function testDetectorContract(
  definition: DetectorDefinition,
  given: Partial<Omit<ContractSubject, "definition">> = {},
): void {
  const subject = { definition, options: {}, traffic: responseTraffic, ...given };
  describe(`the detector ${definition.name}`, () => {
    test.for(contractClauses.map(({ name, complaints }) => [name, complaints] as const))(
      "%s",
      ([, complaints]) => {
        const found = complaints(subject);

        expect(found).toEqual([]);
      },
    );
  });
}

/** The names of the clauses that a detector breaks. */
export function brokenClauses(definition: DetectorDefinition): readonly string[] {
  const subject = { definition, options: {}, traffic: responseTraffic };
  return contractClauses
    .filter(({ complaints }) => complaints(subject).length > 0)
    .map((clause) => clause.name);
}

function create(subject: ContractSubject, { source } = subject.traffic): Detector<Observation> {
  const { definition, options, model } = subject;
  const values = parseOptions(definition.name, definition.options, options);
  return ticked(definition.create(values, { source, model }));
}

function alertsOf(detector: Detector<Observation>, rows: readonly Observation[]): readonly Alert[] {
  return rows.flatMap((row) => structuredClone(detector.observe(row)));
}

function introducesItself(subject: ContractSubject): readonly string[] {
  const { name, options } = subject.definition;
  const defaults = parseOptions(name, options, {});
  const accepted = parseOptions(name, options, defaults);
  const { source } = subject.traffic;
  const detector = subject.definition.create(accepted, { source, model: subject.model });
  return [
    ...(detector.name === name ? [] : [`it calls itself ${detector.name}, its definition ${name}`]),
    ...(Number.isInteger(detector.windowSize) && detector.windowSize > 0
      ? []
      : [`windowSize is ${detector.windowSize}, no number of observations`]),
  ];
}

function namesUnits({ definition }: ContractSubject): readonly string[] {
  return Object.entries(definition.options).flatMap(([key, spec]) =>
    spec.kind === "number" && spec.threshold === true && spec.unit === undefined
      ? [`${key} is a threshold without a unit`]
      : [],
  );
}

function silentOnHealth(subject: ContractSubject): readonly string[] {
  return seeds.flatMap((seed) =>
    alertsOf(create(subject), subject.traffic.healthy(seed)).map(
      ({ key, atIndex }) => `seed ${seed}: ${key} at row ${atIndex}, and nothing is wrong`,
    ),
  );
}

function noticesFault(subject: ContractSubject): readonly string[] {
  return seeds.flatMap((seed) => {
    const alerts = alertsOf(create(subject), subject.traffic.faulty(seed));
    return alerts.some(({ state }) => state === "firing") ? [] : [`seed ${seed}: it did not notice`];
  });
}

/** Two runs after each other, and two side by side, fed in turns. */
function repeatable(subject: ContractSubject): readonly string[] {
  const rows = subject.traffic.faulty(1);
  const first = JSON.stringify(alertsOf(create(subject), rows));
  const second = JSON.stringify(alertsOf(create(subject), rows));
  const [left, right] = [create(subject), create(subject)];
  const leftAlerts: Alert[] = [];
  const rightAlerts: Alert[] = [];
  for (const row of rows) {
    leftAlerts.push(...left.observe(row));
    rightAlerts.push(...right.observe(row));
  }
  return [
    ...(first === second ? [] : ["a second run on the same log gives other alerts"]),
    ...(JSON.stringify(leftAlerts) === first && JSON.stringify(rightAlerts) === first
      ? []
      : ["two detectors side by side disturb each other"]),
  ];
}

/** What it says of a prefix is what it had said by then on the whole log, and what it has said stays said. */
function neverLooksAhead(subject: ContractSubject): readonly string[] {
  const rows = subject.traffic.faulty(1);
  const detector = create(subject);
  const said = rows.map((row) => {
    const alerts = detector.observe(row);
    return { alerts, atTheTime: structuredClone(alerts) };
  });
  const changed = said.flatMap(({ alerts, atTheTime }, index) =>
    JSON.stringify(alerts) === JSON.stringify(atTheTime)
      ? []
      : [`what it said at row ${index} changed when more rows came`],
  );
  const betrayed = rows.flatMap((_, length) => {
    const byThen = said.slice(0, length).flatMap(({ atTheTime }) => atTheTime);
    const alerts = alertsOf(create(subject), rows.slice(0, length));
    return JSON.stringify(alerts) === JSON.stringify(byThen)
      ? []
      : [`the first ${length} rows alone give other alerts than with more rows to come`];
  });
  return [...changed, ...betrayed];
}

function leavesInputAlone(subject: ContractSubject): readonly string[] {
  const [strict, lenient] = [create(subject), create(subject)];
  for (const row of subject.traffic.faulty(1)) {
    const copy = structuredClone(row);
    lenient.observe(copy);
    if (JSON.stringify(copy) !== JSON.stringify(row)) return [`it changed row ${row.index}`];
    try {
      strict.observe(deepFrozen(row));
    } catch (error) {
      return [`row ${row.index}, deep-frozen, made it throw: ${String(error)}`];
    }
  }
  return [];
}

/** Hands it one and the same object, overwritten for every row. */
function keepsNoRow(subject: ContractSubject): readonly string[] {
  const rows = subject.traffic.faulty(1);
  const expected = JSON.stringify(alertsOf(create(subject), rows));
  const detector = create(subject);
  const [first] = rows;
  if (first === undefined) return ["no rows to try it on"];
  const slate = structuredClone(first);
  const alerts = rows.flatMap((row) => structuredClone(detector.observe(Object.assign(slate, row))));
  return JSON.stringify(alerts) === expected ? [] : ["it looks at rows after it has been given the next one"];
}

/** On a log that does not begin at 0, so that a detector cannot number the rows by itself. */
function datesByEvidence(subject: ContractSubject): readonly string[] {
  const detector = create(subject);
  const rows = subject.traffic.faulty(1).map((row) => ({ ...row, index: row.index + 1000 }));
  return rows.flatMap((row, at) =>
    detector
      .observe(row)
      .filter((alert) => !isDatedBy(alert, row) && !isDatedAfter(alert, rows[at - 1], row))
      .map(({ key, atIndex, atMs }) => `at row ${row.index} it dates ${key} by row ${atIndex} (${atMs})`),
  );
}

function alternates(subject: ContractSubject): readonly string[] {
  const open = new Map<string, Alert>();
  return seeds
    .flatMap((seed) => {
      open.clear();
      return alertsOf(create(subject), subject.traffic.faulty(seed)).map((alert) => {
        const complaint = outOfTurn(open.get(alert.key), alert);
        if (alert.state === "firing") open.set(alert.key, alert);
        else open.delete(alert.key);
        return complaint;
      });
    })
    .filter((complaint) => complaint !== undefined);
}

/** @param before - the episode's last firing alert, if it is open */
function outOfTurn(before: Alert | undefined, alert: Alert): string | undefined {
  const where = `${alert.key} at row ${alert.atIndex}`;
  switch (alert.state) {
    case "resolved":
      return before === undefined ? `${where} resolves what is not open` : undefined;
    case "firing":
      return before !== undefined && reaches(before.severity, alert.severity)
        ? `${where} says ${alert.severity} again`
        : undefined;
  }
}

/** Rows of every log source; one that it does not read must not move it, nor rows of another log than its own. */
function ignoresOtherLogs(subject: ContractSubject): readonly string[] {
  const own = subject.traffic.source;
  return [responseTraffic, loginTraffic].flatMap((traffic) => {
    const { source } = traffic;
    const rows = traffic.faulty(1);
    const strays = source === own ? [] : alertsOf(create(subject), rows);
    const unread = readsOf(subject.definition).includes(source)
      ? []
      : alertsWhereMade(subject, traffic, rows);
    return [
      ...(strays.length === 0 ? [] : [`it judges ${source} rows, and was made for a log of ${own}`]),
      ...(unread.length === 0 ? [] : [`it judges ${source} rows, which it does not say it reads`]),
    ];
  });
}

/** None when it cannot be made for such a log. */
function alertsWhereMade(
  subject: ContractSubject,
  traffic: ContractTraffic,
  rows: readonly Observation[],
): readonly Alert[] {
  try {
    return alertsOf(create(subject, traffic), rows);
  } catch (error) {
    if (error instanceof FiredrillError && error.code === "WRONG_LOG_SOURCE") return [];
    throw error;
  }
}

function deepFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFrozen(inner);
  }
  return Object.freeze(value);
}
