import { createDetector, trainDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import { pastOf } from "../../../domain/audit/plan.ts";
import type { AuditScenario } from "../../../domain/audit/scenario.ts";
import { isAttack } from "../../../domain/audit/traffic.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel } from "../../../domain/detector.ts";
import { simulateActions } from "../../../harness/audit/simulate.ts";
import { auditScenarios } from "../../../scenarios/audit/kit.ts";

/** The built-in scenarios of host audits. */
export const auditSuite: readonly AuditScenario[] = auditScenarios.suites.flatMap((suite) => suite.scenarios);

/** Scenarios with an intruder and no maintenance. */
export const attackScenarios = auditSuite.filter(({ traffic }) => traffic.every((entry) => isAttack(entry)));

/** What a detector makes of one drill. */
export interface AuditFindings {
  /** Alerts of the intrusion up to the first that the detector raised an alarm on; `undefined` when it missed it. */
  readonly delay: number | undefined;
  /** Alarms on other alerts. */
  readonly falseAlarms: readonly Alert[];
}

/** Drills of one seed. Scenarios with the same past share what the detector learned from it. */
export function drillsOf(
  definition: DetectorDefinition,
  seed: number,
  options: OptionValues = {},
): (scenario: AuditScenario) => AuditFindings {
  const models = new Map<string, DetectorModel>();
  const modelFor = (scenario: AuditScenario): DetectorModel | undefined => {
    if (definition.train === undefined) return undefined;
    const { name: _, summary: __, ...past } = pastOf(scenario) ?? scenario;
    const key = JSON.stringify(past);
    const known = models.get(key);
    if (known !== undefined) return known;
    const rows = [...simulateActions(pastOf(scenario) ?? scenario, seed)];
    const model = trainDetector(
      definition,
      rows.map(({ observation }) => observation),
      options,
    );
    models.set(key, model);
    return model;
  };

  return (scenario) => {
    const model = modelFor(scenario);
    const learned = model === undefined ? {} : { model };
    const detector = createDetector(definition, { source: "audit", options, ...learned });
    const falseAlarms: Alert[] = [];
    let [affected, delay] = [0, 0];
    for (const { observation, truth } of simulateActions(scenario, seed)) {
      if (truth.incident !== undefined) affected += 1;
      const fired = detector.observe(observation).filter(({ state }) => state === "firing");
      if (truth.incident === undefined) falseAlarms.push(...fired);
      else if (fired.length > 0 && delay === 0) delay = affected;
    }
    return { delay: delay === 0 ? undefined : delay, falseAlarms };
  };
}
