import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginDistributed: LoginScenario = {
  source: "login",
  name: "login-distributed",
  summary: "Thirty addresses share an attack on three users.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [
    {
      kind: "distributed",
      onset: { kind: "at", hour: 13 },
      addresses: 30,
      users: 3,
      tries: 150,
      everySeconds: 10,
    },
  ],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
