import type { Alert } from "../../domain/alert.ts";
import { at, none } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/observation.ts";

/** A row, or an instant after the row with this index. */
export type Evidence = Pick<LoginObservation, "index" | "atMs">;

/** What an episode is about. */
export interface Trouble {
  readonly key: string;
  /** Absent when it is about everything. */
  readonly subject?: string;
  readonly score: number;
  /** The evidence in words, as far as it has come. */
  readonly describe: () => string;
  /** For how long nothing more must come until it is over, as far as it has come. */
  readonly quietMs: () => number;
  readonly end: () => void;
}

/** Episodes that begin with an alarm and end with quiet. */
export interface QuietEpisodes {
  readonly isOpen: (key: string) => boolean;
  /** Something more of an episode, if it is open. */
  readonly goOn: (key: string, atMs: number) => void;
  readonly open: (trouble: Trouble, observation: LoginObservation) => Alert;
  /** Ends those that have been quiet for long enough: each at that instant, after the row before. */
  readonly pass: (nowMs: number, before: Evidence) => readonly Alert[];
}

interface OpenEpisode {
  readonly trouble: Trouble;
  untilMs: number;
}

export function quietEpisodes(): QuietEpisodes {
  const episodes = new Map<string, OpenEpisode>();
  let nextMs = Infinity;
  const passed = (nowMs: number, { index }: Evidence): readonly Alert[] => {
    const ended = [...episodes.values()].filter(({ untilMs }) => untilMs < nowMs);
    for (const { trouble } of ended) episodes.delete(trouble.key);
    nextMs = Math.min(Infinity, ...[...episodes.values()].map(({ untilMs }) => untilMs));
    return ended.map(({ trouble, untilMs }) => {
      const alert = alertOf(trouble, "resolved", { index, atMs: untilMs });
      trouble.end();
      return alert;
    });
  };

  return {
    isOpen: (key) => episodes.size > 0 && episodes.has(key),
    goOn: (key, atMs) => {
      const episode = episodes.get(key);
      if (episode !== undefined) episode.untilMs = atMs + episode.trouble.quietMs();
    },
    open: (trouble, observation) => {
      const untilMs = observation.atMs + trouble.quietMs();
      episodes.set(trouble.key, { trouble, untilMs });
      nextMs = Math.min(nextMs, untilMs);
      return alertOf(trouble, "firing", observation);
    },
    pass: (nowMs, before) => (nowMs <= nextMs ? none : passed(nowMs, before)),
  };
}

function alertOf(trouble: Trouble, state: Alert["state"], evidence: Evidence): Alert {
  const { key, subject, score, describe } = trouble;
  return {
    key,
    severity: "error",
    state,
    ...at(evidence),
    score,
    ...(subject === undefined ? {} : { subject }),
    evidence: describe(),
  };
}
