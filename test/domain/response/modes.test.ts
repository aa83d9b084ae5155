import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import type { Mode } from "../../../domain/response/modes.ts";
import { freshModeMemory, modeKits, serveRequest, shownMemory } from "../../../domain/response/modes.ts";
import type { Treatment } from "../../../domain/wire/treatment.ts";

/** The treatments of requests at these instants, in order. */
function treatments(mode: Mode, atMs: readonly number[], seed = 1): readonly Treatment[] {
  let memory = freshModeMemory;
  const chance = randomStream(seed, "mode");
  return atMs.map((nowMs, requestIndex) => {
    const served = serveRequest(mode, memory, { nowMs, requestIndex, random: chance(requestIndex) });
    ({ memory } = served);
    return served.treatment;
  });
}

function waitsOf(mode: Mode, atMs: readonly number[]): readonly number[] {
  return treatments(mode, atMs).map((treatment) => ("waitMs" in treatment ? treatment.waitMs : -1));
}

test("a ramp climbs by its percentage per request until another mode resets it", () => {
  const ramp = { kind: "ramp", medianMs: 100, sigma: 0, percent: 10 } as const;
  let memory = freshModeMemory;
  const chance = randomStream(1, "mode");

  const waits = [ramp, ramp, { kind: "normal", delayMs: 5 } as const, ramp].map((mode, requestIndex) => {
    const served = serveRequest(mode, memory, { nowMs: 0, requestIndex, random: chance(requestIndex) });
    ({ memory } = served);
    return "waitMs" in served.treatment ? served.treatment.waitMs : -1;
  });

  expect(waits).toEqual([110, 121, 5, 110]);
});

const answer = (waitMs: number, status = 200) => ({ kind: "answer", waitMs, status });

test.for<[Mode, readonly unknown[], string]>([
  [{ kind: "errors", status: 503, delayMs: 2 }, [answer(2, 503)], "an error is an answer, and may be quick"],
  [{ kind: "hang" }, [{ kind: "never" }], "a hang has no end"],
  [{ kind: "blackhole", delayMs: 30 }, [{ kind: "cut", waitMs: 30 }], "a black hole takes its time"],
  [
    { kind: "dribble", delayMs: 10, chunks: 5, everyMs: 40 },
    [{ kind: "dribble", waitMs: 10, chunks: 5, everyMs: 40 }],
    "a dribble begins as soon as health",
  ],
  [
    { kind: "truncate", delayMs: 15, promisedBytes: 9, sentBytes: 3 },
    [{ kind: "truncate", waitMs: 15, promisedBytes: 9, sentBytes: 3 }],
    "a truncated answer begins as soon as health",
  ],
  [{ kind: "clock-step", stepMs: -5000, delayMs: 7 }, [answer(7)], "the server's own clock is right"],
])("mode %j treats a request with %j: %s", ([mode, expected]) => {
  expect(treatments(mode, [0])).toEqual(expected);
});

test("a flap begins slow with its first request and then follows the clock", () => {
  const flap = { kind: "flap", slowDelayMs: 200, slowForMs: 700, delayMs: 10, fastForMs: 300 } as const;

  expect(waitsOf(flap, [1234, 1933, 1934, 2233, 2234])).toEqual([200, 200, 10, 10, 200]);
});

test("a brownout is slow only when requests exceed its capacity", () => {
  const brownout = { kind: "brownout", serviceMs: 50, capacity: 2 } as const;

  expect(waitsOf(brownout, [0, 25, 50, 75, 100])).toEqual([50, 50, 50, 50, 50]);
  expect(waitsOf(brownout, [0, 10, 20, 30, 40])).toEqual([50, 50, 80, 80, 110]);
  expect(waitsOf(brownout, [0, 10, 20, 30, 40, 1000])).toEqual([50, 50, 80, 80, 110, 50]);
});

test("a restart goes down once, cuts requests of that instant, and answers when it is up again", () => {
  const restart = { kind: "restart", downMs: 500, delayMs: 20 } as const;

  expect(treatments(restart, [0, 0, 500, 900])).toEqual([
    { kind: "down", downMs: 500 },
    { kind: "cut", waitMs: 0 },
    answer(20),
    answer(20),
  ]);
});

test("a restart after another mode goes down again", () => {
  const restart = { kind: "restart", downMs: 500, delayMs: 20 } as const;
  const context = { nowMs: 9000, requestIndex: 0, random: randomStream(1, "mode")(0) };
  const once = serveRequest(restart, freshModeMemory, context);
  const healthy = serveRequest({ kind: "normal", delayMs: 10 }, once.memory, context);

  expect(serveRequest(restart, once.memory, context).treatment.kind).toBe("cut");
  expect(serveRequest(restart, healthy.memory, context).treatment.kind).toBe("down");
});

const many = Array.from({ length: 20_000 }, () => 0);

