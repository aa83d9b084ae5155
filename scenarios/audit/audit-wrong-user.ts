import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditWrongUser: AuditScenario = {
  source: "audit",
  name: "audit-wrong-user",
  summary: "The web application's user runs what operators run every day.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "wrong-user", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
