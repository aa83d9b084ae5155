import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessCredentialStuffing: AccessScenario = {
  source: "access",
  name: "access-credential-stuffing",
  summary: "Twenty addresses try leaked passwords at the login page.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [
    {
      kind: "credential-stuffing",
      onset: { kind: "at", hour: 0.5 },
      pairs: 300,
      addresses: 20,
      everySeconds: 2,
    },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
