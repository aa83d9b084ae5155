import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginRetryingClient: LoginScenario = {
  source: "login",
  name: "login-retrying-client",
  summary: "A user's broken client repeats an old password all night.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 36,
  past: { hours: 720 },
  traffic: [{ kind: "retrying-client", onset: { kind: "at", hour: 20 }, everySeconds: 30, hours: 10 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
