import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import type { Gate } from "../../domain/gate.ts";
import { falseAlarmsAllowed, isWanted, lineFor, parseWithin, timeBoundMs } from "../../domain/gate.ts";
import type { Incident } from "../../domain/incident.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { Episode, EpisodeRole, JudgedEpisode, KeyedIncident } from "../../domain/results/trace.ts";
import { isBeforeOnset, mayName, reachedAt, wasOpenAtOnset } from "../../domain/results/trace.ts";
import type { Within } from "../../domain/scenario.ts";
import { withSubject } from "../../domain/subject.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { DetectorVerdict, IncidentVerdict } from "../../domain/verdict.ts";
import type { AnswerKey } from "./answer-key.ts";
import { episodesOf } from "./episodes.ts";
import { scoreSubjects } from "./subjects.ts";

/** How long an alert took, in every unit that we count. */
type Delays = Required<
  Pick<IncidentVerdict, "delayAffected" | "delayObservations" | "delayMs" | "delayFromFirstMs">
>;

/**
 * How long after the onset an alert came. Its rows count from the first affected one, both ends included, so that an
 * alert on the first bad row is a delay of 1; an alert from before that row has ended has a delay of 0 rows and a
 * negative `delayFromFirstMs`.
 */
export function delaysOf(
  { incident, affectedIndexes, firstIndex, firstAtMs }: KeyedIncident,
  { atIndex, receivedMs }: Pick<ReceivedAlert, "atIndex" | "receivedMs">,
): Delays {
  return {
    delayAffected: countUpTo(affectedIndexes, atIndex),
    delayObservations: Math.max(0, atIndex - firstIndex + 1),
    delayMs: roundToMicros(receivedMs - incident.fromMs),
    delayFromFirstMs: roundToMicros(receivedMs - firstAtMs),
  };
}

/**
 * True when the deadline allows this delay; a delay of exactly the deadline is allowed.
 * @throws FiredrillError BAD_WITHIN
 */
export function isAllowed(within: Within, delays: Delays): boolean {
  const deadline = parseWithin(within);
  switch (deadline.kind) {
    case "observations":
      return delays.delayAffected <= deadline.count;
    case "time":
      return delays.delayMs <= deadline.ms;
  }
}

/**
 * True when the evidence lies between the switch and the end of the last affected row, inclusive, or inside a time
 * bound that is longer than the incident.
 */
function isInside(keyed: KeyedIncident, alert: ReceivedAlert, within: Within): boolean {
  if (isBeforeOnset(keyed, alert)) return false;
  return !isAfterEnd(keyed, alert) || isInsideBound(keyed, alert, within);
}

/** A log whose clock was set back has no instants to hold against a bound. */
function isInsideBound(
  { incident, clock }: KeyedIncident,
  { atMs, receivedMs }: ReceivedAlert,
  within: Within,
): boolean {
  if (clock === "stepped") return false;
  return Math.max(atMs, receivedMs) - incident.fromMs <= (timeBoundMs(within) ?? 0);
}

function isAfterEnd(
  { incident, lastIndex, clock }: KeyedIncident,
  { atMs, atIndex }: ReceivedAlert,
): boolean {
  return clock === "stepped" ? atIndex > lastIndex : atMs > incident.untilMs;
}

/** What an episode is about, by where it opened and the subject that it names. */
type Claim =
  /** Opened inside them, or names one after its end. */
  | { readonly kind: "incidents"; readonly ids: readonly string[] }
  /** Has no subject, and opened just after an incident. */
  | { readonly kind: "recovery" }
  /** Nothing was wrong, or not with the one it names. */
  | { readonly kind: "false-alarm" };

function claimOf({ subject, opensAt }: Episode, incidents: readonly KeyedIncident[], gate: Gate): Claim {
  const around = incidents.filter(
    (keyed) => isInside(keyed, opensAt, withinOf(gate, keyed)) && mayName(keyed.incident, subject),
  );
  if (around.length > 0) return { kind: "incidents", ids: around.map(({ incident }) => incident.id) };
  const finished = incidents.filter((keyed) => isAfterEnd(keyed, opensAt));
  if (subject === undefined) {
    const recovering = finished.some(({ lastIndex }) => opensAt.atIndex - lastIndex <= gate.windowSize);
    return { kind: recovering ? "recovery" : "false-alarm" };
  }
  const named = finished
    .filter(({ incident }) => incident.subjects.includes(subject))
    .reduce<Incident | undefined>((last, { incident }) => later(last, incident), undefined);
  return named === undefined ? { kind: "false-alarm" } : { kind: "incidents", ids: [named.id] };
}

/** The deadline for an incident: its line's, else the detector's window. */
function withinOf(gate: Gate, { incident }: KeyedIncident): Within {
  return lineFor(gate, incident.kind)?.within ?? gate.windowSize;
}

function later(a: Incident | undefined, b: Incident): Incident {
  return a === undefined || b.untilMs >= a.untilMs ? b : a;
}

