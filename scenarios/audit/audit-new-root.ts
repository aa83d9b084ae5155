import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditNewRoot: AuditScenario = {
  source: "audit",
  name: "audit-new-root",
  summary: "An intruder adds a second root.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "new-root", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
