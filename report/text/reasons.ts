import { severityText } from "../../domain/alert.ts";
import { falseAlarmsAllowed, isWanted, lineFor, parseWithin } from "../../domain/gate.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { DrillTrace, KeyedIncident } from "../../domain/results/trace.ts";
import { wasOpenAtOnset } from "../../domain/results/trace.ts";
import { domainKit } from "../../domain/sources.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { IncidentVerdict, Verdict } from "../../domain/verdict.ts";
import { reportKit } from "../sources.ts";
import { aboutText, durationText } from "./sentences.ts";
import type { Case } from "./verdict-lines.ts";
import { casesOf, toldFailures } from "./verdict-lines.ts";

const listedFalseAlarms = 5;

/** A failed detector, and the drill in which it failed. */
interface Failure extends Case {
  readonly drill: DrillTrace;
}

/** Why a detector failed, and what to do about it: full sentences each. */
export interface Finding {
  readonly reason: string;
  readonly remedy: string;
}

/** Why each failed detector failed and what to do, in full sentences; empty when everything passed. */
export function reasons(verdict: Verdict, drill: DrillTrace): readonly string[] {
  if (verdict.error !== undefined)
    return [`docs/errors.md says more about ${printable(verdict.error.code)}.`];
  const findings = casesOf(verdict, drill).flatMap((it) => findingsOf(it, drill));
  return [...new Set(findings.map(({ reason, remedy }) => `${reason} ${remedy}`))];
}

/** Of one detector; empty when it passed. */
export function findingsOf(it: Case, drill: DrillTrace): readonly Finding[] {
  const { error, passed } = it.verdict;
  if (error !== undefined) return [errorFinding(it.label, error.code)];
  return passed ? [] : failures({ ...it, drill });
}

function errorFinding(label: string, code: string): Finding {
  return {
    reason: "A detector that cannot be judged has neither passed nor failed.",
    remedy: `Make ${label} run, then repeat the drill. docs/errors.md says more about ${printable(code)}.`,
  };
}

function failures(it: Failure): readonly Finding[] {
  const unwanted = it.verdict.incidents.filter(
    ({ kind, outcome }) => !isWanted(lineFor(it.gate, kind), outcome),
  );
  const tooMany = it.verdict.falseAlarms > falseAlarmsAllowed(it.gate);
  return [
    ...toldFailures(unwanted, it.verdict.incidents).map((incident) => incidentFinding(it, incident)),
    ...(tooMany ? [falseAlarmFinding(it)] : []),
  ];
}

/** Why an incident did not come out as wanted. */
export function incidentFinding(it: Failure, incident: IncidentVerdict): Finding {
  switch (incident.outcome) {
    case "detected":
      return unpinFinding(it, incident);
    case "late":
      return lineFor(it.gate, incident.kind)?.outcome === "missed"
        ? unpinFinding(it, incident)
        : lateFinding(it, incident);
    case "missed":
      return missedFinding(it, incident);
    case "inconclusive":
      return inconclusiveFinding(it, incident);
  }
}

function unpinFinding({ label }: Failure, { id }: IncidentVerdict): Finding {
  return {
    reason: `The scenario expects ${label} to miss ${printable(id)}, but it raised an alert.`,
    remedy: "If the detector got better, remove `outcome: missed` from the scenario's expect.",
  };
}

function lateFinding({ label, verdict, drill }: Failure, incident: IncidentVerdict): Finding {
  const excess = excessOf(incident);
  const what = `${label} raised ${severityText(verdict.severity)} for ${printable(incident.id)}`;
  if (excess !== undefined) {
    return {
      reason: `${what} ${excess.text} too late.`,
      remedy: `Make it faster (a lower threshold, a shorter window), or allow more with --within ${excess.enough}.`,
    };
  }
  const last = drill.incidents.find((keyed) => keyed.incident.id === incident.id)?.lastIndex ?? 0;
  const rows = Math.max(0, (incident.alertIndex ?? 0) - last);
  return {
    reason: `${what} ${plural(rows, "observation")} after the last affected one, when the incident was over.`,
    remedy: "Make the detector faster (a lower threshold, a shorter window), or the incident longer.",
  };
}

/** How far beyond the deadline, and which deadline would do; `undefined` when the deadline was kept. */
function excessOf({
  within,
  delayAffected: rows = 0,
  delayMs = 0,
}: IncidentVerdict): { readonly text: string; readonly enough: string } | undefined {
  const deadline = parseWithin(within);
  switch (deadline.kind) {
    case "observations":
      return rows > deadline.count
        ? { text: plural(rows - deadline.count, "affected observation"), enough: String(rows) }
        : undefined;
    case "time":
      return delayMs > deadline.ms
        ? { text: durationText(delayMs - deadline.ms), enough: `${Math.ceil(delayMs)}ms` }
        : undefined;
  }
}

