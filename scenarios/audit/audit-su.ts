import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditSu: AuditScenario = {
  source: "audit",
  name: "audit-su",
  summary: "An intruder becomes an account that no operator uses.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "su", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
