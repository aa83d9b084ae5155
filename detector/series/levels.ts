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
    describe: "distance that warns",
  },
  error: {
    kind: "number",
    default: 0.8,
    min: 0,
    unit: "s",
    threshold: true,
    describe: "distance that is an error",
  },
} as const;

/** Two thresholds on one score. */
export interface Levels {
  readonly warning: number;
  readonly error: number;
}

/** How bad a score is; `undefined` below both. A score equal to a threshold has reached it, as in the original. */
export function severityAt(score: number, { warning, error }: Levels): Severity | undefined {
  if (score >= error) return "error";
  return score >= warning ? "warning" : undefined;
}

/** @throws FiredrillError BAD_OPTION when a warning would come after the error */
export function checkLevels(owner: string, { warning, error }: Levels): void {
  if (warning > error) throw warningAboveError(owner, warning, error);
}

function warningAboveError(owner: string, warning: number, error: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${owner}: warning is ${warning}, above error, which is ${error}.`,
    `Give both, with warning not above error: ${owner}:warning=${error},error=${warning}.`,
  );
}
