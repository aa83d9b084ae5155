import { severityText } from "../../domain/alert.ts";
import type { GateLine } from "../../domain/gate.ts";
import { falseAlarmsAllowed, isWanted, lineFor, parseWithin } from "../../domain/gate.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import type { DetectorTrace, DrillTrace, KeyedIncident } from "../../domain/results/trace.ts";
import { domainKit } from "../../domain/sources.ts";
import { ordinal, plural, printable } from "../../domain/text/printable.ts";
import type { DetectorVerdict, IncidentVerdict, Outcome, Verdict } from "../../domain/verdict.ts";
import type { Paint } from "./paint.ts";
import { durationText, withinText } from "./sentences.ts";

/** One detector of a verdict with what led to it. */
export interface Case extends DetectorTrace {
  /** What to call the detector. */
  readonly label: string;
  readonly verdict: DetectorVerdict;
  /** The truth. */
  readonly incidents: readonly KeyedIncident[];
  /** Whether a scenario says what is expected; a recorded log has none. */
  readonly hasScenario: boolean;
}

/** @throws RangeError when trace and verdict do not have the same detectors */
export function casesOf(
  { detectors, clock }: Pick<Verdict, "detectors" | "clock">,
  trace: DrillTrace,
): readonly Case[] {
  const { incidents } = trace;
  const hasScenario = clock !== "recorded";
  const labels = detectorLabels(detectors);
  if (trace.detectors.length !== detectors.length)
    throw new RangeError("the trace must have the detectors of the verdict");
  return trace.detectors.flatMap((one, at) => {
    const verdict = detectors[at];
    return verdict === undefined
      ? []
      : [{ ...one, label: labels[at] ?? verdict.name, verdict, incidents, hasScenario }];
  });
}

const errorLimit = 1000;
const hanging = " ".repeat("PASSED  ".length);

/** What it comes to, one line per detector and incident, each detector's first line led by its result. */
export function verdictLines(verdict: Verdict, trace: DrillTrace, paint: Paint): readonly string[] {
  return [
    ...unfinishedLine(verdict, paint),
    ...skippedLine(verdict, paint),
    ...resultLines(verdict, trace, paint),
  ];
}

function unfinishedLine({ unfinished }: Verdict, paint: Paint): readonly string[] {
  return unfinished === undefined
    ? []
    : [
        `${paint.bold("UNFINISHED")} The run that wrote this log has not ended, or was cut off; the result is about the rows so far`,
      ];
}

/** So many lines may change a result. */
const notableSkippedRatio = 0.01;

function skippedLine({ observations, skippedLines = 0 }: Verdict, paint: Paint): readonly string[] {
  const lines = observations + skippedLines;
  if (skippedLines <= lines * notableSkippedRatio) return [];
  const share = ((100 * skippedLines) / lines).toFixed(1);
  return [
    `${paint.bold("SKIPPED")} ${skippedLines} of ${plural(lines, "line")} (${share} %) could not be read; the result is about the rest`,
  ];
}

function resultLines(verdict: Verdict, trace: DrillTrace, paint: Paint): readonly string[] {
  if (verdict.error !== undefined) {
    const { message, code } = verdict.error;
    return [
      `${paint.red(paint.bold("INVALID"))} ${printable(message, errorLimit)} (${printable(code)})`,
      `${hanging}The drill says nothing about any detector.`,
    ];
  }
  if (verdict.detectors.length === 0) return [`${paint.bold("NO DETECTOR")} judged this log.`];
  return casesOf(verdict, trace).flatMap((it) => {
    const [first = "", ...more] = caseSentences(it, rowNoun(trace)).map(
      (sentence) => `${it.label} ${sentence}`,
    );
    return [`${resultWord(it.verdict, paint)}  ${first}`, ...more.map((line) => hanging + line)];
  });
}

function resultWord({ passed, error }: DetectorVerdict, paint: Paint): string {
  if (error !== undefined) return paint.red(paint.bold("ERROR "));
  return paint.bold(passed ? paint.green("PASSED") : paint.red("FAILED"));
}

/** What a row of the log is called: `request`. */
export function rowNoun({ picture }: DrillTrace): string {
  return domainKit(picture.source).nouns.row.one;
}

