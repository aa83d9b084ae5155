import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginForgottenPassword: LoginScenario = {
  source: "login",
  name: "login-forgotten-password",
  summary: "On a Monday morning, sixty honest users have forgotten their passwords.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "forgotten-password", onset: { kind: "at", hour: 8 }, users: 60, hours: 4 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
