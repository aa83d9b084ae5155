import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginBruteforce: LoginScenario = {
  source: "login",
  name: "login-bruteforce",
  summary: "On a working day, one address tries the passwords of sixty users.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "bruteforce", onset: { kind: "at", hour: 14.2 }, addresses: "one", users: 60 }],
  expect: [{ detector: "login-rules", severity: "error", within: 10, falseAlarmsAtMost: 1 }],
};
