import type { AuditScenario } from "../../domain/audit/scenario.ts";

export const auditUpgrade: AuditScenario = {
  source: "audit",
  name: "audit-upgrade",
  summary: "Packages are upgraded on every host, and nothing is wrong.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 24,
  past: { hours: 336 },
  traffic: [{ kind: "package-upgrade", onset: { kind: "at", hour: 6 }, files: 40, everySeconds: 0.1 }],
  expect: [{ detector: "audit-guard", severity: "error", within: 3 }],
};
