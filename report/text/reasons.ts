import { severityText } from "../../domain/alert.ts";
import { falseAlarmsAllowed, isWanted, lineFor, parseWithin } from "../../domain/gate.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import { wasOpenAtOnset } from "../../domain/results/trace.ts";
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

/** Why each failed detector failed and what to do, in full sentences; empty when everything passed. */
export function reasons(verdict: Verdict, drill: DrillTrace): readonly string[] {
  if (verdict.error !== undefined)
    return [`docs/errors.md says more about ${printable(verdict.error.code)}.`];
  const sentences = casesOf(verdict, drill).flatMap((it) => {
    const { error, passed } = it.verdict;
    if (error !== undefined) return [errorReason(it.label, error.code)];
    return passed ? [] : failures({ ...it, drill });
  });
  return [...new Set(sentences)];
}

function errorReason(label: string, code: string): string {
  return `A detector that cannot be judged has neither passed nor failed; make ${label} run, then repeat the drill. docs/errors.md says more about ${printable(code)}.`;
}

function failures(it: Failure): readonly string[] {
  const unwanted = it.verdict.incidents.filter(
    ({ kind, outcome }) => !isWanted(lineFor(it.gate, kind), outcome),
  );
  const tooMany = it.verdict.falseAlarms > falseAlarmsAllowed(it.gate);
  return [
    ...toldFailures(unwanted, it.verdict.incidents).map((incident) => incidentReason(it, incident)),
    ...(tooMany ? [falseAlarmReason(it)] : []),
  ];
}

function incidentReason(it: Failure, incident: IncidentVerdict): string {
  switch (incident.outcome) {
    case "detected":
      return unpinReason(it, incident);
    case "late":
      return lineFor(it.gate, incident.kind)?.outcome === "missed"
        ? unpinReason(it, incident)
        : lateReason(it, incident);
    case "missed":
      return missedReason(it, incident);
    case "inconclusive":
      return inconclusiveReason(it, incident);
  }
}

function unpinReason({ label }: Failure, { id }: IncidentVerdict): string {
  return `The scenario pins that ${label} misses ${printable(id)}, and it was noticed. If the detector got better, take \`outcome: missed\` out of the scenario's expect.`;
}

function lateReason({ label, verdict, drill }: Failure, incident: IncidentVerdict): string {
  const excess = excessOf(incident);
  const what = `${label} noticed ${printable(incident.id)} at ${severityText(verdict.severity)}`;
  if (excess !== undefined) {
    return `${what} ${excess.text} too late. Make it quicker (a lower threshold, a shorter window), or allow more with --within ${excess.enough}.`;
  }
  const last = drill.incidents.find((keyed) => keyed.incident.id === incident.id)?.lastIndex ?? 0;
  const rows = Math.max(0, (incident.alertIndex ?? 0) - last);
  return `${what} ${plural(rows, "observation")} after its last affected one: by then it was over. Make the detector quicker (a lower threshold, a shorter window), or the incident longer.`;
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

function missedReason(it: Failure, { id }: IncidentVerdict): string {
  const severity = severityText(it.verdict.severity);
  const keyed = it.drill.incidents.find(({ incident }) => incident.id === id);
  const milder = it.episodes.find(({ incidents }) => incidents.includes(id))?.episode;
  const pin = "or pin the limit with `outcome: missed` in the scenario's expect";
  if (milder === undefined || keyed === undefined) {
    const rows = plural(keyed?.affectedIndexes.length ?? 0, "affected observation");
    return `${it.label} never said ${severity} about ${printable(id)} in its ${rows}.${peakText(it)} Lower its threshold, ${pin}.`;
  }
  const row = countUpTo(keyed.affectedIndexes, milder.opensAt.atIndex);
  const peak = milder.peakScore === undefined ? "" : ` (largest score ${scoreText(milder.peakScore)})`;
  return `${it.label} never said ${severity} about ${printable(id)}, only WARNING on affected observation ${row}${peak}. Lower its threshold for ${severity}, ask for --severity warning, ${pin}.`;
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

function inconclusiveReason(it: Failure, { id }: IncidentVerdict): string {
  const keyed = it.drill.incidents.find(({ incident }) => incident.id === id);
  const early = it.episodes.find(({ episode }) => keyed !== undefined && wasOpenAtOnset(keyed, episode));
  const since = early === undefined ? "" : ` since ${whenText(it, early.episode.opensAt)}`;
  return `${it.label} had been firing${since} when ${printable(id)} began, so nobody can say whether it noticed. Raise its threshold, or put more healthy requests before the incident, so that it is silent when it begins.`;
}

function falseAlarmReason(it: Failure): string {
  const alarms = it.episodes.filter(({ role }) => role === "false-alarm").map(({ episode }) => episode);
  const listed = alarms
    .slice(0, listedFalseAlarms)
    .map(
      ({ opensAt, subject }) =>
        `${whenText(it, opensAt)}${aboutText(subject)}${evidenceText(opensAt.evidence)}`,
    );
  const unlisted = alarms.length - listed.length;
  const more = unlisted > 0 ? [`and ${unlisted} more`] : [];
  const allowed = falseAlarmsAllowed(it.gate);
  return `${it.label} raised ${plural(it.verdict.falseAlarms, "false alarm")} and ${allowed === 0 ? "none is" : `at most ${allowed} are`} allowed: at ${[...listed, ...more].join("; ")}. Raise its threshold, or allow them with \`falseAlarmsAtMost\` in the scenario's expect.`;
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
