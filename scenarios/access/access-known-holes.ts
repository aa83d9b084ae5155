import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessKnownHoles: AccessScenario = {
  source: "access",
  name: "access-known-holes",
  summary: "One address tries holes of well-known programs, and reads a file that should be hidden.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [{ kind: "known-holes", onset: { kind: "at", hour: 0.5 }, everySeconds: 3 }],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
