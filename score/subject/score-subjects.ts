import { reaches } from "../../domain/alert.ts";
import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import type { SubjectVerdict } from "../../domain/subject-verdict.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";
import type { AnswerKey } from "../answer-key.ts";
import { scoreAddresses } from "./address-book.ts";
import { scoreAttacks } from "./attack-delays.ts";

/**
 * Judges whom a detector named, and how soon it found each attack.
 * @param alerts - of this detector alone; those below `severity` name nobody
 * @param incidents - as the same alerts were judged
 * @returns undefined for a log that is not one of logins
 */
export function scoreSubjects(
  { logins }: AnswerKey,
  alerts: readonly ReceivedAlert[],
  severity: Severity,
  incidents: readonly IncidentVerdict[],
): SubjectVerdict | undefined {
  if (logins === undefined) return undefined;
  const alerted = new Set(
    alerts.flatMap(({ subject, state, severity: said }) =>
      subject !== undefined && state === "firing" && reaches(said, severity) ? [subject] : [],
    ),
  );
  return { addresses: scoreAddresses(logins.addresses, alerted), attacks: scoreAttacks(incidents) };
}
