import type { LoginScenario } from "../../domain/login/scenario.ts";

export const login: LoginScenario = {
  source: "login",
  name: "login",
  summary: "A month of logins: in one hour of ten, an attacker tries the users, each time from one address.",
  startsAt: "2018-11-01T00:00:00Z",
  hours: 720,
  past: { hours: 720 },
  traffic: [{ kind: "bruteforce", onset: { kind: "chance", perHour: 0.1 }, addresses: "one" }],
  expect: [
    { detector: "login-rules", severity: "error", within: 10, falseAlarmsAtMost: 3 },
    { detector: "login-guard", severity: "error", within: 10, falseAlarmsAtMost: 1 },
  ],
};
