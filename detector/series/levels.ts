import type { Severity } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";

/** The options of detectors whose score is a distance between windows. */
export const distanceLevels = {
  warning: {
    kind: "number",
    default: 0.5,
    min: 0,
    unit: "s",
    threshold: true,
    describe: "distance for severity warning",
  },
  error: {
    kind: "number",
    default: 0.8,
    min: 0,
    unit: "s",
    threshold: true,
    describe: "distance for severity error",
  },
} as const;

/** Two thresholds on one score. */
export interface Levels {
  readonly warning: number;
  readonly error: number;
}

/** The severity of a score; `undefined` below both. A score equal to a threshold reaches it, as in the original. */
export function severityAt(score: number, { warning, error }: Levels): Severity | undefined {
  if (score >= error) return "error";
  return score >= warning ? "warning" : undefined;
}

/** @throws FiredrillError BAD_OPTION when `warning` is above `error` */
export function checkLevels(owner: string, { warning, error }: Levels): void {
  if (warning > error) throw warningAboveError(owner, warning, error);
}

function warningAboveError(owner: string, warning: number, error: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${owner}: warning (${warning}) must not be above error (${error}).`,
    `Give both, for example ${owner}:warning=${error},error=${warning}.`,
  );
}