/** How one detector did. */
export interface DetectorScore extends Pick<DetectorVerdict, "bySubject" | "delays"> {
  readonly passed: boolean;
  readonly incidents: readonly IncidentVerdict[];
  readonly falseAlarms: number;
  readonly recoveryAlerts: number;
  /** Episodes in all. */
  readonly alerts: number;
  /** Episodes that reached `error`. */
  readonly pages: number;
  /** In order of opening. */
  readonly episodes: readonly JudgedEpisode[];
}

interface Claimed {
  readonly episode: Episode;
  readonly claim: Claim;
}

interface Judgement {
  readonly verdict: IncidentVerdict;
  readonly noticedBy?: Episode;
}

/**
 * Judges the alerts of one detector against the truth. Without incidents only false alarms can fail the gate;
 * incidents that no line of the gate fits are reported and do not count.
 * @param received - of this detector alone, in any order
 * @throws FiredrillError BAD_WITHIN
 */
export function scoreAlerts(key: AnswerKey, received: readonly ReceivedAlert[], gate: Gate): DetectorScore {
  const alerts = received.map(withSubject);
  const claimed = episodesOf(alerts).map((episode) => ({
    episode,
    claim: claimOf(episode, key.incidents, gate),
  }));
  const judgements = key.incidents.map((keyed) => judge(keyed, claimed, gate));
  const episodes = claimed.map((one) => withRole(one, judgements));
  const falseAlarms = count(episodes, "false-alarm");
  const outcomesHold = judgements.every(({ verdict }) =>
    isWanted(lineFor(gate, verdict.kind), verdict.outcome),
  );
  const incidents = judgements.map(({ verdict }) => verdict);
  return {
    passed: outcomesHold && falseAlarms <= falseAlarmsAllowed(gate),
    incidents,
    falseAlarms,
    recoveryAlerts: count(episodes, "recovery"),
    alerts: episodes.length,
    pages: episodes.filter(({ episode }) => episode.errorAt !== undefined).length,
    ...scoreSubjects(key.populations, alerts, gate.severity, incidents),
    episodes,
  };
}

function judge(keyed: KeyedIncident, claimed: readonly Claimed[], gate: Gate): Judgement {
  const { id, kind, subjects } = keyed.incident;
  const within = withinOf(gate, keyed);
  const base = { id, kind, subjects, within };
  if (claimed.some(({ episode }) => wasOpenAtOnset(keyed, episode)))
    return { verdict: { ...base, outcome: "inconclusive" } };
  const first = firstToReach(gate.severity, id, claimed);
  if (first === undefined) return { verdict: { ...base, outcome: "missed" } };
  const delays = delaysOf(keyed, first.alert);
  const inTime = isInside(keyed, first.alert, within) && isAllowed(within, delays);
  const outcome = inTime ? "detected" : "late";
  const severity = worstInside(keyed, first, within);
  const verdict = {
    ...base,
    outcome,
    severity,
    alertIndex: first.alert.atIndex,
    ...delays,
    ...resetOf(keyed, first.episode),
  } as const;
  return { verdict, noticedBy: first.episode };
}

function resetOf({ incident }: KeyedIncident, { closesAt }: Episode): Pick<IncidentVerdict, "resetMs"> {
  return closesAt === undefined ? {} : { resetMs: roundToMicros(closesAt.receivedMs - incident.untilMs) };
}

interface Notice {
  readonly episode: Episode;
  readonly alert: ReceivedAlert;
}

function firstToReach(severity: Severity, id: string, claimed: readonly Claimed[]): Notice | undefined {
  let first: Notice | undefined;
  for (const { episode, claim } of claimed) {
    const alert = reachedAt(episode, severity);
    if (alert === undefined || claim.kind !== "incidents" || !claim.ids.includes(id)) continue;
    if (first === undefined || isEarlier(alert, first.alert)) first = { episode, alert };
  }
  return first;
}

function isEarlier(a: ReceivedAlert, b: ReceivedAlert): boolean {
  return (a.atMs - b.atMs || a.atIndex - b.atIndex || a.receivedMs - b.receivedMs) < 0;
}

/** The worst up to the end of the incident or of a longer time bound; of an alert after both, what it said itself. */
function worstInside(keyed: KeyedIncident, { episode, alert }: Notice, within: Within): Severity {
  const { errorAt } = episode;
  const isError = errorAt !== undefined && (errorAt.atMs <= alert.atMs || isInside(keyed, errorAt, within));
  return isError ? "error" : "warning";
}

function withRole({ episode, claim }: Claimed, judgements: readonly Judgement[]): JudgedEpisode {
  switch (claim.kind) {
    case "incidents": {
      const noticed = judgements.some(({ noticedBy }) => noticedBy === episode);
      return { episode, role: noticed ? "detection" : "further", incidents: claim.ids };
    }
    case "recovery":
    case "false-alarm":
      return { episode, role: claim.kind, incidents: [] };
  }
}

function count(episodes: readonly JudgedEpisode[], wanted: EpisodeRole): number {
  return episodes.filter(({ role }) => role === wanted).length;
}
