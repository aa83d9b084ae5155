import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginSpray: LoginScenario = {
  source: "login",
  name: "login-spray",
  summary: "Four addresses try one likely password on sixty users.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "spray", onset: { kind: "at", hour: 10.5 }, users: 60, addresses: 4, everySeconds: 20 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
