import type { AttackVerdict } from "../../domain/subject-verdict.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";

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
