import { severityText } from "../../domain/alert.ts";
import { falseAlarmsAllowed, isWanted, lineFor } from "../../domain/gate.ts";
import type { Repeat, RepeatDemand } from "../../domain/results/repeat.ts";
import { shortfalls } from "../../domain/results/repeat.ts";
import type { DetectorStatistics, KindStatistics, ShareEstimate } from "../../domain/results/statistics.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import type { LogSource } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { subjectNoun } from "../../domain/subject.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type {
  DetectorVerdict,
  IncidentVerdict,
  Outcome,
  Verdict,
  VerdictError,
} from "../../domain/verdict.ts";
import { demandSentence, labelsOf } from "../study/repeat.ts";
import { inTimeSentence } from "../study/words.ts";
import type { Finding } from "../text/reasons.ts";
import { falseAlarmFinding, incidentFinding } from "../text/reasons.ts";
import { capitalized } from "../text/sentences.ts";
import type { Case } from "../text/verdict-lines.ts";
import { casesOf, falseAlarmSentence, incidentSentence, rowNoun } from "../text/verdict-lines.ts";

/** A drill that is over, as reports for machines take it. */
export interface FinishedDrill {
  readonly verdict: Verdict;
  /** Its detectors are parallel to the verdict's; absent only for a drill that could not be run. */
  readonly trace?: DrillTrace;
}

/** A repeat that is over, as reports for machines take it. */
export interface FinishedRepeat {
  readonly repeat: Repeat;
  /** How long it took in wall time. */
  readonly wallMs: number;
  /** The text report without colors, to stand beside the results. */
  readonly picture: string;
}

/** Why a case failed. `noticed`: the scenario pins that the incident is missed, and it was not. `unproven`: too few drills. */
type FailureType = Exclude<Outcome, "detected"> | "noticed" | "false-alarm" | "unproven";

export type CaseResult =
  | { readonly kind: "passed"; readonly message: string }
  | {
      readonly kind: "failed";
      readonly type: FailureType;
      readonly message: string;
      /** Absent for a repeat. */
      readonly finding?: Finding;
    }
  /** The detector or the drill could not be judged. */
  | { readonly kind: "error"; readonly code: string; readonly message: string }
  /** What the detector needs is not on this machine. */
  | { readonly kind: "skipped"; readonly message: string };

