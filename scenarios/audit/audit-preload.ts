import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditPreload: AuditScenario = {
  source: "audit",
  name: "audit-preload",
  summary: "An intruder's library is loaded into every program.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "persistence", onset: { kind: "at", hour: 14.2 }, by: "preload", everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
