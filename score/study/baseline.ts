import { severityText } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import type {
  ComparedDetector,
  ComparedDrill,
  ComparedIncident,
  Comparison,
  ComparisonRow,
  Finding,
} from "../../domain/results/comparison.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Outcome } from "../../domain/verdict.ts";

/** How much slower than before a detector may have become. */
type AllowSlower =
  | { readonly kind: "observations"; readonly count: number }
  | { readonly kind: "time"; readonly ms: number }
  /** 0.1 is a tenth longer than before. */
  | { readonly kind: "ratio"; readonly ratio: number };

/** Not at all, counted in affected observations, which a noisy wall clock blurs less than milliseconds. */
export const notSlower: AllowSlower = { kind: "observations", count: 0 };

/**
 * Reads `1` (affected observations), `10%`, `250ms` or `1.5s`.
 * @throws FiredrillError BAD_ALLOW_SLOWER for anything else
 */
export function parseAllowSlower(text: string): AllowSlower {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(%|ms|s)?$/.exec(text) ?? [];
  const amount = Number(digits);
  if (unit === "%") return { kind: "ratio", ratio: amount / 100 };
  if (unit === "ms") return { kind: "time", ms: amount };
  if (unit === "s") return { kind: "time", ms: amount * 1000 };
  if (Number.isSafeInteger(amount)) return { kind: "observations", count: amount };
  throw new FiredrillError(
    "usage",
    "BAD_ALLOW_SLOWER",
    `"${text}" is not an amount by which a delay may grow.`,
    "Give a whole number of affected observations (1), a share (10%), or a time with its unit (250ms, 1.5s).",
  );
}

/**
 * Holds drills against earlier ones: by scenario (and seed, where a scenario was played with several), then by detector,
 * options and severity, then by incident. It fails where a detection was lost or became late, a delay grew beyond
 * what is allowed, or false alarms became more. What is new or gone does not fail by itself.
 */
export function compareVerdicts(
  before: readonly ComparedDrill[],
  after: readonly ComparedDrill[],
  allowSlower: AllowSlower,
): Comparison {
  const rows = pairDrills(before, after).flatMap((drills) => rowsOfDrills(drills, allowSlower));
  const compared = rows.filter((row) => row.before !== undefined && row.after !== undefined).length;
  return { rows, compared, passed: compared > 0 && rows.every(({ passed }) => passed) };
}

function rowsOfDrills(drills: Pair<ComparedDrill>, allowed: AllowSlower): readonly ComparisonRow[] {
  const { scenario = "", seed = 0, clock = "" } = drills.after ?? drills.before ?? {};
  return pairDetectors(drills).flatMap(({ before, after }) => {
    const base = { scenario, seed, detector: nameOf(drills, { before, after }) };
    return findingsOf({ before, after }).map(({ subject, ...findings }) => ({
      ...base,
      subject,
      ...withoutAbsent(findings),
      ...judge(findings, allowed, clock),
    }));
  });
}

function nameOf(drills: Pair<ComparedDrill>, { before, after }: Pair<ComparedDetector>): string {
  const one = after ?? before;
  const siblings = (after === undefined ? drills.before : drills.after)?.detectors ?? [];
  const label = one === undefined ? "" : (detectorLabels(siblings)[siblings.indexOf(one)] ?? one.name);
  return `${label} at ${severityText(one?.severity ?? "error")}`;
}

interface PairedFindings extends Pair<Finding> {
  readonly subject: string;
}

function findingsOf(detectors: Pair<ComparedDetector>): readonly PairedFindings[] {
  const ofIncidents = pairIncidents(detectors).map(({ before, after }) => ({
    subject: (after ?? before)?.id ?? "",
    before: before === undefined ? undefined : ({ kind: "incident", incident: before } as const),
    after: after === undefined ? undefined : ({ kind: "incident", incident: after } as const),
  }));
  return [
    ...ofIncidents,
    {
      subject: "false alarms",
      before: falseAlarmsOf(detectors.before),
      after: falseAlarmsOf(detectors.after),
    },
  ];
}

function falseAlarmsOf(detector: ComparedDetector | undefined): Finding | undefined {
  return detector === undefined ? undefined : { kind: "false-alarms", count: detector.falseAlarms };
}

