import type { Observation } from "../../domain/sources.ts";
import type { Clock, ClockKind } from "../../domain/time/clock.ts";
import { followObservedLog } from "../../log/follow/follow-observed.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { localOffsetMs } from "../clock/clock.ts";
import { startTicking } from "../clock/ticking.ts";
import type { DetectorSession } from "../session/local-session.ts";
import type { DrillRecord } from "./drill-record.ts";

/** How rows get from the client to the detectors. */
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
  /** The log to follow on clocks of wall time. */
  readonly observedPath?: string;
  readonly sessions: readonly DetectorSession[];
  readonly record: DrillRecord;
}

/** On the virtual clock rows are handed over directly; in wall time detectors follow the file, as in production. */
export function startFeed({ kind, observedPath, ...rest }: FeedSettings): Feed {
  if (kind.kind === "virtual") return directFeed(rest);
  if (observedPath === undefined) throw new RangeError("wall time needs a log to follow");
  return followingFeed(kind, observedPath, rest);
}

type FeedEnds = Pick<FeedSettings, "clock" | "sessions" | "record">;

/** Holds the clock while a detector thinks: on virtual time thinking takes none. */
function directFeed({ clock, sessions }: FeedEnds): Feed {
  const judge = inTurn(sessions);
  let judged: Promise<void> | undefined;
  return {
    offer: (observation) => {
      const thinking = judged === undefined ? judge(observation) : judged.then(() => judge(observation));
      if (thinking === undefined) return;
      const release = clock.hold();
      const settled = thinking.finally(() => {
        release();
        if (judged === settled) judged = undefined;
      });
      judged = settled;
    },
    drain: async () => judged,
    stop: async () => undefined,
  };
}

/** Shows a row to every detector. @returns a promise only when one of them needs time */
function inTurn(
  sessions: readonly DetectorSession[],
): (observation: Observation) => Promise<void> | undefined {
  return (observation) => {
    const thinking = sessions.flatMap((session) => session.observe(observation) ?? []);
    return thinking.length === 0 ? undefined : Promise.all(thinking).then(() => undefined);
  };
}

const pollWallMs = 50;

function followingFeed(kind: WallClockKind, path: string, { clock, sessions, record }: FeedEnds): Feed {
  const judge = inTurn(sessions);
  const pollMs = kind.kind === "real" ? pollWallMs : pollWallMs * kind.factor;
  const following = followObservedLog({
    path,
    from: "start",
    clock,
    pollMs,
    utcOffsetMs: localOffsetMs,
    onRows: async (rows) => {
      for (const row of rows) {
        const index = record.indexOfLogged(row.index);
        record.read(index);
        await judge({ ...row, index });
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
