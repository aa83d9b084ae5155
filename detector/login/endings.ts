import type { Entry } from "../../domain/agenda.ts";
import { agenda } from "../../domain/agenda.ts";

/** Something that ends at an instant, which may move. */
export interface Ending<T> {
  readonly what: T;
  untilMs: number;
  /** In the queue; never later than `untilMs`. When it falls due too early it is put back: to go on costs nothing. */
  due: Entry<Ending<T>> | undefined;
}

/** What will end, in the order of the instants. */
export interface Endings<T> {
  readonly add: (what: T, untilMs: number) => Ending<T>;
  readonly move: (ending: Ending<T>, untilMs: number) => void;
  /** Takes out the one that ends first, if that is before an instant. */
  readonly takeBefore: (nowMs: number) => Ending<T> | undefined;
}

export function endings<T>(): Endings<T> {
  const queue = agenda<Ending<T>>();
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
        if (entry.what.untilMs === entry.atMs && entry.atMs < nowMs) return entry.what;
        put(entry.what);
      }
      return undefined;
    },
  };
}
