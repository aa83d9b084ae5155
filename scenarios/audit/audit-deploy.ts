import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditDeploy: AuditScenario = {
  source: "audit",
  name: "audit-deploy",
  summary: "Two deploys change hundreds of files, and nothing is wrong.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [
    { kind: "deploy", onset: { kind: "at", hour: 10 }, files: 60, everySeconds: 0.5 },
    { kind: "deploy", onset: { kind: "at", hour: 15 }, files: 150, everySeconds: 0.5 },
  ],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
