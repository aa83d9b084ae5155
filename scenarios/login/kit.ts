import type { LoginScenario } from "../../domain/login/scenario.ts";
import { isAttack } from "../../domain/login/traffic.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { ScenarioKit } from "../source.ts";
import { attackStarts, describeHours } from "../traffic/describe.ts";
import { loginBruteforce } from "./login-bruteforce.ts";
import { loginDistributed } from "./login-distributed.ts";
import { loginFlashSale } from "./login-flash-sale.ts";
import { loginForgottenPassword } from "./login-forgotten-password.ts";
import { loginFreshAddresses } from "./login-fresh-addresses.ts";
import { loginLowAndSlow } from "./login-low-and-slow.ts";
import { loginOffice } from "./login-office.ts";
import { loginRetryingClient } from "./login-retrying-client.ts";
import { loginSpray } from "./login-spray.ts";
import { loginStuffing } from "./login-stuffing.ts";
import { loginTakeover } from "./login-takeover.ts";
import { login } from "./login.ts";

/** Login scenarios. A new built-in scenario is one file and one line here. */
export const loginScenarios: ScenarioKit<LoginScenario> = {
  first: [],
  suites: [
    {
      name: "login",
      summary: "Login attacks, and benign traffic that resembles them.",
      scenarios: [
        login,
        loginBruteforce,
        loginFreshAddresses,
        loginLowAndSlow,
        loginSpray,
        loginStuffing,
        loginDistributed,
        loginTakeover,
        loginOffice,
        loginFlashSale,
        loginForgottenPassword,
        loginRetryingClient,
      ],
    },
  ],
  toldBy: ["traffic", "hours"],
  file: async () => (await import("./file.ts")).loginFiles,
  lengthMs: ({ hours }) => hours * hourMs,
  describeLength: ({ hours }) => `${describeHours(hours)} of logins`,
  incidentStarts: ({ traffic }) => attackStarts(traffic.filter(isAttack)),
  onsetOf: () => undefined,
};
