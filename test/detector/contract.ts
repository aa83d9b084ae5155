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
import { earlierRequests, faultyRequests, healthyRequests } from "./access-traffic.ts";
import { earlierAudits, faultyAudits, healthyAudits } from "./audit-traffic.ts";
import { earlierLogins, faultyLogins, healthyLogins } from "./login-traffic.ts";
import { isDatedAfter, isDatedBy, ticked } from "./run.ts";
import { faultyRows, healthyRows } from "./traffic.ts";

/** Traffic of one log source for the contract. Same seed, same rows. */
interface ContractTraffic {
  readonly source: LogSource;
  /** A log without incidents. */
  readonly healthy: (seed: number) => readonly Observation[];
  /** Enough healthy rows to learn from, then an obvious fault, then healthy rows again. */
  readonly faulty: (seed: number) => readonly Observation[];
}

/** A detector under test. */
export interface ContractSubject {
  readonly definition: DetectorDefinition;
  readonly options: OptionValues;
  readonly traffic: ContractTraffic;
  /** Required by a detector that cannot run untrained. */
  readonly model?: DetectorModel;
}

/** One rule of the contract. */
export interface ContractClause {
  /** States what a correct detector does. */
  readonly name: string;
  /** One sentence per violation; empty when the detector keeps the rule. */
  readonly complaints: (subject: ContractSubject) => readonly string[];
}

const seeds = [1, 2, 3, 4, 5];
const responseTraffic: ContractTraffic = { source: "response", healthy: healthyRows, faulty: faultyRows };

/** Login attempts: healthy ones, then one address that tries every user. */
export const loginTraffic: ContractTraffic = {
  source: "login",
  healthy: healthyLogins,
  faulty: faultyLogins,
};

/** Alerts of hosts: healthy ones, then one intruder's shell. */
export const auditTraffic: ContractTraffic = {
  source: "audit",
  healthy: healthyAudits,
  faulty: faultyAudits,
};

/** Requests to a web site: healthy ones, then a client that gets far too much. */
export const accessTraffic: ContractTraffic = {
  source: "access",
  healthy: healthyRequests,
  faulty: faultyRequests,
};

/** The model that a detector learns from two healthy days. */
export function learnedRequests(definition: DetectorDefinition, options: OptionValues = {}): DetectorModel {
  return trainDetector(definition, earlierRequests(), options);
}

/** The model that a detector learns from three healthy weeks. */
export function learnedAudits(definition: DetectorDefinition, options: OptionValues = {}): DetectorModel {
  return trainDetector(definition, earlierAudits(), options);
}

/** The model that a detector learns from a healthy week. */
export function learnedLogins(definition: DetectorDefinition, options: OptionValues = {}): DetectorModel {
  return trainDetector(definition, earlierLogins(), options);
}

export const contractClauses: readonly ContractClause[] = [
  { name: "has the name and window of its definition", complaints: hasNameAndWindow },
  { name: "says which unit its thresholds are in", complaints: namesUnits },
  { name: "is silent on a healthy log", complaints: silentOnHealth },
  { name: "notices a gross fault", complaints: noticesFault },
  { name: "returns the same alerts for the same log", complaints: repeatable },
  { name: "never looks ahead", complaints: neverLooksAhead },
  { name: "does not change its input", complaints: leavesInputAlone },
  { name: "keeps no row", complaints: keepsNoRow },
  { name: "dates alerts by the row or instant it has just seen", complaints: datesByEvidence },
  { name: "opens, rises and resolves, and never repeats", complaints: alternates },
  { name: "ignores logs that it does not read", complaints: ignoresOtherLogs },
];

/** Registers one test per clause. Options override the defaults; traffic defaults to response times. */
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

/** Names of the clauses that a detector breaks. */
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

function hasNameAndWindow(subject: ContractSubject): readonly string[] {
  const { name, options } = subject.definition;
  const defaults = parseOptions(name, options, {});
  const accepted = parseOptions(name, options, defaults);
  const { source } = subject.traffic;
  const detector = subject.definition.create(accepted, { source, model: subject.model });
  return [
    ...(detector.name === name ? [] : [`the detector is named ${detector.name}, its definition ${name}`]),
    ...(Number.isInteger(detector.windowSize) && detector.windowSize > 0
      ? []
      : [`windowSize is ${detector.windowSize}, expected a whole number above 0`]),
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
      ({ key, atIndex }) => `seed ${seed}: alert ${key} at row ${atIndex} of a healthy log`,
    ),
  );
}

