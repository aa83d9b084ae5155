import { epochMs } from "../domain/clock.ts";
import type { Clock } from "../domain/clock.ts";
import { hourMs } from "../domain/login/calendar.ts";
import { FiredrillError } from "../domain/error.ts";
import { causedAtMs } from "../domain/observation.ts";
import type { LogSource, Observation } from "../domain/observation.ts";
import type { AnswerKey } from "../score/answer-key.ts";
import { isRemote } from "./detector-kind.ts";
import type { DetectorGate } from "./gates.ts";
import { judgeDetector, setupOf } from "./judge.ts";
import type { JudgedDetector } from "./judge.ts";
import { sessionsFor } from "./sessions.ts";
import type { Sessions } from "./sessions.ts";

/** What judges detectors by a finished log that is read row by row. */
export interface LogJudge {
  readonly observe: (observation: Observation) => void;
  /** The log is over. @param key - to all of it */
  readonly finish: (key: AnswerKey) => readonly JudgedDetector[];
}

const noStations = { stations: () => undefined };

/**
 * Shows the log to detectors of this process, on its own time, which rows bring with them. What is judged by the hour has
 * the hour that is running at the end of a log of logins to its end.
 * @throws FiredrillError DETECTOR_NEEDS_DRILL
 */
export function judgeLog(source: LogSource, gates: readonly DetectorGate[]): LogJudge {
  for (const { definition } of gates) if (isRemote(definition)) throw detectorNeedsDrill(definition.name);
  let nowMs = epochMs;
  let lastMs = -Infinity;
  let sessions: Sessions | undefined;
  const clock: Clock = { nowMs: () => nowMs, sleepUntilMs: noSleep, hold: () => () => undefined };
  const begun = (): Sessions =>
    (sessions ??= sessionsFor(
      gates.map(setupOf),
      { clock, clockKind: { kind: "virtual" }, seed: 0 },
      () => undefined,
    ));

  return {
    observe: (observation) => {
      if (sessions === undefined) nowMs = causedAtMs(observation);
      const { all } = begun();
      nowMs = observation.atMs;
      lastMs = Math.max(lastMs, nowMs);
      for (const session of all) void session.observe(observation);
    },
    finish: (key) => {
      const { all, of } = begun();
      nowMs = endOf(source, lastMs);
      for (const session of all) session.elapse(nowMs);
      return gates.map((gate) => judgeDetector(gate, of(setupOf(gate)), key, noStations));
    },
  };
}

/** What is judged by the hour is judged when the last one is over. */
function endOf(source: LogSource, lastMs: number): number {
  switch (source) {
    case "response":
      return lastMs;
    case "login":
      return (Math.floor(lastMs / hourMs) + 1) * hourMs;
  }
}

/** Nothing here waits for time: it goes with the rows. */
function noSleep(): Promise<void> {
  return Promise.reject(new RangeError("a recorded log has no sleepers"));
}

function detectorNeedsDrill(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "DETECTOR_NEEDS_DRILL",
    `The detector ${name} is outside this process and cannot be shown a finished log.`,
    "Run it in a drill, or give a file of its alerts behind the log.",
  );
}
