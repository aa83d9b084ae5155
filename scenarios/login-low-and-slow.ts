import type { LoginScenario } from "../domain/scenario.ts";

export const loginLowAndSlow: LoginScenario = {
  source: "login",
  name: "login-low-and-slow",
  summary: "One address tries one name every quarter of an hour, for a day and a half.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 48,
  past: { hours: 720 },
  traffic: [{ kind: "low-and-slow", onset: { kind: "at", hour: 9 }, users: 130, everyMinutes: 15 }],
  expect: [
    { detector: "login-guard", severity: "error", within: 20 },
    { detector: "login-rules", severity: "error", within: 10, outcome: "missed" },
  ],
};
