import { FiredrillError } from "../../domain/error.ts";
import type { RequestOutcome } from "../../domain/wire/outcome.ts";
import { failures } from "../../domain/wire/outcome.ts";

/** Detects that the server was lost although no phase plans that. */
export interface TargetWatch {
  /**
   * @param mode - name of the request's mode
   * @returns the error once the loss is certain, so that the play can stop
   */
  add(outcome: RequestOutcome, mode: string): FiredrillError | undefined;
  /** At the end of the play one failed request is enough. */
  finish(): FiredrillError | undefined;
}

const certainAfter = 10;

/**
 * The target is lost when connections fail ten times in a row, or at the very end. Timeouts and failures that the
 * request's mode causes do not count.
 * @param plannedErrors - failures that a mode causes, by its name
 */
export function targetWatch(
  targetUrl: string,
  plannedErrors: (mode: string) => readonly string[],
): TargetWatch {
  let inARow = 0;
  let last = "";
  const verdict = (enough: number): FiredrillError | undefined =>
    inARow >= enough ? targetLost(targetUrl, last, inARow) : undefined;
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

function targetLost(targetUrl: string, error: string, times: number): FiredrillError {
  const requests = times === 1 ? "The last request" : `The last ${times} requests`;
  return new FiredrillError(
    "drill",
    "TARGET_LOST",
    `${requests} to ${targetUrl} failed with ${error}: the target is lost.`,
    "No phase plans that, so the drill says nothing about the detector. Start the server, or find out why it ended, and play again.",
  );
}
