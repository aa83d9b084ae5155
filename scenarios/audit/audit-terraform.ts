import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditTerraform: AuditScenario = {
  source: "audit",
  name: "audit-terraform",
  summary: "An infrastructure change touches every host, and nothing is wrong.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "terraform", onset: { kind: "at", hour: 11 }, files: 100, everySeconds: 0.3 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
