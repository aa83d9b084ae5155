import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const intruder: AuditScenario = {
  source: "audit",
  name: "intruder",
  summary: "On a working day with a deploy and a log rotation, an intruder reads the password file.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [
    { kind: "log-rotation", onset: { kind: "at", hour: 3.5 }, files: 6, everySeconds: 0.2 },
    { kind: "deploy", onset: { kind: "at", hour: 10 }, files: 60, everySeconds: 0.5 },
    { kind: "shadow", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 },
  ],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
