import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditOffice: AuditScenario = {
  source: "audit",
  name: "audit-office",
  summary: "A week in which operators and services work, one day more than usual.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 168,
  past: { hours: 336 },
  traffic: [{ kind: "office-day", onset: { kind: "at", hour: 24 }, times: 2, hours: 24 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
