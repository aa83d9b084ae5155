import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditDownload: AuditScenario = {
  source: "audit",
  name: "audit-download",
  summary: "The web application downloads a script and runs it.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "download", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
