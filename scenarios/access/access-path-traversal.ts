import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessPathTraversal: AccessScenario = {
  source: "access",
  name: "access-path-traversal",
  summary: "One address climbs out of the folders of the site, and reads a file of the system.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [{ kind: "path-traversal", onset: { kind: "at", hour: 0.5 }, tries: 60, everySeconds: 2 }],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
