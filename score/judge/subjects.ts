import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import { subjectOf } from "../../domain/subject.ts";
import type { Labelled } from "../../domain/truth.ts";
import type {
  Confusion,
  ConfusionRates,
  DelayVerdict,
  DetectorVerdict,
  IncidentVerdict,
  SubjectVerdict,
} from "../../domain/verdict.ts";
import { scoreKit } from "../sources.ts";

/** Whether a subject was ever part of an incident. */
type Part = "involved" | "bystander";

/** All subjects of one kind in a log. */
export interface Population {
  /** As subjects spell it: `ip`. */
  readonly kind: string;
  readonly members: ReadonlyMap<string, Part>;
}

/** Takes labelled rows in any order; it grows with the distinct names, not with the log. */
interface PopulationCollector {
  readonly add: (row: Labelled) => void;
  /** One for each kind that occurs. */
  readonly finish: () => readonly Population[];
}

export function populationCollector(): PopulationCollector {
  const byKind = new Map<string, Map<string, Part>>();
  return {
    add: ({ observation, truth }) => {
      for (const { kind, nameOf } of scoreKit(observation.kind).subjects) {
        const name = nameOf(observation);
        if (name === undefined) continue;
        const members = byKind.get(kind) ?? new Map<string, Part>();
        byKind.set(kind, members);
        if (truth.incident !== undefined) members.set(name, "involved");
        else if (!members.has(name)) members.set(name, "bystander");
      }
    },
    finish: () => [...byKind].map(([kind, members]) => ({ kind, members })),
  };
}

/**
 * Scores the subjects that a detector named, and how soon it found each incident.
 * @param alerts - of this detector alone; those below `severity` do not count
 * @param incidents - as the same alerts were judged
 * @returns nothing for a log that is not scored by subject
 */
export function scoreSubjects(
  populations: readonly Population[],
  alerts: readonly ReceivedAlert[],
  severity: Severity,
  incidents: readonly IncidentVerdict[],
): Pick<DetectorVerdict, "bySubject" | "delays"> {
  if (populations.length === 0) return {};
  const alerted = new Set(
    alerts.flatMap(({ subject, state, severity: said }) =>
      subject !== undefined && state === "firing" && reaches(said, severity) ? [subject] : [],
    ),
  );
  return {
    bySubject: populations.map((population) => scorePopulation(population, alerted)),
    delays: scoreDelays(incidents),
  };
}

/** Compares those that were alerted with those that were part of an incident. @param alerted - subjects, of any kind */
export function scorePopulation({ kind, members }: Population, alerted: ReadonlySet<string>): SubjectVerdict {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (const [name, part] of members) counts[cellOf(part, alerted.has(subjectOf(kind, name)))] += 1;
  const named = [...alerted].filter((subject) => subject.startsWith(subjectOf(kind, ""))).length;
  const unknown = named - counts.truePositives - counts.falsePositives;
  return { kind, ...counts, ...ratesOf(counts), unknown };
}

function cellOf(part: Part, isAlerted: boolean): keyof Confusion {
  switch (part) {
    case "involved":
      return isAlerted ? "truePositives" : "falseNegatives";
    case "bystander":
      return isAlerted ? "falsePositives" : "trueNegatives";
  }
}

/** The rates of S. Molin's "Hands-On Data Analysis with Pandas", and what information retrieval adds to them. */
export function ratesOf(counts: Confusion): ConfusionRates {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  return {
    ...rate("falsePositiveRate", fp, fp + tn),
    ...rate("falseDiscoveryRate", fp, fp + tp),
    ...rate("falseNegativeRate", fn, fn + tp),
    ...rate("falseOmissionRate", fn, fn + tn),
    ...rate("precision", tp, tp + fp),
    ...rate("recall", tp, tp + fn),
    ...rate("f1", 2 * tp, 2 * tp + fp + fn),
  };
}

function rate(name: keyof ConfusionRates, part: number, whole: number): ConfusionRates {
  return whole === 0 ? {} : { [name]: part / whole };
}

/** How soon incidents were found. An alert that came late counts with its delay, however long. */
export function scoreDelays(incidents: readonly IncidentVerdict[]): DelayVerdict {
  const affected = inOrder(incidents.flatMap(({ delayAffected }) => delayAffected ?? []));
  const times = inOrder(incidents.flatMap(({ delayFromFirstMs }) => delayFromFirstMs ?? []));
  const count = (wanted: IncidentVerdict["outcome"]): number =>
    incidents.filter(({ outcome }) => outcome === wanted).length;
  return {
    found: count("detected") + count("late"),
    missed: count("missed"),
    inconclusive: count("inconclusive"),
    ...figure("medianAffected", middle(affected, incidents.length)),
    ...figure("medianMs", middle(times, incidents.length)),
    ...figure("maxAffected", affected.at(-1)),
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
  name: keyof DelayVerdict,
  value: number | undefined,
): Partial<Record<keyof DelayVerdict, number>> {
  return value === undefined ? {} : { [name]: value };
}
