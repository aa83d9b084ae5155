import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditCron: AuditScenario = {
  source: "audit",
  name: "audit-cron",
  summary: "An intruder's program starts again by cron.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "persistence", onset: { kind: "at", hour: 14.2 }, by: "cron", everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
