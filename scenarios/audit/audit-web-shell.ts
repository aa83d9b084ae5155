import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditWebShell: AuditScenario = {
  source: "audit",
  name: "audit-web-shell",
  summary: "A page that runs commands appears among the uploads.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "web-shell", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
