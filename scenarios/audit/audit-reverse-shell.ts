import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditReverseShell: AuditScenario = {
  source: "audit",
  name: "audit-reverse-shell",
  summary: "The web application starts a shell that calls an address outside.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "reverse-shell", onset: { kind: "at", hour: 14.2 }, everySeconds: 5 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
