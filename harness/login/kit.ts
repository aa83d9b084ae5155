import { wantedLog } from "../../log/login/kit.ts";
import { join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { isAttack } from "../../domain/login/traffic.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { RequestOutcome } from "../../domain/wire/outcome.ts";
import { writeUserBase } from "../../log/login/user-base.ts";
import { counted } from "../../report/text/sentences.ts";
import type { Count, HarnessKit, PlayCounts } from "../source.ts";
import { trafficPlay, trafficStudy } from "../traffic/play.ts";
import { simulateLogins } from "./simulate.ts";

const attempt = { one: "login attempt", many: "login attempts" };

/** A year has about 20,000 login attempts. */
const healthyHours = 8760;

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
  study: trafficStudy(healthyHours, isAttack),
  explore: {
    row: attempt,
    wantedLog,
    load: async () => (await import("./explore/explorer.ts")).loginExplorer,
  },
  originals: [
    {
      scenario: "login",
      // The published month has 30 days. The limit is about ten years.
      days: { usual: 30, fewest: 1, most: 3660 },
      usualStart: "2018-11-01",
      // The largest seed of numpy.
      largestSeed: 4_294_967_295,
      load: async () => (await import("./original/simulate-to-folder.ts")).simulateOriginalToFolder,
    },
  ],
};

function writeUsers(folder: string, scenario: LoginScenario, seed: number): readonly Count[] {
  const users = usersOf(scenario, seed);
  writeUserBase(join(folder, "user_ips.json"), join(folder, "user_base.txt"), users);
  return [{ count: users.length, one: "user", many: "users" }];
}

/** Counts the outcomes of the login attempts, as the client saw them. */
function loginCounts(scenario: LoginScenario): PlayCounts<LoginObservation> {
  let attempts = 0;
  const counts = { succeeded: 0, refused: 0, noPage: 0, other: 0, failed: 0 };
  return {
    add: ({ outcome }) => {
      attempts += 1;
      counts[answerOf(outcome)] += 1;
    },
    finish: (target) => {
      const { succeeded, refused, noPage, other, failed } = counts;
      const failures = failed === 0 ? "" : `, ${failed} without an answer`;
      const others = other === 0 ? "" : `, ${other} answered with another status`;
      const noun = attempts === 1 ? attempt.one : attempt.many;
      const sentence = `${attempts} ${noun} at ${target}: ${succeeded} succeeded, ${refused} refused${others}${failures}`;
      if (noPage + other > 0) return { sentence, error: noLoginPage(target, noPage + other, scenario.name) };
      return failed > 0 ? { sentence, error: attemptsWithoutAnswer(target, failed) } : { sentence };
    },
  };
}

function answerOf(outcome: RequestOutcome): "succeeded" | "refused" | "noPage" | "other" | "failed" {
  if (outcome.kind !== "completed") return "failed";
  switch (outcome.status) {
    case 200:
      return "succeeded";
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
    `No login page at ${target}: ${counted(count, "attempt was", "attempts were")} answered with neither 200 nor 401.`,
    `Start it with firedrill serve ${scenario}.`,
  );
}

function attemptsWithoutAnswer(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "REQUESTS_LOST",
    `${counted(count, attempt.one, attempt.many)} got no answer from ${target}, and its log may lack ${count === 1 ? "it" : "them"}.`,
    "Play again on a quieter machine, or with a smaller scale.",
  );
}
