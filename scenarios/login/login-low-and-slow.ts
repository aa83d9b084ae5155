import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginLowAndSlow: LoginScenario = {
  source: "login",
  name: "login-low-and-slow",
  summary: "For a week, one address tries one name every hour and a half.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 168,
  past: { hours: 720 },
  traffic: [{ kind: "low-and-slow", onset: { kind: "at", hour: 9 }, users: 100, everyMinutes: 90 }],
  expect: [
    { detector: "login-guard", severity: "error", within: 10 },
    { detector: "login-rules", severity: "error", within: 10, outcome: "missed", falseAlarmsAtMost: 2 },
  ],
};
