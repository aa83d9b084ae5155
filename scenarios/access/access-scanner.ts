import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessScanner: AccessScenario = {
  source: "access",
  name: "access-scanner",
  summary: "A scanner sends more probes than usual, and finds nothing.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [
    {
      kind: "scanner",
      onset: { kind: "at", hour: 0.5 },
      requests: 1500,
      requestsBefore: 1000,
      everySeconds: 1,
    },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 10 }],
};
