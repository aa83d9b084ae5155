import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessSlowLorises: AccessScenario = {
  source: "access",
  name: "access-slow-lorises",
  summary: "One address holds connections open with requests that do not end.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [{ kind: "slow-lorises", onset: { kind: "at", hour: 0.5 }, connections: 40, rounds: 4 }],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
