import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditAuthorizedKeys: AuditScenario = {
  source: "audit",
  name: "audit-authorized-keys",
  summary: "An intruder adds a key that may log in as root.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "authorized-keys", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
