import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginOffice: LoginScenario = {
  source: "login",
  name: "login-office",
  summary: "Forty honest users share one address, as in an office.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "office", onset: { kind: "at", hour: 8 }, users: 40, hours: 9 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
