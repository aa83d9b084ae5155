import type { Verdict } from "../../domain/verdict.ts";

/** Exit codes of the process. */
export const exitCode = {
  /** Every gate passed, or there was none. */
  passed: 0,
  /** Missed, late, inconclusive, or a false alarm. */
  gateFailed: 1,
  /** Invalid input. */
  usage: 2,
  /** The drill could not be run or is not valid, or firedrill has a bug. */
  drillFailed: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The exit code for all verdicts: an error of any drill or detector, else a failed gate, else passed. */
export function worstOf(verdicts: readonly Verdict[]): ExitCode {
  const isBroken = verdicts.some(
    ({ error, detectors }) => error !== undefined || detectors.some((detector) => detector.error),
  );
  if (isBroken) return exitCode.drillFailed;
  return verdicts.every(({ passed }) => passed) ? exitCode.passed : exitCode.gateFailed;
}
