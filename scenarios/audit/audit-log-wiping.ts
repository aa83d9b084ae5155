import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditLogWiping: AuditScenario = {
  source: "audit",
  name: "audit-log-wiping",
  summary: "An intruder removes the traces from the logs.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "log-wiping", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
