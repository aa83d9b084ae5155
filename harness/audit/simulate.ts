import type { AuditObservation } from "../../domain/audit/observation.ts";
import { planActions } from "../../domain/audit/plan.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { reported } from "../../mock-server/audit/report.ts";
import { simulateTraffic } from "../traffic/play.ts";

/** The labelled log of a scenario of host audits, without sockets. */
export function simulateActions(
  scenario: AuditScenario,
  seed: number,
): Generator<Labelled<AuditObservation>, void, undefined> {
  return simulateTraffic(scenario, planActions(scenario, seed), (act, place) => {
    const row = reported(act, place);
    if (row === undefined) throw new RangeError(`no host is called ${act.host}`);
    return { row, endsVisit: false };
  });
}
