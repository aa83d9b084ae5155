import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import { none } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import type { DetectorSession } from "../../../harness/session/local-session.ts";
import { localSession } from "../../../harness/session/local-session.ts";

interface Heard {
  readonly session: DetectorSession;
  /** Calls of the detector, in order: `row 0`, `tick 100`. */
  readonly calls: readonly string[];
  readonly advance: (toMs: number) => void;
}

function listening(elapseAlerts: readonly Alert[] = none, startMs = epochMs): Heard {
  const calls: string[] = [];
  let nowMs = startMs;
  const definition: DetectorDefinition = {
    name: "listener",
    summary: "Writes down what it is calls.",
    reads: ["response"],
    options: {},
    create: () => ({
      name: "listener",
      windowSize: 1,
      observe: ({ index }) => {
        calls.push(`row ${index}`);
        return none;
      },
      elapse: (atMs) => {
        calls.push(`tick ${atMs - epochMs}`);
        return elapseAlerts;
      },
    }),
  };
  const clock = { nowMs: () => nowMs, sleepUntilMs: async () => undefined, hold: () => () => undefined };
  const context = { clock, clockKind: { kind: "virtual" }, seed: 1 } as const;
  const session = localSession("listener", createDetector(definition), "response", context, () => undefined);
  return {
    session,
    calls,
    advance: (toMs) => {
      nowMs = epochMs + toMs;
    },
  };
}

function row(index: number, afterMs: number): Observation {
  const atMs = epochMs + afterMs;
  const outcome = { kind: "completed", status: 200, responseMs: 10 } as const;
  return { kind: "response", index, atMs, plannedAtMs: atMs - 10, sentAtMs: atMs - 10, outcome };
}

test("before a row a detector gets every tick since the previous row exactly once", () => {
  const { session, calls, advance } = listening();

  for (const [index, afterMs] of [50, 320, 330].entries()) {
    advance(afterMs);
    void session.observe(row(index, afterMs));
  }

  expect(calls).toEqual(["row 0", "tick 100", "tick 200", "tick 300", "row 1", "row 2"]);
});

test("a tick at the instant of a row comes after it", () => {
  const { session, calls, advance } = listening();

  advance(100);
  void session.observe(row(0, 100));
  advance(150);
  void session.observe(row(1, 150));

  expect(calls).toEqual(["row 0", "tick 100", "row 1"]);
});

test("the rows of an older log bring their own time, and the end of the log can be named", async () => {
  const { session: late, calls: told } = listening(none, epochMs + 86_400_000);

  for (const [index, afterMs] of [50, 320].entries()) void late.observe(row(index, afterMs));
  await late.finish(epochMs + 500);

  expect(told).toEqual(["row 0", "tick 100", "tick 200", "tick 300", "row 1", "tick 400", "tick 500"]);
});

test("time goes on after the last row, up to the end of the drill", async () => {
  const { session, calls, advance } = listening();
  advance(50);
  void session.observe(row(0, 50));

  advance(250);
  await session.finish();

  expect(calls).toEqual(["row 0", "tick 100", "tick 200"]);
});

test("on the virtual clock an alert about silence is received at its tick, not at the end of the silence", () => {
  const alert = {
    key: "quiet",
    severity: "error",
    state: "firing",
    atIndex: 0,
    atMs: epochMs + 100,
  } as const;
  const { session, advance } = listening([alert]);

  advance(190);
  void session.observe(row(0, 190));

  expect(session.alerts).toMatchObject([{ receivedMs: epochMs + 100 }]);
});

test("a gap longer than a day gives the ticks of its first day and its last tick: a log may have a row of the year 9999", () => {
  const { session, calls, advance } = listening();
  const dayMs = 86_400_000;

  void session.observe(row(0, 0));
  advance(3000 * 365 * dayMs + 50);
  void session.observe(row(1, 3000 * 365 * dayMs + 50));

  expect(calls.length).toBe(dayMs / 100 + 3);
  expect(calls.slice(-3)).toEqual([`tick ${dayMs}`, `tick ${3000 * 365 * dayMs}`, "row 1"]);
});

test("a tick at the instant of the end is given", () => {
  const { session, calls, advance } = listening();

  advance(200);
  session.elapse(epochMs + 200);

  expect(calls).toEqual(["tick 100", "tick 200"]);
});
