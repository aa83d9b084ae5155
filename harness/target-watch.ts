import { FiredrillError } from "../domain/error.ts";
import type { ResponseObservation } from "../domain/observation.ts";

/** Notices that the server has gone although no phase plans that. */
export interface TargetWatch {
  /** @returns the error once it is certain, so that the play can be broken off */
  add(observation: ResponseObservation): FiredrillError | undefined;
  /** At the end of the play: a target that failed last has gone. */
  finish(): FiredrillError | undefined;
}

const certainAfter = 10;

/** A connection that fails ten times in a row, or at the very end, is a target that has gone; a timeout is not. */
export function targetWatch(targetUrl: string): TargetWatch {
  let failures = 0;
  let last = "";
  const verdict = (enough: number): FiredrillError | undefined =>
    failures >= enough ? targetGone(targetUrl, last, failures) : undefined;
  return {
    add: ({ outcome }) => {
      const hasFailed = outcome.kind === "failed" && outcome.error !== "TIMEOUT";
      failures = hasFailed ? failures + 1 : 0;
      if (hasFailed) last = outcome.error;
      return verdict(certainAfter);
    },
    finish: () => verdict(1),
  };
}

function targetGone(targetUrl: string, error: string, times: number): FiredrillError {
  const requests = times === 1 ? "The last request" : `The last ${times} requests`;
  return new FiredrillError(
    "drill",
    "TARGET_GONE",
    `${requests} to ${targetUrl} failed with ${error}: the target has gone.`,
    "No phase planned that, so nothing is said about the detector. See why the server ended, and run the drill again.",
  );
}