function missedFinding(it: Failure, { id }: IncidentVerdict): Finding {
  const severity = severityText(it.verdict.severity);
  const keyed = it.drill.incidents.find(({ incident }) => incident.id === id);
  const milder = it.episodes.find(({ incidents }) => incidents.includes(id))?.episode;
  const pin = it.hasScenario ? ", or document the limit with `outcome: missed` in the scenario's expect" : "";
  if (milder === undefined || keyed === undefined) {
    const rows = plural(keyed?.affectedIndexes.length ?? 0, "affected observation");
    return {
      reason: `${it.label} never raised ${severity} for ${printable(id)} in its ${rows}.${keyed === undefined ? "" : nearestText(it, keyed)}${peakText(it)}`,
      remedy: `${keyed === undefined ? "Lower its threshold" : sensitivityAdvice(it, keyed)}${pin}.`,
    };
  }
  const row = countUpTo(keyed.affectedIndexes, milder.opensAt.atIndex);
  const peak = milder.peakScore === undefined ? "" : ` (largest score ${scoreText(milder.peakScore)})`;
  return {
    reason: `${it.label} never raised ${severity} for ${printable(id)}, only WARNING on affected observation ${row}${peak}.`,
    remedy: it.hasScenario
      ? `Lower its threshold for ${severity}, require only --severity warning${pin}.`
      : `Lower its threshold for ${severity}, or require only --severity warning.`,
  };
}

/** What could make a detector notice: a lower threshold only if the incident raised its score above that of healthy rows. */
function sensitivityAdvice(it: Failure, { firstIndex, lastIndex }: KeyedIncident): string {
  const firstAffected = it.drill.incidents.reduce(
    (first, other) => Math.min(first, other.firstIndex),
    firstIndex,
  );
  const healthy = largestScore(it, 0, firstAffected - 1);
  return healthy > -Infinity && largestScore(it, firstIndex, lastIndex) <= healthy
    ? `Its score was as high on healthy rows (${scoreText(healthy)}), so a lower threshold would raise false alarms. Use another signal or detector`
    : "Lower its threshold";
}

/** Of the rows from one index up to another, both included; -Infinity where the detector tells none. */
function largestScore({ scores }: Failure, from: number, to: number): number {
  return (scores?.points ?? []).reduce(
    (most, { index, value }) => (index < from || index > to ? most : Math.max(most, value)),
    -Infinity,
  );
}

/** The value that came nearest to the threshold, where the detector tells. */
function nearestText(it: Failure, { firstIndex, lastIndex }: KeyedIncident): string {
  const { scores, verdict, gate, drill } = it;
  if (scores === undefined) return "";
  const { thresholds } = scores;
  const largest = largestScore(it, firstIndex, lastIndex);
  const limit = thresholds.find(({ name }) => name === verdict.severity) ?? thresholds.at(-1);
  if (!Number.isFinite(largest) || limit === undefined) return "";
  const { signals, defaultSignal } = domainKit(drill.picture.source);
  const watched = signals[String(gate.options["signal"] ?? defaultSignal)];
  const unit = limit.unit === "" || watched?.unit !== limit.unit ? "" : ` ${limit.unit}`;
  return ` Largest value ${scoreText(largest)}${unit}; ${limit.name} ${Number(limit.value.toPrecision(4))}${unit}.`;
}

function peakText({ episodes }: Failure): string {
  const peak = episodes.reduce(
    (highest, { episode }) => Math.max(highest, episode.peakScore ?? -Infinity),
    -Infinity,
  );
  return peak === -Infinity ? "" : ` Its largest score elsewhere was ${scoreText(peak)}.`;
}

function scoreText(score: number): string {
  return String(Number(score.toPrecision(3)));
}

function inconclusiveFinding(it: Failure, { id }: IncidentVerdict): Finding {
  const keyed = it.drill.incidents.find(({ incident }) => incident.id === id);
  const early = it.episodes.find(({ episode }) => keyed !== undefined && wasOpenAtOnset(keyed, episode));
  const since = early === undefined ? "" : ` since ${whenText(it, early.episode.opensAt)}`;
  return {
    reason: `${it.label} had been firing${since} when ${printable(id)} began, so the drill cannot say whether it reacted.`,
    remedy:
      "Raise its threshold, or put more healthy observations before the incident, so that it is silent when the incident begins.",
  };
}

/** Which false alarms there were, and what to do about them. */
export function falseAlarmFinding(it: Failure): Finding {
  const alarms = it.episodes.filter(({ role }) => role === "false-alarm").map(({ episode }) => episode);
  const listed = alarms
    .slice(0, listedFalseAlarms)
    .map(
      ({ opensAt, subject }) =>
        `${whenText(it, opensAt)}${aboutText(subject)}${evidenceText(opensAt.evidence)}`,
    );
  const unlisted = alarms.length - listed.length;
  const more = unlisted > 0 ? [`and ${unlisted} more`] : [];
  return {
    reason: `${it.label} raised ${plural(it.verdict.falseAlarms, "false alarm")} (limit ${falseAlarmsAllowed(it.gate)}): at ${[...listed, ...more].join("; ")}.`,
    remedy: it.hasScenario
      ? "Raise its threshold, or allow them with `falseAlarmsAtMost` in the scenario's expect."
      : "Raise its threshold.",
  };
}

function evidenceText(evidence: string | undefined): string {
  return evidence === undefined ? "" : `, ${printable(evidence)}`;
}

function whenText(
  { drill: { picture } }: Failure,
  { atIndex, atMs }: { readonly atIndex: number; readonly atMs: number },
): string {
  const kit = reportKit(picture.source);
  return `observation ${atIndex}${kit.isEmpty(picture) ? "" : ` (${kit.whenText(picture, atMs)})`}`;
}
