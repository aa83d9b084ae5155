import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const intruderInDeploy: AuditScenario = {
  source: "audit",
  name: "intruder-in-deploy",
  summary: "While a deploy changes hundreds of files, an intruder reads the password file.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [
    { kind: "deploy", onset: { kind: "at", hour: 14.19 }, files: 150, everySeconds: 0.5 },
    { kind: "shadow", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 },
  ],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
