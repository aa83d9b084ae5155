import { createDetector, trainDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { pastOf } from "../../../domain/access/plan.ts";
import type { AccessScenario } from "../../../domain/access/scenario.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel } from "../../../domain/detector.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { accessOffice } from "../../../scenarios/access/access-office.ts";
import { accessScenarios } from "../../../scenarios/access/kit.ts";

/** The built-in scenarios of web access. */
export const accessSuite: readonly AccessScenario[] = accessScenarios.suites.flatMap(
  (suite) => suite.scenarios,
);

/** The healthy log before a scenario, or an hour of it without a past. */
export function pastRows(scenario: AccessScenario, seed: number): readonly AccessObservation[] {
  return [...simulateRequests(pastOf(scenario) ?? scenario, seed)].map(({ observation }) => observation);
}

const models = new Map<string, DetectorModel>();

/** What a detector learned from a scenario's past, once in each process: many scenarios have the same one. */
function learnedFor(
  definition: DetectorDefinition,
  scenario: AccessScenario,
  seed: number,
  options: OptionValues = {},
): DetectorModel | undefined {
  if (definition.train === undefined) return undefined;
  const { name: _, summary: __, expect: ___, ...past } = pastOf(scenario) ?? scenario;
  const key = JSON.stringify([definition.name, options, seed, past]);
  const model = models.get(key) ?? trainDetector(definition, pastRows(scenario, seed), options);
  models.set(key, model);
  return model;
}

/** A year of visitors, and a scanner once a day: lines of a site where nothing is wrong. */
export function* yearOfLines(site: number, seed: number, count: number): Generator<AccessObservation> {
  const { past: _, ...office } = accessOffice;
  const scanner = { kind: "scanner", requests: 100, requestsBefore: 100, everySeconds: 2 } as const;
  const onset = { kind: "chance", perHour: 1 / 24 } as const;
  const year: AccessScenario = { ...office, site, hours: 8760, traffic: [{ ...scanner, onset }] };
  let left = count;
  for (const { observation } of simulateRequests(year, seed)) {
    if (left === 0) return;
    left -= 1;
    yield observation;
  }
}

/** What a detector makes of one drill. */
export interface AccessFindings {
  readonly incidents: number;
  /** Incidents with an alarm within twenty of their requests. */
  readonly found: number;
  /** Alarms on other requests. */
  readonly falseAlarms: readonly Alert[];
}

export function findingsIn(
  definition: DetectorDefinition,
  scenario: AccessScenario,
  seed: number,
  options: OptionValues = {},
): AccessFindings {
  const model = learnedFor(definition, scenario, seed, options);
  const detector = createDetector(definition, {
    source: "access",
    options,
    ...(model === undefined ? {} : { model }),
  });
  const affected = new Map<string, number>();
  const found = new Set<string>();
  const falseAlarms: Alert[] = [];
  for (const { observation, truth } of simulateRequests(scenario, seed)) {
    const { incident } = truth;
    if (incident !== undefined) affected.set(incident, (affected.get(incident) ?? 0) + 1);
    const fired = detector.observe(observation).filter(({ state }) => state === "firing");
    if (fired.length === 0) continue;
    if (incident === undefined) falseAlarms.push(...fired);
    else if ((affected.get(incident) ?? 0) <= 20) found.add(incident);
  }
  return { incidents: affected.size, found: found.size, falseAlarms };
}
