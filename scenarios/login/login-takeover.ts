import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginTakeover: LoginScenario = {
  source: "login",
  name: "login-takeover",
  summary: "At night, one address guesses a user's password and finally succeeds.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "takeover", onset: { kind: "at", hour: 3.25 }, tries: 25, everySeconds: 12 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
