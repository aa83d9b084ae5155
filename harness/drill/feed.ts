import type { Observation } from "../../domain/sources.ts";
import type { Clock, ClockKind } from "../../domain/time/clock.ts";
import { followObservedLog } from "../../log/follow/follow-observed.ts";
import type { RowLines } from "../../log/source.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { localOffsetMs } from "../clock/clock.ts";
import { startTicking } from "../clock/ticking.ts";
import type { DetectorSession } from "../session/local-session.ts";
import type { DrillRecord } from "./drill-record.ts";

/** Passes rows from the log to the detectors. */
export interface Feed {
  /** A row has been written. */
  readonly offer: (observation: Observation) => void;
  /** Resolves when the detectors have judged every row offered so far. */
  readonly drain: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface FeedSettings {
  readonly kind: ClockKind;
  readonly clock: Clock;
  /** The log to follow on wall clocks. */
  readonly observedPath?: string;
  /** How that log is spelled. */
  readonly lines: RowLines<Observation>;
  readonly sessions: readonly DetectorSession[];
  readonly record: DrillRecord;
}

/** On the virtual clock rows go directly to the detectors. On wall clocks detectors follow the file, as in production. */
export function startFeed({ kind, observedPath, ...rest }: FeedSettings): Feed {
  if (kind.kind === "virtual") return directFeed(rest);
  if (observedPath === undefined) throw new RangeError("a wall clock needs a log to follow");
  return followingFeed(kind, observedPath, rest);
}

type FeedEnds = Pick<FeedSettings, "lines" | "clock" | "sessions" | "record">;

/** Holds the clock while a detector works, so that its work takes no virtual time. */
function directFeed({ clock, sessions }: FeedEnds): Feed {
  const show = observerOf(sessions);
  let pending: Promise<void> | undefined;
  return {
    offer: (observation) => {
      const work = pending === undefined ? show(observation) : pending.then(() => show(observation));
      if (work === undefined) return;
      const release = clock.hold();
      const settled = work.finally(() => {
        release();
        if (pending === settled) pending = undefined;
      });
      pending = settled;
    },
    drain: async () => pending,
    stop: async () => undefined,
  };
}

/** Shows rows to every detector. The function returns a promise only if a detector needs time. */
function observerOf(
  sessions: readonly DetectorSession[],
): (observation: Observation) => Promise<void> | undefined {
  return (observation) => {
    const work = sessions.flatMap((session) => session.observe(observation) ?? []);
    return work.length === 0 ? undefined : Promise.all(work).then(() => undefined);
  };
}

const pollWallMs = 50;

function followingFeed(
  kind: WallClockKind,
  path: string,
  { lines, clock, sessions, record }: FeedEnds,
): Feed {
  const show = observerOf(sessions);
  const pollMs = kind.kind === "real" ? pollWallMs : pollWallMs * kind.factor;
  const following = followObservedLog({
    path,
    from: "start",
    clock,
    pollMs,
    utcOffsetMs: localOffsetMs,
    lines,
    onRows: async (rows) => {
      for (const row of rows) {
        const index = record.indexOfLogged(row.index);
        record.read(index);
        await show({ ...row, index });
      }
    },
  });
  const ticking = startTicking(kind, clock, sessions);
  return {
    offer: () => undefined,
    drain: following.drain,
    stop: async () => {
      await ticking.stop();
      await following.stop();
    },
  };
}
