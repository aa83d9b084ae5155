import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import type {
  AttackVerdict,
  IncidentVerdict,
  SubjectVerdict,
  TrainedSpan,
  TrainingVerdict,
} from "../../domain/verdict.ts";
import type { AnswerKey } from "../judge/answer-key.ts";
import { scoreAddresses } from "./addresses.ts";

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

/** How soon attacks were found. An alert that came late counts with its delay, however long. */
export function scoreAttacks(incidents: readonly IncidentVerdict[]): AttackVerdict {
  const attempts = inOrder(incidents.flatMap(({ delayAffected }) => delayAffected ?? []));
  const times = inOrder(incidents.flatMap(({ delayFromFirstMs }) => delayFromFirstMs ?? []));
  const count = (wanted: IncidentVerdict["outcome"]): number =>
    incidents.filter(({ outcome }) => outcome === wanted).length;
  return {
    found: count("detected") + count("late"),
    missed: count("missed"),
    inconclusive: count("inconclusive"),
    ...figure("medianAttempts", middle(attempts, incidents.length)),
    ...figure("medianMs", middle(times, incidents.length)),
    ...figure("maxAttempts", attempts.at(-1)),
    ...figure("maxMs", times.at(-1)),
  };
}

function inOrder(delays: readonly number[]): readonly number[] {
  return delays.toSorted((a, b) => a - b);
}

/**
 * The mean of the middle two of an even count, as the original has it.
 * @param known - ascending
 * @param count - with those that are not known, which are longer than all others
 */
function middle(known: readonly number[], count: number): number | undefined {
  const low = known[Math.ceil(count / 2) - 1];
  const high = known[Math.floor(count / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function figure(
  name: keyof AttackVerdict,
  value: number | undefined,
): Partial<Record<keyof AttackVerdict, number>> {
  return value === undefined ? {} : { [name]: value };
}

/** Whether a detector judges some of what it was trained on; a shared instant is enough. */
export function trainingOf(trained: TrainedSpan, { startedMs, endedMs }: AnswerKey): TrainingVerdict {
  const overlaps =
    startedMs !== undefined &&
    endedMs !== undefined &&
    trained.fromMs <= endedMs &&
    startedMs <= trained.untilMs;
  return { ...trained, overlaps };
}
