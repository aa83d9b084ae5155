import { wantedLog } from "../../log/login/attacks.ts";
import { join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { isAttack } from "../../domain/login/traffic.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { RequestOutcome } from "../../domain/wire/outcome.ts";
import { writeUserBase } from "../../log/login/user-base.ts";
import type { Count, HarnessKit, PlayCounts } from "../source.ts";
import { trafficPlay } from "../traffic/play.ts";
import { simulateLogins } from "./simulate.ts";

const attempt = { one: "attempt to log in", many: "attempts to log in" };

export const loginHarness: HarnessKit<LoginObservation, LoginScenario> = {
  play: {
    ...trafficPlay(simulateLogins),
    writer: {
      kind: "server",
      name: "the login page",
      request: attempt,
    },
    defaultLogPath: "log/auth.csv",
    counts: loginCounts,
    companions: { names: ["user_base.txt", "user_ips.json"], write: writeUsers },
  },
  study: {
    faultDial: () => undefined,
    healthOf: (scenario) => ({
      ...scenario,
      hours: healthyHours,
      traffic: scenario.traffic.filter((entry) => !isAttack(entry)),
    }),
  },
  explore: {
    row: attempt,
    wantedLog,
    load: async () => (await import("./explore/explorer.ts")).loginExplorer,
  },
  originals: [
    {
      scenario: "login",
      // As the published month has them, to about ten years.
      days: { usual: 30, fewest: 1, most: 3660 },
      usualStart: "2018-11-01",
      // numpy takes no larger one.
      largestSeed: 4_294_967_295,
      load: async () => (await import("./original/simulate-to-folder.ts")).simulateOriginalToFolder,
    },
  ],
};

/** A year of logins has some 20,000 rows. */
const healthyHours = 8760;

function writeUsers(folder: string, scenario: LoginScenario, seed: number): readonly Count[] {
  const users = usersOf(scenario, seed);
  writeUserBase(join(folder, "user_ips.json"), join(folder, "user_base.txt"), users);
  return [{ count: users.length, one: "user", many: "users" }];
}

/** What became of the attempts, as their client saw it. */
function loginCounts(scenario: LoginScenario): PlayCounts<LoginObservation> {
  let attempts = 0;
  const counts = { letIn: 0, refused: 0, noPage: 0, other: 0, failed: 0 };
  return {
    add: ({ outcome }) => {
      attempts += 1;
      counts[answerOf(outcome)] += 1;
    },
    finish: (target) => {
      const { letIn, refused, noPage, other, failed } = counts;
      const failures = failed === 0 ? "" : `, ${failed} without an answer`;
      const others = other === 0 ? "" : `, ${other} answered with another status`;
      const sentence = `${attempts} attempts at ${target}: ${letIn} let in, ${refused} refused${others}${failures}`;
      if (noPage + other > 0) return { sentence, error: noLoginPage(target, noPage + other, scenario.name) };
      return failed > 0 ? { sentence, error: attemptsWithoutAnswer(target, failed) } : { sentence };
    },
  };
}

function answerOf(outcome: RequestOutcome): "letIn" | "refused" | "noPage" | "other" | "failed" {
  if (outcome.kind !== "completed") return "failed";
  switch (outcome.status) {
    case 200:
      return "letIn";
    case 401:
      return "refused";
    case 404:
      return "noPage";
    default:
      return "other";
  }
}

function noLoginPage(target: string, count: number, scenario: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "NO_LOGIN_PAGE",
    `${count} attempts met no login page at ${target}: they were answered with neither 200 nor 401.`,
    `Serve the scenario there, with firedrill serve ${scenario}.`,
  );
}

function attemptsWithoutAnswer(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "REQUESTS_LOST",
    `${count} attempts got no answer from ${target}, and its log may lack them.`,
    "Play again on a quieter machine, or with a smaller scale.",
  );
}
