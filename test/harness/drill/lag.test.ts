import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import type { Modes } from "../../../domain/response/modes.ts";
import type { Truth } from "../../../domain/truth.ts";
import type { Lag } from "../../../domain/verdict.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import type { LagFigures } from "../../../harness/drill/lag.ts";
import { invalidity, lagMeter } from "../../../harness/drill/lag.ts";
import type { Exactness } from "../../../harness/source.ts";
import { harnessKit } from "../../../harness/sources.ts";
import type { RequestTiming, ServerWait } from "../../../mock-client/source.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { healthy } from "../../../scenarios/response/healthy.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { gates } from "./judged.ts";

const modes = {
  normal: { kind: "normal", delayMs: 10 },
  attack: { kind: "attack", delayMs: 500 },
  errors: { kind: "errors", status: 503, delayMs: 1 },
} as const satisfies Modes;

const knnAtHalfASecond = gates({ ...healthy, expect: [] }, ["knn"]);

const rows: Exactness = harnessKit("response").play.exactness({ ...healthy, modes });

interface Sample {
  readonly tookMs: number;
  readonly isAffected?: true;
  readonly sendLateMs?: number;
  readonly wait?: ServerWait;
}

function timed({ tookMs, sendLateMs = 0, wait }: Sample): RequestTiming {
  return { sendLateMs, answer: { tookMs, ...(wait === undefined ? {} : { wait }) } };
}

function truthOf({ isAffected }: Sample): Truth {
  return isAffected === undefined ? { mode: "normal" } : { mode: "attack", incident: "attack-1" };
}

function figuresOf(samples: readonly Sample[], runQueueMs: readonly number[] = []): LagFigures {
  const meter = lagMeter(rows);
  for (const sample of samples) meter.add(timed(sample), truthOf(sample));
  for (const waitedMs of runQueueMs) meter.addRunQueue(waitedMs);
  return meter.finish(knnAtHalfASecond);
}

const upTo100 = Array.from({ length: 100 }, (_, at) => at + 1);

test("the figures are 99th percentiles: the second worst of 100 rows", () => {
  const { lag } = figuresOf(
    upTo100.map((ms) => ({
      tookMs: 500 + 2 * ms,
      sendLateMs: ms,
      wait: { waitedMs: 500, lateMs: ms / 10 },
    })),
    upTo100.map((ms) => ms * 3),
  );

  expect(lag).toMatchObject({ sendP99Ms: 99, timerP99Ms: 9.9, wireP99Ms: 198, runQueueP99Ms: 297 });
});

test("a drill without rows has no lag, and a row without server timing has no timer and wire lag", () => {
  const nothing = { sendP99Ms: 0, timerP99Ms: 0, wireP99Ms: 0, runQueueP99Ms: 0 };

  expect(figuresOf([]).lag).toMatchObject(nothing);
  expect(figuresOf([{ tookMs: 900 }]).lag).toMatchObject(nothing);
});

test("a fault that does not slow answers is timed as exactly as the detectors need", () => {
  const meter = lagMeter(rows);
  meter.add(timed({ tookMs: 10 }), { mode: "normal" });

  meter.add(timed({ tookMs: 1 }), { mode: "errors", incident: "errors-1" });

  expect(meter.finish(knnAtHalfASecond).lag.limitMs).toBe(125);
});

test("the limit is a quarter of what the fault adds to the median", () => {
  const { lag } = figuresOf([
    { tookMs: 9 },
    { tookMs: 10 },
    { tookMs: 4000 },
    { tookMs: 490, isAffected: true },
    { tookMs: 510, isAffected: true },
    { tookMs: 9000, isAffected: true },
  ]);

  expect(lag.limitMs).toBe((510 - 10) / 4);
});

test("without incidents the limit is a quarter of the lowest threshold", () => {
  const { lag, thresholdMs } = figuresOf([{ tookMs: 10 }]);

  expect(lag.limitMs).toBe(125);
  expect(thresholdMs).toBe(500);
});

test("the lateness of the worst answer is its wait's lateness plus its time on the wire", () => {
  const { worstMs } = figuresOf([
    { tookMs: 530, wait: { waitedMs: 510, lateMs: 10 } },
    { tookMs: 600, wait: { waitedMs: 590, lateMs: 5 } },
    { tookMs: 9000 },
  ]);

  expect(worstMs).toBe(30);
});

test("without a threshold in units of time and without incidents there is no limit", () => {
  const { lag, thresholdMs } = lagMeter(rows).finish([]);

  expect(lag).not.toHaveProperty("limitMs");
  expect(thresholdMs).toBeUndefined();
});

const calm: Lag = { timerP99Ms: 0, sendP99Ms: 0, wireP99Ms: 0, runQueueP99Ms: 0 };

