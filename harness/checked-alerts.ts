import type { Alert } from "../domain/alert.ts";
import { none } from "../domain/detector.ts";
import type { VerdictError } from "../domain/verdict.ts";
import { alertMistakes } from "../log/alert-fields.ts";

/** What a detector of this process said: alerts, or something that is none. */
export type CheckedAlerts =
  | { readonly kind: "alerts"; readonly alerts: readonly Alert[] }
  | { readonly kind: "error"; readonly error: VerdictError };

const nothingSaid: CheckedAlerts = { kind: "alerts", alerts: none };

/**
 * Holds what was said against the shape of an alert, for a module in plain JavaScript may say anything. The alerts are
 * copied, for a detector may go on using its list.
 * @param lastIndex - of the rows shown so far; `undefined` before the first
 */
export function checkedAlerts(label: string, said: unknown, lastIndex: number | undefined): CheckedAlerts {
  if (said === none) return nothingSaid;
  if (!isList(said)) return wrong("ALERT_NOT_UNDERSTOOD", `The detector ${label} gave no list of alerts.`);
  const alerts: readonly Alert[] = [...said];
  for (const alert of alerts) {
    // A score may be infinite; no file holds it then.
    const fields: Partial<Alert> = { ...alert };
    const score = typeof fields.score === "number" ? 0 : fields.score;
    const [mistake] = alertMistakes({ ...fields, score, detector: label, receivedMs: 0 });
    if (mistake !== undefined)
      return wrong("ALERT_NOT_UNDERSTOOD", `The detector ${label} gave an alert that is none: ${mistake}.`);
    // Before the first row, silence can only be about the one that does not come.
    if (alert.atIndex > (lastIndex ?? 0))
      return wrong(
        "ALERT_ABOUT_NO_ROW",
        `The detector ${label} gave an alert about row ${alert.atIndex}, and was shown rows up to ${lastIndex ?? "none"}.`,
      );
  }
  return alerts.length === 0 ? nothingSaid : { kind: "alerts", alerts };
}

function isList(said: unknown): said is readonly Alert[] {
  return Array.isArray(said);
}

function wrong(code: string, message: string): CheckedAlerts {
  return { kind: "error", error: { code, message } };
}
