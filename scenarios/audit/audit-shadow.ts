import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditShadow: AuditScenario = {
  source: "audit",
  name: "audit-shadow",
  summary: "An intruder reads the password file with an operator's shell.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "shadow", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
