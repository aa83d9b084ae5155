import { createDetector, trainDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel } from "../../../domain/detector.ts";
import { incidentsOf } from "../../../domain/incident.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { originalMonth } from "../../../harness/login/original/month.ts";
import { makeOriginalUserBase } from "../../../harness/login/original/simulate-to-folder.ts";

/** 2018-11-01. */
const startMs = 1_541_030_400_000;
const dayMs = 86_400_000;

export type LoginMonth = readonly Labelled<LoginObservation>[];

/** A month as the original study generates it. Seed 0 with one address per attacker gives the published month. */
export function monthOf(seed: number, addresses: "one" | "fresh" = "one", userSeed = seed): LoginMonth {
  const users = makeOriginalUserBase(userSeed);
  return originalMonth({ users, seed, days: 30, startMs, addresses }).rows;
}

/** The month before, of the same users. */
export function monthBefore(seed: number, addresses: "one" | "fresh" = "one"): LoginMonth {
  const users = makeOriginalUserBase(seed);
  return originalMonth({ users, seed: seed + 100, days: 30, startMs: startMs - 31 * dayMs, addresses }).rows;
}

export function trainedOn(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: LoginMonth,
): DetectorModel {
  return trainDetector(
    definition,
    rows.map(({ observation }) => observation),
    options,
  );
}

/** A detector's alerts on a month, up to a day after its end. */
export function alertsIn(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: LoginMonth,
  model?: DetectorModel,
): readonly Alert[] {
  const detector = createDetector(definition, { options, ...(model === undefined ? {} : { model }) });
  const alerts = rows.flatMap(({ observation }) => detector.observe(observation));
  const lastMs = rows.at(-1)?.observation.atMs ?? startMs;
  return [...alerts, ...(detector.elapse?.(lastMs + dayMs) ?? [])];
}

/** A detector's results for a month. */
export interface Findings {
  readonly attacks: number;
  readonly found: number;
  /** Lengths, in attempts, of the missed attacks with at least five attempts. */
  readonly missed: readonly number[];
  /** Attacks found within ten of their attempts. */
  readonly withinTen: number;
  readonly medianDelay: number;
  readonly longestDelay: number;
  /** Keys of episodes that open outside every attack or name a wrong subject. */
  readonly falseKeys: readonly string[];
}

export function findingsIn(rows: LoginMonth, alerts: readonly Alert[]): Findings {
  const fired = alerts.filter(({ state }) => state === "firing");
  const incidents = incidentsOf(rows);
  const fits = (alert: Alert, incident: (typeof incidents)[number]): boolean =>
    alert.subject === undefined || incident.subjects.includes(alert.subject);
  const results = incidents.map((incident) => {
    const indexes = rows
      .filter(({ truth }) => truth.incident === incident.id)
      .map(({ observation }) => observation.index);
    const alert = fired.find(
      (one) => one.atMs >= incident.fromMs && one.atMs <= incident.untilMs && fits(one, incident),
    );
    const delay = alert === undefined ? undefined : indexes.filter((at) => at <= alert.atIndex).length;
    return { attempts: indexes.length, delay };
  });
  const delays = results.flatMap(({ delay }) => delay ?? []).toSorted((a, b) => a - b);
  const falseAlarms = fired.filter(
    (alert) =>
      !incidents.some(
        (incident) =>
          alert.atMs >= incident.fromMs &&
          fits(alert, incident) &&
          (alert.atMs <= incident.untilMs || alert.subject !== undefined),
      ),
  );
  return {
    attacks: incidents.length,
    found: delays.length,
    missed: results.flatMap(({ attempts, delay }) =>
      delay === undefined && attempts >= 5 ? [attempts] : [],
    ),
    withinTen: delays.filter((delay) => delay <= 10).length,
    medianDelay: delays[delays.length >> 1] ?? 0,
    longestDelay: delays.at(-1) ?? 0,
    falseKeys: [...new Set(falseAlarms.map(({ key }) => key))],
  };
}