/** @param row - what a row of the log is called */
export function caseSentences(it: Case, row: string): readonly string[] {
  const { verdict, gate } = it;
  const { error, incidents, severity, falseAlarms, recoveryAlerts, alerts } = verdict;
  if (error !== undefined) {
    return [`could not be judged: ${printable(error.message, errorLimit)} (${printable(error.code)})`];
  }
  const sentenceAbout = (incident: IncidentVerdict): string => incidentSentence(it, incident, row);
  const ofIncidents = areTold(incidents)
    ? incidents.map(sentenceAbout)
    : manySentences(incidents, gate, severityText(severity), sentenceAbout);
  const ofFalse = falseAlarms === 0 ? [] : [falseAlarmSentence(it)];
  const ofRecovery =
    recoveryAlerts === 0 ? [] : [`raised ${plural(recoveryAlerts, "recovery alert")} (not counted)`];
  const ofSilence = incidents.length === 0 && alerts === 0 ? ["raised no alert, and nothing was wrong"] : [];
  return [...ofIncidents, ...ofFalse, ...ofRecovery, ...ofSilence];
}

/** How many there were of each outcome, and the first that are not as they should be. */
function manySentences(
  incidents: readonly IncidentVerdict[],
  gate: Case["gate"],
  severity: string,
  sentenceAbout: (incident: IncidentVerdict) => string,
): readonly string[] {
  const count = (wanted: Outcome): number => incidents.filter(({ outcome }) => outcome === wanted).length;
  const others = (["late", "missed", "inconclusive"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `, ${count(outcome)} ${outcome}`);
  const head = `raised ${severity} in time for ${count("detected")} of ${plural(incidents.length, "incident")}`;
  const failed = incidents.filter(({ kind, outcome }) => !isWanted(lineFor(gate, kind), outcome));
  const told = toldFailures(failed, incidents);
  const left = failed.length - told.length;
  return [
    head + others.join(""),
    ...told.map(sentenceAbout),
    ...(left > 0 ? [`failed ${plural(left, "more incident")}`] : []),
  ];
}

/** What a detector did about an incident, without its name: `raised ERROR for attack-1 on its 3rd ...`. */
export function incidentSentence(it: Case, incident: IncidentVerdict, row: string): string {
  const line = lineFor(it.gate, incident.kind);
  return (
    outcomeText(incident, severityText(it.verdict.severity), line, delayText(it, incident, row)) +
    unasked(line)
  );
}

/** `raised no false alarm`, `raised 2 false alarms (limit 0)`. */
export function falseAlarmSentence({ verdict: { falseAlarms }, gate }: Case): string {
  if (falseAlarms === 0) return "raised no false alarm";
  return `raised ${plural(falseAlarms, "false alarm")} (limit ${falseAlarmsAllowed(gate)})`;
}

function outcomeText(
  incident: IncidentVerdict,
  severity: string,
  line: GateLine | undefined,
  delay: string,
): string {
  const id = printable(incident.id);
  switch (incident.outcome) {
    case "detected":
      return `raised ${severity} for ${id} ${delay}${butPinned(line)}`;
    case "late":
      return `raised ${severity} for ${id} too late, ${delay}${butPinned(line)}`;
    case "missed":
      return `missed ${id}${missedText(incident, severity, line)}`;
    case "inconclusive":
      return `was already firing when ${id} began, so the drill is inconclusive`;
  }
}

function unasked(line: GateLine | undefined): string {
  return line === undefined ? " (not required by any gate)" : "";
}

function butPinned(line: GateLine | undefined): string {
  return line?.outcome === "missed" ? ", although the scenario expects a miss" : "";
}

function missedText({ within }: IncidentVerdict, severity: string, line: GateLine | undefined): string {
  if (line === undefined) return "";
  if (line.outcome === "missed") return ", as expected";
  return `: no ${severity} alert; one was required ${withinText(within)}`;
}

function delayText({ incidents }: Case, verdict: IncidentVerdict, row: string): string {
  const { id, delayAffected = 0, delayMs = 0, within, alertIndex = 0 } = verdict;
  const deadline = parseWithin(within);
  const keyed = incidents.find(({ incident }) => incident.id === id);
  const after = `${durationText(delayMs)} after the switch`;
  if (delayAffected === 0) return `before its first affected ${row} ended, ${after}`;
  const isOver = keyed !== undefined && alertIndex > keyed.lastIndex;
  const affected = isOver
    ? `after the last of its ${plural(delayAffected, `affected ${row}`)}`
    : `on its ${ordinal(delayAffected)} affected ${row}`;
  switch (deadline.kind) {
    case "observations":
      return `${affected} (limit ${deadline.count}), ${after}`;
    case "time":
      return `${affected}, ${after} (limit ${durationText(deadline.ms)})`;
  }
}

const toldOneByOne = 10;
const toldOfMany = 3;

/** True when a report has room for a sentence about each incident; a month of attacks has dozens. */
function areTold(incidents: readonly unknown[]): boolean {
  return incidents.length <= toldOneByOne;
}

/** Those of the failed incidents that get a sentence: all, or the first of very many. */
export function toldFailures<T>(failed: readonly T[], incidents: readonly unknown[]): readonly T[] {
  return areTold(incidents) ? failed : failed.slice(0, toldOfMany);
}
