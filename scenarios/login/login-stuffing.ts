import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginStuffing: LoginScenario = {
  source: "login",
  name: "login-stuffing",
  summary: "Leaked passwords are tried on their users, each from a different address.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "stuffing", onset: { kind: "at", hour: 11 }, pairs: 120, everySeconds: 6 }],
  expect: [
    { detector: "login-guard", severity: "error", within: 10 },
    { detector: "login-rules", severity: "error", within: 10, outcome: "missed", falseAlarmsAtMost: 1 },
  ],
};