/** One question that a drill answers, in the manner of test frameworks. */
export interface TestCase {
  /** What to call the detector; `drill` when the question is about the drill itself. */
  readonly detector: string;
  /** An incident's id, or what else is asked. */
  readonly asked: string;
  /** `WARNING` or `ERROR`; absent when the question is about the drill itself. */
  readonly severity?: string;
  /** Absent when the question is not about one. */
  readonly incident?: IncidentVerdict;
  /** Only where the question is about them. */
  readonly falseAlarms?: number;
  /** Of a repeat; beside the false alarms, of a log that is scored by subject: `address.falsePositiveRate` and the like. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly result: CaseResult;
}

const errorLimit = 1000;

/**
 * The questions of a drill: for each detector one for each incident and one about its silence otherwise; for a detector
 * or a drill in error a single one. The same scenario asks the same questions, however they are answered.
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function testCasesOf({ verdict, trace }: FinishedDrill): readonly TestCase[] {
  if (verdict.error !== undefined)
    return [{ detector: "drill", asked: "can be trusted", result: errorResult(verdict.error) }];
  if (trace === undefined) throw new RangeError("a drill that could be run has a trace");
  return casesOf(verdict, trace).flatMap((it) => casesOfDetector(it, trace));
}

function casesOfDetector(it: Case, trace: DrillTrace): readonly TestCase[] {
  const { label: detector, verdict } = it;
  const base = { detector, severity: severityText(verdict.severity) };
  if (verdict.error !== undefined)
    return [{ ...base, asked: "can be judged", result: errorResult(verdict.error) }];
  const ofIncidents = verdict.incidents.map((incident) => {
    const result = incidentResult(it, incident, trace);
    return { ...base, asked: printable(incident.id), incident, result };
  });
  const asked = ofIncidents.length === 0 ? "stays quiet" : "stays quiet otherwise";
  const { falseAlarms } = verdict;
  const figures = figuresOf(verdict, trace.picture.source);
  return [...ofIncidents, { ...base, asked, falseAlarms, ...figures, result: quietResult(it, trace) }];
}

/** The questions of a repeat: the same as of a drill, one for each kind of incident, for each detector that decides. */
export function repeatCasesOf(repeat: Repeat): readonly TestCase[] {
  const labels = labelsOf(repeat.detectors);
  return repeat.detectors.flatMap(({ statistics }, at) => {
    const { gate, crashed, drills, error, kinds, falseAlarms } = statistics;
    const detector = labels[at] ?? "";
    const base = { detector, severity: severityText(gate.severity) };
    if (error !== undefined) {
      const where = crashed === 0 ? "" : ` in ${crashed} of ${plural(drills, "drill")}`;
      const message = `${detector} could not be judged${where}: ${error.message}`;
      return [{ ...base, asked: "can be judged", result: errorResult({ code: error.code, message }) }];
    }
    const short = shortfalls(statistics, repeat.demand);
    const ofKinds = kinds.map((kind) => ({
      ...base,
      asked: printable(kind.kind),
      figures: kindFigures(kind),
      result: kindResult(
        { detector, statistics, kind },
        short.some(({ of }) => of?.kind === kind.kind),
        repeat.demand,
      ),
    }));
    const asked = kinds.length === 0 ? "stays quiet" : "stays quiet otherwise";
    const isShort = short.some(({ of }) => of === undefined);
    const result = quietRepeatResult(detector, statistics, isShort, repeat.demand);
    return [...ofKinds, { ...base, asked, falseAlarms: falseAlarms.falseAlarms, result }];
  });
}

function kindFigures({ inTime, affected, ms }: KindStatistics): NonNullable<TestCase["figures"]> {
  const medians = { "ttd.ms.p50": ms.p50.value, "ttd.affected.p50": affected.p50.value };
  const finite = Object.entries(medians).filter(([, value]) => Number.isFinite(value));
  return { incidents: inTime.trials, inTime: inTime.successes, ...Object.fromEntries(finite) };
}

interface CaseOfKind {
  readonly detector: string;
  readonly statistics: DetectorStatistics;
  readonly kind: KindStatistics;
}

function kindResult(
  { detector, statistics, kind }: CaseOfKind,
  isShort: boolean,
  demand: RepeatDemand,
): CaseResult {
  const { gate } = statistics;
  const line = lineFor(gate, kind.kind);
  const severity = severityText(gate.severity);
  const what = `${detector} raised ${severity} for ${printable(kind.kind)} in ${inTimeSentence(kind, statistics)}`;
  const message = `${what}${line?.outcome === "missed" ? "; the scenario expects a miss" : ""}`;
  if (!isShort) return { kind: "passed", message: `${message}.` };
  const outcomes = ["missed", "late", "inconclusive", "detected"] as const;
  const unwanted = outcomes.find((outcome) => kind.outcomes[outcome] > 0 && !isWanted(line, outcome));
  const type = unwanted === "detected" ? "noticed" : (unwanted ?? "unproven");
  return {
    kind: "failed",
    type,
    message: `${message}${shortText(statistics, kind, kind.asWanted, demand)}.`,
  };
}

function quietRepeatResult(
  detector: string,
  statistics: DetectorStatistics,
  isShort: boolean,
  demand: RepeatDemand,
): CaseResult {
  const {
    gate,
    drills,
    falseAlarms: { falseAlarms },
    quiet,
  } = statistics;
  const count = falseAlarms === 0 ? "no false alarm" : plural(falseAlarms, "false alarm");
  const limit = falseAlarms === 0 ? "" : ` (limit ${falseAlarmsAllowed(gate)} in each)`;
  const message = `${detector} raised ${count} in ${plural(drills, "drill")}${limit}`;
  if (!isShort) return { kind: "passed", message: `${message}.` };
  const type = quiet.successes < quiet.trials ? "false-alarm" : "unproven";
  return { kind: "failed", type, message: `${message}${shortText(statistics, undefined, quiet, demand)}.` };
}

function shortText(
  statistics: DetectorStatistics,
  of: KindStatistics | undefined,
  share: ShareEstimate | undefined,
  demand: RepeatDemand,
): string {
  if (demand.kind === "every-drill" || share === undefined) return "";
  return `; ${demandSentence(statistics, of, share.atLeast, demand.atLeast)}`;
}

/** Named by what people call subjects, incidents and rows of such a log. */
function figuresOf({ bySubject, delays }: DetectorVerdict, source: LogSource): Pick<TestCase, "figures"> {
  if (bySubject === undefined || delays === undefined) return {};
  const { incident, row } = domainKit(source).nouns;
  const named = bySubject.flatMap(({ kind, ...figures }) =>
    Object.entries(figures).map(([name, value]) => [`${subjectNoun(kind)}.${name}`, value] as const),
  );
  const found = Object.entries(delays).map(
    ([name, value]) => [`${incident.one}.${name.replace("Affected", capitalized(row.many))}`, value] as const,
  );
  return { figures: Object.fromEntries([...named, ...found]) };
}

/** The code of the error that says that something is not installed. */
const engineMissing = "ENGINE_MISSING";

function errorResult({ code, message }: VerdictError): CaseResult {
  const words = printable(message, errorLimit);
  if (code === engineMissing) return { kind: "skipped", message: words };
  return { kind: "error", code: printable(code), message: words };
}

function incidentResult(it: Case, incident: IncidentVerdict, drill: DrillTrace): CaseResult {
  const message = `${it.label} ${incidentSentence(it, incident, rowNoun(drill))}.`;
  const { kind, outcome } = incident;
  if (isWanted(lineFor(it.gate, kind), outcome)) return { kind: "passed", message };
  const finding = incidentFinding({ ...it, drill }, incident);
  return { kind: "failed", type: outcome === "detected" ? "noticed" : outcome, message, finding };
}

function quietResult(it: Case, drill: DrillTrace): CaseResult {
  const message = `${it.label} ${falseAlarmSentence(it)}.`;
  if (it.verdict.falseAlarms <= falseAlarmsAllowed(it.gate)) return { kind: "passed", message };
  return { kind: "failed", type: "false-alarm", message, finding: falseAlarmFinding({ ...it, drill }) };
}
