import { FiredrillError } from "../../domain/error.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { interrupted } from "../../harness/drill/interrupted.ts";
import { playLoginsAt } from "../../harness/login/play-at.ts";
import { checkedSeed } from "../options/numbers.ts";
import { wallClockKindOf } from "../options/wall-clock-option.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";
import type { PlayRequest } from "./play-to-log.ts";

/** Plays logins to the end, or until Ctrl-C, and says what became of them: the server writes the log. */
export async function playToCounts(scenario: LoginScenario, request: PlayRequest): Promise<ExitCode> {
  if (request.log !== undefined || request.labels !== undefined) throw logOfTheServer();
  const clock = wallClockKindOf(request.clock);
  const interrupt = interruptSignal();
  try {
    const { attempts, letIn, refused, lost, other, failed } = await playLoginsAt({
      ...request,
      scenario,
      clock,
      seed: checkedSeed(request.seed),
      signal: interrupt.signal,
      onStarted: (url, total) =>
        void process.stderr.write(`About ${total} attempts in ${scenario.hours} h at ${url}\n`),
      onAttempt: () => undefined,
    });
    const failures = failed === 0 ? "" : `, ${failed} without an answer`;
    const others = other === 0 ? "" : `, ${other} answered with another status`;
    process.stdout.write(
      `${attempts} attempts at ${request.target}: ${letIn} let in, ${refused} refused${others}${failures}\n`,
    );
    if (lost + other > 0) throw noLoginPage(request.target, lost + other, scenario.name);
    if (failed > 0) throw attemptsWithoutAnswer(request.target, failed);
    return exitCode.passed;
  } catch (error) {
    if (interrupt.signal.aborted) throw interrupted(undefined);
    throw error;
  } finally {
    interrupt.release();
  }
}

function noLoginPage(target: string, lost: number, scenario: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "NO_LOGIN_PAGE",
    `${lost} attempts met no login page at ${target}: they were answered with neither 200 nor 401.`,
    `Serve the scenario there, with firedrill serve ${scenario}.`,
  );
}

function attemptsWithoutAnswer(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "ATTEMPTS_LOST",
    `${count} attempts got no answer from ${target}, and its log may lack them.`,
    "Play again on a quieter machine, or with a smaller scale.",
  );
}

function logOfTheServer(): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_OF_THE_SERVER",
    "A scenario of logins has no log at the client: the login page writes it.",
    "Give --log and --labels to firedrill serve.",
  );
}
