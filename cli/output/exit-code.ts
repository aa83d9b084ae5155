import type { Verdict } from "../../domain/verdict.ts";

/** What the process says to the shell. */
export const exitCode = {
  /** Every gate passed, or there was nothing to judge. */
  passed: 0,
  /** Missed, late, inconclusive, or a false alarm. */
  gateFailed: 1,
  /** Asked for nonsense. */
  usage: 2,
  /** The drill could not be run or trusted; or a mistake of ours. */
  drillFailed: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A drill that could not be run or trusted says more than one that failed. */
export function worstOf(verdicts: readonly Verdict[]): ExitCode {
  const isBroken = verdicts.some(
    ({ error, detectors }) => error !== undefined || detectors.some((one) => one.error),
  );
  if (isBroken) return exitCode.drillFailed;
  return verdicts.every(({ passed }) => passed) ? exitCode.passed : exitCode.gateFailed;
}
