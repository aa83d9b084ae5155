import { createDetector, trainDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { pastOf } from "../../../domain/access/plan.ts";
import type { AccessScenario } from "../../../domain/access/scenario.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel } from "../../../domain/detector.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { accessScenarios } from "../../../scenarios/access/kit.ts";

/** The built-in scenarios of web access. */
export const accessSuite: readonly AccessScenario[] = accessScenarios.suites.flatMap(
  (suite) => suite.scenarios,
);

/** The healthy log before a scenario, or an hour of it without a past. */
export function pastRows(scenario: AccessScenario, seed: number): readonly AccessObservation[] {
  return [...simulateRequests(pastOf(scenario) ?? scenario, seed)].map(({ observation }) => observation);
}

/** What a detector learned from a scenario's past. */
function learnedFor(
  definition: DetectorDefinition,
  scenario: AccessScenario,
  seed: number,
  options: OptionValues = {},
): DetectorModel | undefined {
  return definition.train === undefined
    ? undefined
    : trainDetector(definition, pastRows(scenario, seed), options);
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