function shapeOf(mode: Mode) {
  const waits = waitsOf(mode, many);
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  const variance = waits.reduce((sum, wait) => sum + (wait - mean) * (wait - mean), 0) / waits.length;
  const sorted = waits.toSorted((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { mean, sd: Math.sqrt(variance), quantile, least: quantile(0) };
}

test("jitter has the configured mean and spread, and is never negative", () => {
  const calm = shapeOf({ kind: "jitter", meanMs: 20, sdMs: 3 });
  const wild = shapeOf({ kind: "jitter", meanMs: 20, sdMs: 6 });

  expect([calm.mean, wild.mean].map((mean) => mean.toFixed(0))).toEqual(["20", "20"]);
  expect((wild.sd * wild.sd) / (calm.sd * calm.sd)).toBeCloseTo(4, 0);
  expect(wild.least).toBeGreaterThan(0);
});

test("a lognormal has the configured median and sigma", () => {
  const { quantile } = shapeOf({ kind: "lognormal", medianMs: 20, sigma: 0.5 });

  expect(quantile(0.5)).toBeCloseTo(20, 0);
  expect(Math.log(quantile(0.841_344_7) / 20)).toBeCloseTo(0.5, 1);
});

test("the configured percentiles are exact, and the waits between them lie between them", () => {
  const { quantile } = shapeOf({ kind: "percentiles", p50Ms: 10, p90Ms: 40, p99Ms: 400 });

  expect(quantile(0.5) / 10).toBeCloseTo(1, 1);
  expect(quantile(0.9) / 40).toBeCloseTo(1, 1);
  expect(quantile(0.99) / 400).toBeCloseTo(1, 0);
  expect(quantile(0.7)).toBeGreaterThan(10);
  expect(quantile(0.7)).toBeLessThan(40);
});

test.for<Mode>([
  { kind: "jitter", meanMs: 20, sdMs: 6 },
  { kind: "lognormal", medianMs: 20, sigma: 0.5 },
  { kind: "percentiles", p50Ms: 10, p90Ms: 40, p99Ms: 400 },
])("waits of %j depend on the seed alone", (mode) => {
  const few = many.slice(0, 20);

  expect(treatments(mode, few, 7)).toEqual(treatments(mode, few, 7));
  expect(treatments(mode, few, 8)).not.toEqual(treatments(mode, few, 7));
});

const ramp = { kind: "ramp", medianMs: 100, sigma: 0, percent: 10 } as const;
const flap = { kind: "flap", slowDelayMs: 200, slowForMs: 700, delayMs: 10, fastForMs: 300 } as const;
const restart = { kind: "restart", downMs: 500, delayMs: 20 } as const;
const brownout = { kind: "brownout", serviceMs: 50, capacity: 2 } as const;
const normal = { kind: "normal", delayMs: 10 } as const;

test.for<readonly [string, readonly Mode[], object]>([
  ["nothing at first", [], { waitMs: 0 }],
  ["the last wait", [normal], { waitMs: 10 }],
  ["a ramp's height", [ramp], { waitMs: 110, rampFactor: 1.1 }],
  ["no ramp after another mode", [ramp, normal], { waitMs: 10 }],
  ["no ramp after a restart either", [ramp, restart], { waitMs: 110, downUntilMs: 1500 }],
  ["no restart after another mode", [restart, normal], { waitMs: 10 }],
  ["a flap's beginning for good", [flap, normal], { waitMs: 10, flappingSinceMs: 1000 }],
  ["who is served in a brownout, too", [brownout, ramp, normal], { waitMs: 10, busyUntilMs: [1050] }],
  ["no wait of what was cut", [normal, { kind: "blackhole", delayMs: 70 }], { waitMs: 10 }],
  [
    "that of a truncated answer",
    [{ kind: "truncate", delayMs: 7, promisedBytes: 2, sentBytes: 1 }],
    { waitMs: 7 },
  ],
  ["the whole of a dribble", [{ kind: "dribble", delayMs: 7, chunks: 3, everyMs: 2 }], { waitMs: 11 }],
])("a server remembers %s", ([, modes, expected]) => {
  let memory = freshModeMemory;
  const chance = randomStream(1, "mode");

  for (const [requestIndex, mode] of modes.entries())
    ({ memory } = serveRequest(mode, memory, { nowMs: 1000, requestIndex, random: chance(requestIndex) }));

  expect(JSON.parse(JSON.stringify(shownMemory(memory)))).toEqual(expected);
});

test("a server cannot play a silence", () => {
  const request = { nowMs: 0, requestIndex: 0, random: randomStream(1, "mode")(0) };

  expect(() => serveRequest({ kind: "silence" }, freshModeMemory, request)).toThrow(
    "the client plays silence, not the server",
  );
});

test.for(Object.entries(modeKits))("%s is described in one sentence", ([, kit]) => {
  expect(kit.describe).toMatch(/^[A-Z][^.]*\.$/);
});
