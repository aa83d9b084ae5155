import { FiredrillError } from "../../domain/error.ts";
import type { RequestOutcome } from "../../domain/wire/outcome.ts";
import { failures } from "../../domain/wire/outcome.ts";

/** Notices that the server has gone although no phase plans that. */
export interface TargetWatch {
  /**
   * @param mode - that of the request, by name
   * @returns the error once it is certain, so that the play can be broken off
   */
  add(outcome: RequestOutcome, mode: string): FiredrillError | undefined;
  /** At the end of the play: a target that failed last has gone. */
  finish(): FiredrillError | undefined;
}

const certainAfter = 10;

/**
 * A connection that fails ten times in a row, or at the very end, is a target that has gone. A timeout is not, nor is a
 * failure that the request's mode brings about: those say nothing either way.
 * @param plannedErrors - how requests that meet a mode fail, by its name
 */
export function targetWatch(
  targetUrl: string,
  plannedErrors: (mode: string) => readonly string[],
): TargetWatch {
  let inARow = 0;
  let last = "";
  const verdict = (enough: number): FiredrillError | undefined =>
    inARow >= enough ? targetGone(targetUrl, last, inARow) : undefined;
  return {
    add: (outcome, mode) => {
      if (outcome.kind === "completed") inARow = 0;
      if (outcome.kind !== "failed") return undefined;
      if (plannedErrors(mode).includes(outcome.error)) return undefined;
      inARow = outcome.error === failures.timeout ? 0 : inARow + 1;
      last = outcome.error;
      return verdict(certainAfter);
    },
    finish: () => verdict(1),
  };
}

function targetGone(targetUrl: string, error: string, times: number): FiredrillError {
  const requests = times === 1 ? "The last request" : `The last ${times} requests`;
  return new FiredrillError(
    "drill",
    "TARGET_LOST",
    `${requests} to ${targetUrl} failed with ${error}: the target has gone.`,
    "No phase planned that, so nothing is said about the detector. Start a server there, or see why it ended, and play again.",
  );
}
