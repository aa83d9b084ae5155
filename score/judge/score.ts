import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import type { Gate } from "../../domain/gate.ts";
import { falseAlarmsAllowed, isWanted, lineFor } from "../../domain/gate.ts";
import type { Episode, EpisodeRole, JudgedEpisode, KeyedIncident } from "../../domain/results/trace.ts";
import { reachedAt, wasOpenAtOnset } from "../../domain/results/trace.ts";
import type { IncidentVerdict, DetectorVerdict } from "../../domain/verdict.ts";
import { scoreSubjects } from "./subjects.ts";
import type { AnswerKey } from "./answer-key.ts";
import { delaysOf, isAllowed } from "./delay.ts";
import { episodesOf } from "./episodes.ts";
import type { Claim } from "./incident-match.ts";
import { claimOf, isInside } from "./incident-match.ts";

/** How one detector did. */
export interface DetectorScore extends Pick<DetectorVerdict, "bySubject" | "delays"> {
  readonly passed: boolean;
  readonly incidents: readonly IncidentVerdict[];
  readonly falseAlarms: number;
  readonly recoveryAlerts: number;
  /** Episodes in all. */
  readonly alerts: number;
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
 * @param alerts - of this detector alone, in any order
 * @throws FiredrillError BAD_WITHIN
 */
export function scoreAlerts(key: AnswerKey, alerts: readonly ReceivedAlert[], gate: Gate): DetectorScore {
  const claimed = episodesOf(alerts).map((episode) => ({
    episode,
    claim: claimOf(episode, key.incidents, gate.windowSize),
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
    ...scoreSubjects(key.populations, alerts, gate.severity, incidents),
    episodes,
  };
}

function judge(keyed: KeyedIncident, claimed: readonly Claimed[], gate: Gate): Judgement {
  const { id, kind, subjects } = keyed.incident;
  const within = lineFor(gate, kind)?.within ?? gate.windowSize;
  const base = { id, kind, subjects, within };
  if (claimed.some(({ episode }) => wasOpenAtOnset(keyed, episode)))
    return { verdict: { ...base, outcome: "inconclusive" } };
  const first = firstToReach(gate.severity, id, claimed);
  if (first === undefined) return { verdict: { ...base, outcome: "missed" } };
  const delays = delaysOf(keyed, first.alert);
  const inTime = isInside(keyed, first.alert) && isAllowed(within, delays);
  const outcome = inTime ? "detected" : "late";
  const severity = worstInside(keyed, first);
  const verdict = { ...base, outcome, severity, alertIndex: first.alert.atIndex, ...delays } as const;
  return { verdict, noticedBy: first.episode };
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

/** The worst up to the incident's end; of an alert after the end, what it said itself. */
function worstInside({ incident }: KeyedIncident, { episode, alert }: Notice): Severity {
  const horizonMs = Math.max(incident.untilMs, alert.atMs);
  const isError = episode.errorAt !== undefined && episode.errorAt.atMs <= horizonMs;
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