function noticesFault(subject: ContractSubject): readonly string[] {
  return seeds.flatMap((seed) => {
    const alerts = alertsOf(create(subject), subject.traffic.faulty(seed));
    return alerts.some(({ state }) => state === "firing") ? [] : [`seed ${seed}: no alert for the fault`];
  });
}

/** Compares two runs in sequence and two interleaved runs. */
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
    ...(first === second ? [] : ["a second run on the same log returns different alerts"]),
    ...(JSON.stringify(leftAlerts) === first && JSON.stringify(rightAlerts) === first
      ? []
      : ["two detectors side by side affect each other"]),
  ];
}

/** A prefix of the log gives a prefix of the alerts, and returned alerts never change. */
function neverLooksAhead(subject: ContractSubject): readonly string[] {
  const rows = subject.traffic.faulty(1);
  const detector = create(subject);
  const returned = rows.map((row) => {
    const alerts = detector.observe(row);
    return { alerts, copy: structuredClone(alerts) };
  });
  const changed = returned.flatMap(({ alerts, copy }, index) =>
    JSON.stringify(alerts) === JSON.stringify(copy)
      ? []
      : [`the alerts of row ${index} changed when more rows came`],
  );
  const differing = rows.flatMap((_, length) => {
    const byThen = returned.slice(0, length).flatMap(({ copy }) => copy);
    const alerts = alertsOf(create(subject), rows.slice(0, length));
    return JSON.stringify(alerts) === JSON.stringify(byThen)
      ? []
      : [`the first ${length} rows alone give different alerts than in the whole log`];
  });
  return [...changed, ...differing];
}

function leavesInputAlone(subject: ContractSubject): readonly string[] {
  const [strict, lenient] = [create(subject), create(subject)];
  for (const row of subject.traffic.faulty(1)) {
    const copy = structuredClone(row);
    lenient.observe(copy);
    if (JSON.stringify(copy) !== JSON.stringify(row)) return [`row ${row.index} was changed`];
    try {
      strict.observe(deepFrozen(row));
    } catch (error) {
      return [`row ${row.index}, deep-frozen, caused an exception: ${String(error)}`];
    }
  }
  return [];
}

/** Passes the same object for every row, overwritten each time. */
function keepsNoRow(subject: ContractSubject): readonly string[] {
  const rows = subject.traffic.faulty(1);
  const expected = JSON.stringify(alertsOf(create(subject), rows));
  const detector = create(subject);
  const [first] = rows;
  if (first === undefined) return ["the traffic has no rows"];
  const reused = structuredClone(first);
  const alerts = rows.flatMap((row) => structuredClone(detector.observe(Object.assign(reused, row))));
  return JSON.stringify(alerts) === expected ? [] : ["it reads a row after receiving the next one"];
}

/** Uses a log that does not begin at 0, so that counting rows is not enough. */
function datesByEvidence(subject: ContractSubject): readonly string[] {
  const detector = create(subject);
  const rows = subject.traffic.faulty(1).map((row) => ({ ...row, index: row.index + 1000 }));
  return rows.flatMap((row, at) =>
    detector
      .observe(row)
      .filter((alert) => !isDatedBy(alert, row) && !isDatedAfter(alert, rows[at - 1], row))
      .map(
        ({ key, atIndex, atMs }) => `at row ${row.index} alert ${key} is dated by row ${atIndex} (${atMs})`,
      ),
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
      return before === undefined ? `${where} resolves an episode that is not open` : undefined;
    case "firing":
      return before !== undefined && reaches(before.severity, alert.severity)
        ? `${where} repeats ${alert.severity}`
        : undefined;
  }
}

/**
 * Feeds rows of every log source. Rows of other sources, and of sources that it does not read, must cause no alerts.
 */
function ignoresOtherLogs(subject: ContractSubject): readonly string[] {
  const own = subject.traffic.source;
  return [responseTraffic, loginTraffic, auditTraffic, accessTraffic].flatMap((traffic) => {
    const { source } = traffic;
    const rows = traffic.faulty(1);
    const strays = source === own ? [] : alertsOf(create(subject), rows);
    const unread = readsOf(subject.definition).includes(source)
      ? []
      : alertsWhereMade(subject, traffic, rows);
    return [
      ...(strays.length === 0 ? [] : [`it judges ${source} rows although created for a ${own} log`]),
      ...(unread.length === 0 ? [] : [`it judges ${source} rows although it does not declare that source`]),
    ];
  });
}

/** Empty when the detector cannot be created for such a log. */
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
