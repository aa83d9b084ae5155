import type { Alert } from "../../../domain/alert.ts";
import { at, none } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { Entry } from "../../../domain/time/agenda.ts";
import { Agenda } from "../../../domain/time/agenda.ts";
import type { Evidence } from "../evidence.ts";

/** What an episode is about. */
export interface AlarmReason {
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
export interface QuietAlarms {
  readonly isOpen: (key: string) => boolean;
  /** Something more of an episode, if it is open. */
  readonly extend: (key: string, atMs: number) => void;
  /**
   * Opens an episode; one that is open under that key is about this reason from now on, without an alert. When too many
   * are open, the one that would end first ends at once.
   */
  readonly raise: (reason: AlarmReason, observation: LoginObservation) => readonly Alert[];
  /** Ends those that have been quiet for long enough: each at that instant, after the row before. */
  readonly endQuiet: (nowMs: number, before: Evidence) => readonly Alert[];
}

/** Episodes that may be open at once. */
const mostOpen = 2_000;

interface OpenAlarm {
  reason: AlarmReason;
}

export function quietAlarms(): QuietAlarms {
  const open = new Map<string, Ending<OpenAlarm>>();
  const queue = endings<OpenAlarm>();
  const closed = ({ what: { reason } }: Ending<OpenAlarm>, evidence: Evidence): Alert => {
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
      if (ending !== undefined) queue.move(ending, atMs + ending.what.reason.quietMs());
    },
    raise: (reason, observation) => {
      const untilMs = observation.atMs + reason.quietMs();
      const ending = open.get(reason.key);
      if (ending === undefined) return opened(reason, untilMs, observation);
      ending.what.reason = reason;
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

/** Something that ends at an instant, which may move. */
interface Ending<T> {
  readonly what: T;
  untilMs: number;
  /** In the queue; never later than `untilMs`. When it falls due too early it is put back: to go on costs nothing. */
  due: Entry<Ending<T>> | undefined;
}

/** What will end, in the order of the instants. */
interface Endings<T> {
  readonly add: (what: T, untilMs: number) => Ending<T>;
  readonly move: (ending: Ending<T>, untilMs: number) => void;
  /** Takes out the one that ends first, if that is before an instant. */
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
    add: (what, untilMs) => {
      const ending: Ending<T> = { what, untilMs, due: undefined };
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
