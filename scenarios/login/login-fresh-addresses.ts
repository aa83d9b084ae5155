import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginFreshAddresses: LoginScenario = {
  source: "login",
  name: "login-fresh-addresses",
  summary: "A month in which every name is tried from an address of its own.",
  startsAt: "2018-11-01T00:00:00Z",
  hours: 720,
  past: { hours: 720 },
  traffic: [{ kind: "bruteforce", onset: { kind: "chance", perHour: 0.1 }, addresses: "fresh" }],
  expect: [{ detector: "login-guard", severity: "error", within: 10, falseAlarmsAtMost: 2 }],
};