function withoutAbsent({ before, after }: Pair<Finding>): Pick<ComparisonRow, "before" | "after"> {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

type Judgement = Pick<ComparisonRow, "status" | "passed">;

function judge({ before, after }: Pair<Finding>, allowed: AllowSlower, clock: string): Judgement {
  if (before === undefined || after === undefined)
    return { status: before === undefined ? "new" : "gone", passed: true };
  if (before.kind === "incident" && after.kind === "incident")
    return judgeIncident(before.incident, after.incident, allowed, clock);
  if (before.kind === "false-alarms" && after.kind === "false-alarms")
    return judgeFalseAlarms(before.count, after.count);
  throw new RangeError("findings of two kinds cannot be compared");
}

function judgeFalseAlarms(before: number, after: number): Judgement {
  if (after === before) return { status: "same", passed: true };
  return after > before ? { status: "more", passed: false } : { status: "fewer", passed: true };
}

/** How good it is, for something to get lost. */
const rank: Readonly<Record<Outcome, number>> = { detected: 2, late: 1, missed: 0, inconclusive: 0 };

function judgeIncident(
  before: ComparedIncident,
  after: ComparedIncident,
  allowed: AllowSlower,
  clock: string,
): Judgement {
  if (before.outcome !== after.outcome)
    return { status: `now-${after.outcome}`, passed: rank[after.outcome] >= rank[before.outcome] };
  if (before.delayAffected === undefined || after.delayAffected === undefined)
    return { status: "same", passed: true };
  const unit = unitOf(allowed, clock);
  const [was, is] = [before[unit] ?? 0, after[unit] ?? 0];
  if (is === was) return { status: "same", passed: true };
  if (is < was) return { status: "faster", passed: true };
  const isAllowed = is <= mostOf(was, allowed);
  return { status: isAllowed ? "slower-allowed" : "slower", passed: isAllowed };
}

/** A share is one of time only where time is exact. */
function unitOf(allowed: AllowSlower, clock: string): "delayAffected" | "delayMs" {
  switch (allowed.kind) {
    case "observations":
      return "delayAffected";
    case "time":
      return "delayMs";
    case "ratio":
      return clock === "virtual" ? "delayMs" : "delayAffected";
  }
}

function mostOf(was: number, allowed: AllowSlower): number {
  switch (allowed.kind) {
    case "observations":
      return was + allowed.count;
    case "time":
      return was + allowed.ms;
    case "ratio":
      // Delays are whole microseconds or whole rows; a product of fractions falls short of them.
      return roundToMicros(was * (1 + allowed.ratio));
  }
}

/** The same thing before and after; at least one is there. */
interface Pair<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** By scenario; by seed too where one side played the scenario more than once. In the order of the later drills. */
function pairDrills(
  before: readonly ComparedDrill[],
  after: readonly ComparedDrill[],
): readonly Pair<ComparedDrill>[] {
  const isAgain = ({ scenario }: ComparedDrill): boolean =>
    [before, after].some((drills) => drills.filter((one) => one.scenario === scenario).length > 1);
  return paired(before, after, [
    (one, other) => one.scenario === other.scenario && (one.seed === other.seed || !isAgain(one)),
  ]);
}

/**
 * By name, options and severity; what is then left by name and severity, where there is one such on either side: its
 * options were changed, and what that cost is the question. A detector in error has nothing to compare.
 */
function pairDetectors({ before, after }: Pair<ComparedDrill>): readonly Pair<ComparedDetector>[] {
  const [was, is] = [judgedIn(before), judgedIn(after)];
  const isOnly = (one: ComparedDetector): boolean =>
    [was, is].every((all) => all.filter((other) => isNamesake(one, other)).length === 1);
  return paired(was, is, [
    (one, other) => isNamesake(one, other) && optionsText(one) === optionsText(other),
    (one, other) => isNamesake(one, other) && isOnly(one),
  ]);
}

function isNamesake(one: ComparedDetector, other: ComparedDetector): boolean {
  return one.name === other.name && one.severity === other.severity;
}

/** By id. */
function pairIncidents({ before, after }: Pair<ComparedDetector>): readonly Pair<ComparedIncident>[] {
  return paired(before?.incidents ?? [], after?.incidents ?? [], [(one, other) => one.id === other.id]);
}

function judgedIn(drill: ComparedDrill | undefined): readonly ComparedDetector[] {
  if (drill === undefined || drill.error !== undefined) return [];
  return drill.detectors.filter(({ error }) => error === undefined);
}

function optionsText({ options }: ComparedDetector): string {
  return JSON.stringify(Object.entries(options).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** @param rules - the first that finds a partner decides; those without one come last */
function paired<T>(
  before: readonly T[],
  after: readonly T[],
  rules: readonly ((one: T, other: T) => boolean)[],
): readonly Pair<T>[] {
  const left = new Set(before);
  const partners = new Map<T, T>();
  for (const isSame of rules) {
    for (const other of after) {
      if (partners.has(other)) continue;
      const partner = [...left].find((one) => isSame(one, other));
      if (partner === undefined) continue;
      partners.set(other, partner);
      left.delete(partner);
    }
  }
  return [
    ...after.map((other) => ({ before: partners.get(other), after: other })),
    ...[...left].map((one) => ({ before: one, after: undefined })),
  ];
}