test.for([
  [{ ...calm, timerP99Ms: 100, limitMs: 100 }, 400, true, "trusted", "at the limit is within it"],
  [{ ...calm, timerP99Ms: 100.1, limitMs: 100 }, 400, true, "invalid", "timers above the limit"],
  [{ ...calm, sendP99Ms: 100.1, limitMs: 100 }, 400, true, "invalid", "sending above the limit"],
  [{ ...calm, wireP99Ms: 100.1, limitMs: 100 }, 400, true, "invalid", "answers above the limit"],
  [{ ...calm, runQueueP99Ms: 100.1, limitMs: 100 }, 400, true, "invalid", "threads above the limit"],
  [{ ...calm, wireP99Ms: 60, limitMs: 100 }, 200, true, "trusted", "it passed in spite of the doubt"],
  [{ ...calm, wireP99Ms: 60, limitMs: 100 }, 200, false, "invalid", "a failure may be the machine's"],
  [{ ...calm, wireP99Ms: 40, limitMs: 100 }, 200, false, "trusted", "a failure that no lag explains"],
  [{ ...calm, wireP99Ms: 1e6 }, undefined, false, "trusted", "nothing that lag could blur"],
] as const)("%j at a threshold of %s ms, passed %s, is %s: %s", ([lag, thresholdMs, passed, expected]) => {
  const threshold = thresholdMs === undefined ? {} : { thresholdMs };

  const error = invalidity({ lag, worstMs: 0, ...threshold }, passed);

  expect(error === undefined ? "trusted" : "invalid").toBe(expected);
});

test.for([
  [101, 200, false, "invalid", "it may have crossed the threshold with a little help"],
  [100, 200, false, "trusted", "half the threshold is within it"],
  [101, 200, true, "trusted", "it passed in spite of it"],
  [1e6, undefined, false, "trusted", "no threshold that it could cross"],
] as const)(
  "one answer %s ms late at a threshold of %s ms, passed %s, makes a drill %s: %s",
  ([worstMs, thresholdMs, passed, expected]) => {
    const threshold = thresholdMs === undefined ? {} : { thresholdMs };

    const error = invalidity({ lag: calm, worstMs, ...threshold }, passed);

    expect(error === undefined ? "trusted" : "invalid").toBe(expected);
  },
);

test.for([
  [250, false, "trusted", "a quarter of an interval is within the limit"],
  [250.1, false, "invalid", "the process may have lacked the time for its fault"],
  [900, true, "trusted", "it passed in spite of it"],
] as const)(
  "a process that had no core for %s ms of an interval, passed %s, makes a drill %s: %s",
  ([starvedMs, passed, expected]) => {
    const meter = lagMeter({ kind: "deadlines", periodMs: 1000 });
    meter.add({ sendLateMs: 0, starvedMs: 3 }, undefined);
    meter.add({ sendLateMs: 0, starvedMs }, undefined);

    const error = invalidity(meter.finish([]), passed);

    expect(error === undefined ? "trusted" : "invalid").toBe(expected);
    expect(error?.message ?? `waited ${starvedMs.toFixed(1)} ms for a processor in one interval`).toContain(
      `waited ${starvedMs.toFixed(1)} ms for a processor in one interval`,
    );
  },
);

test("an invalid drill names its figures and the limit, and never a detector's failure", () => {
  const lag = { timerP99Ms: 1.25, sendP99Ms: 2, wireP99Ms: 312.5, runQueueP99Ms: 4, limitMs: 100 };

  const error = invalidity({ lag, worstMs: 0 }, true);

  expect(error?.code).toBe("MACHINE_TOO_BUSY");
  for (const part of [
    "1.3 ms",
    "2.0 ms",
    "312.5 ms",
    "4.0 ms",
    "the limit is 100.0 ms",
    "The drill says nothing about",
  ])
    expect(error?.message).toContain(part);
});

test("requests without rows count by how late they were sent, against the shortest time that the drill tests", () => {
  const meter = lagMeter({ kind: "deadlines", periodMs: 5000 });
  for (const sendLateMs of [10, 2000]) meter.add({ sendLateMs }, undefined);

  const figures = meter.finish([]);

  expect(figures.lag).toMatchObject({ sendP99Ms: 2000, limitMs: 1250 });
  expect(invalidity(figures, true)).toMatchObject({ code: "MACHINE_TOO_BUSY" });
});

test.for([
  ["5s", 5000, "a deadline in seconds is what must be timed"],
  [10, 3_600_000, "attempts are counted by the hour, however late they come"],
] as const)("within %s a drill of logins must be timed to %i ms: %s", ([within, finestMs]) => {
  const timedGates = gatesOf(loginSpray, [], { within }, findDetector);
  const meter = lagMeter(harnessKit("login").play.exactness(loginSpray));

  expect(meter.finish(timedGates).lag.limitMs).toBe(finestMs / 4);
});

test("rows that are durations show how exactly the drill must be timed", () => {
  const timedGates = gatesOf(rapidly, [], { within: "5s" }, findDetector);

  expect(lagMeter(rows).finish(timedGates).lag.limitMs).toBe(125);
});
