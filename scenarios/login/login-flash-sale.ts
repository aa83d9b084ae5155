import type { LoginScenario } from "../../domain/login/scenario.ts";

export const loginFlashSale: LoginScenario = {
  source: "login",
  name: "login-flash-sale",
  summary: "Honest users log in eight times as often for three hours.",
  startsAt: "2018-11-05T00:00:00Z",
  hours: 24,
  past: { hours: 720 },
  traffic: [{ kind: "flash-sale", onset: { kind: "at", hour: 12 }, times: 8, hours: 3 }],
  expect: [{ detector: "login-guard", severity: "error", within: 10 }],
};
