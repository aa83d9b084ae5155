import { expect, test } from "vitest";
import type { AuditObservation } from "../../../domain/audit/observation.ts";
import { pastOf } from "../../../domain/audit/plan.ts";
import type { AuditScenario } from "../../../domain/audit/scenario.ts";
import { auditTraffic, isAttack } from "../../../domain/audit/traffic.ts";
import { incidentsOf } from "../../../domain/incident.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulateActions } from "../../../harness/audit/simulate.ts";
import { auditTerraform } from "../../../scenarios/audit/audit-terraform.ts";
import { intruder } from "../../../scenarios/audit/intruder.ts";
import { auditScenarios } from "../../../scenarios/audit/kit.ts";

const scenarios = auditScenarios.suites.flatMap((suite) => suite.scenarios);

function rowsOf(scenario: AuditScenario, seed = 1): readonly Labelled<AuditObservation>[] {
  return [...simulateActions(scenario, seed)];
}

test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s: the same seed gives the same rows, and each attack is one incident with subjects",
  ([, scenario]) => {
    const rows = rowsOf(scenario);
    const incidents = incidentsOf(rows);

    expect(rowsOf(scenario)).toEqual(rows);
    expect(rowsOf(scenario, 2)).not.toEqual(rows);
    expect(rows.map(({ observation }) => observation.index)).toEqual(rows.map((_, place) => place));
    expect(incidents.map(({ kind }) => kind)).toEqual(
      scenario.traffic.filter(isAttack).map((entry) => entry.kind),
    );
    for (const { subjects } of incidents) {
      expect(subjects.filter((subject) => subject.startsWith("host:"))).toHaveLength(1);
      expect(subjects.some((subject) => /^(?:command|path):/.test(subject))).toBe(true);
      expect(subjects.some((subject) => subject.startsWith("user:"))).toBe(true);
    }
  },
);

test("the suite has every kind of traffic", () => {
  const used = new Set(scenarios.flatMap(({ traffic }) => traffic.map(({ kind }) => kind)));

  expect([...used].toSorted()).toEqual(Object.keys(auditTraffic).toSorted());
});

test("the past has maintenance, and no incident", () => {
  for (const scenario of scenarios) {
    const past = pastOf(scenario) ?? scenario;
    const rows = rowsOf(past);

    expect(incidentsOf(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(8000);
    expect(past.traffic.some(isAttack)).toBe(false);
  }
});

function isOperator({ observation: { event } }: Labelled<AuditObservation>): boolean {
  return event.kind !== "other" && event.loginUser !== undefined;
}

test("operators work by day and on working days, services always", () => {
  const rows = rowsOf({ ...intruder, traffic: [], hours: 336 });
  const of = (weekend: boolean, from: number, until: number): readonly Labelled<AuditObservation>[] =>
    rows.filter(({ observation: { atMs } }) => {
      const at = new Date(atMs);
      const isWeekend = [0, 6].includes(at.getUTCDay());
      return isWeekend === weekend && at.getUTCHours() >= from && at.getUTCHours() < until;
    });

  expect(of(false, 9, 17).filter(isOperator).length).toBeGreaterThan(
    10 * of(false, 0, 7).filter(isOperator).length,
  );
  expect(of(false, 9, 17).filter(isOperator).length).toBeGreaterThan(
    10 * of(true, 9, 17).filter(isOperator).length,
  );
  expect(of(true, 0, 24).filter((row) => !isOperator(row)).length).toBeGreaterThan(1000);
});

test("an older agent tells numbers of users, and not who changed a file", () => {
  const old = rowsOf(auditTerraform).filter(({ observation }) => observation.host === "db-1");
  const files = old.flatMap(({ observation: { event } }) => (event.kind === "file" ? [event] : []));
  const commands = old.flatMap(({ observation: { event } }) => (event.kind === "command" ? [event] : []));

  expect(files.length).toBeGreaterThan(99);
  expect(files.every(({ noticedBy, program }) => noticedBy === "realtime" && program === undefined)).toBe(
    true,
  );
  expect(commands.every(({ user, userId }) => user === userId)).toBe(true);
});
