import type { Alert } from "../../domain/alert.ts";
import { at, none } from "../../domain/detector.ts";
import type { Entry } from "../../domain/time/agenda.ts";
import { Agenda } from "../../domain/time/agenda.ts";
import type { Evidence } from "./evidence.ts";

/** The cause of an episode, with figures that grow while it is open. */
export interface AlarmReason {
  readonly key: string;
  /** Absent when the alarm is about the whole log. */
  readonly subject?: string;
  readonly score: number;
  /** The evidence so far, in words. */
  readonly describe: () => string;
  /** How long the episode stays open without another event. */
  readonly quietMs: () => number;
  readonly end: () => void;
}

/** Episodes that open with an alarm and end after a quiet period. */
export interface QuietAlarms {
  readonly isOpen: (key: string) => boolean;
  /** Prolongs an episode if it is open. */
  readonly extend: (key: string, atMs: number) => void;
  /**
   * Opens an episode. If one is open under that key, replaces its reason without an alert. When too many are open,
   * the one that would end first ends at once.
   */
  readonly raise: (reason: AlarmReason, observation: Evidence) => readonly Alert[];
  /** Ends the episodes whose quiet period is over, each at that instant, after the row before. */
  readonly endQuiet: (nowMs: number, before: Evidence) => readonly Alert[];
}

/** Most episodes open at once. */
const mostOpen = 2_000;

interface OpenAlarm {
  reason: AlarmReason;
}

export function quietAlarms(): QuietAlarms {
  const open = new Map<string, Ending<OpenAlarm>>();
  const queue = endings<OpenAlarm>();
  const closed = ({ item: { reason } }: Ending<OpenAlarm>, evidence: Evidence): Alert => {
    open.delete(reason.key);
    const alert = alertOf(reason, "resolved", evidence);
    reason.end();
    return alert;
  };
  const opened = (reason: AlarmReason, untilMs: number, evidence: Evidence): readonly Alert[] => {
    const crowdedOut = open.size < mostOpen ? undefined : queue.takeBefore(Infinity);
    const ended = crowdedOut === undefined ? none : [closed(crowdedOut, evidence)];
    open.set(reason.key, queue.add({ reason }, untilMs));
    return [...ended, alertOf(reason, "firing", evidence)];
  };

  return {
    isOpen: (key) => open.size > 0 && open.has(key),
    extend: (key, atMs) => {
      const ending = open.get(key);
      if (ending !== undefined) queue.move(ending, atMs + ending.item.reason.quietMs());
    },
    raise: (reason, observation) => {
      const untilMs = observation.atMs + reason.quietMs();
      const ending = open.get(reason.key);
      if (ending === undefined) return opened(reason, untilMs, observation);
      ending.item.reason = reason;
      queue.move(ending, untilMs);
      return none;
    },
    endQuiet: (nowMs, { index }) => {
      let ending = queue.takeBefore(nowMs);
      if (ending === undefined) return none;
      const alerts: Alert[] = [];
      for (; ending !== undefined; ending = queue.takeBefore(nowMs)) {
        alerts.push(closed(ending, { index, atMs: ending.untilMs }));
      }
      return alerts;
    },
  };
}

function alertOf(reason: AlarmReason, state: Alert["state"], evidence: Evidence): Alert {
  const { key, subject, score, describe } = reason;
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

/** An item that ends at an instant, which can move. */
interface Ending<T> {
  readonly item: T;
  untilMs: number;
  /**
   * Its queue entry, never later than `untilMs`. An entry that falls due early is put back, so that moving an end
   * later costs nothing.
   */
  due: Entry<Ending<T>> | undefined;
}

/** Items by the instant at which they end. */
interface Endings<T> {
  readonly add: (item: T, untilMs: number) => Ending<T>;
  readonly move: (ending: Ending<T>, untilMs: number) => void;
  /** Removes and returns the item that ends first, if that is before an instant. */
  readonly takeBefore: (nowMs: number) => Ending<T> | undefined;
}

function endings<T>(): Endings<T> {
  const queue = new Agenda<Ending<T>>();
  let nextMs = Infinity;
  const put = (ending: Ending<T>): void => {
    ending.due = queue.add(ending.untilMs, ending);
    nextMs = Math.min(nextMs, ending.untilMs);
  };

  return {
    add: (item, untilMs) => {
      const ending: Ending<T> = { item, untilMs, due: undefined };
      put(ending);
      return ending;
    },
    move: (ending, untilMs) => {
      ending.untilMs = untilMs;
      if (ending.due === undefined || ending.due.atMs <= untilMs) return;
      queue.remove(ending.due);
      put(ending);
    },
    takeBefore: (nowMs) => {
      while (nextMs < nowMs) {
        const entry = queue.next();
        nextMs = entry?.atMs ?? Infinity;
        if (entry === undefined) return undefined;
        if (entry.item.untilMs === entry.atMs && entry.atMs < nowMs) return entry.item;
        put(entry.item);
      }
      return undefined;
    },
  };
}
