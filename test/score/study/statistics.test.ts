import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanRunsFor, meets } from "../../../domain/results/repeat.ts";
import { inTimeSentence } from "../../../report/study/words.ts";
import { alertAt, drillWith, statisticsOf } from "./drills.ts";

const every = { kind: "every-drill" } as const;
const most = { kind: "share", atLeast: 0.95 } as const;

test("59 of 59 show 95 %, and 58 do not", () => {
  const drills = Array.from({ length: 59 }, (_, seed) => drillWith([alertAt(102)], { seed }));
  const statistics = statisticsOf(drills);

  expect(statistics.kinds.map((kind) => inTimeSentence(kind, statistics))).toEqual([
    "59 of 59 within 10: at least 95 % of such incidents, with 95 % confidence",
  ]);
  expect(meets(statistics, most)).toBe(true);
  expect(meets(statisticsOf(drills.slice(1)), most)).toBe(false);
  expect(meets(statisticsOf(drills.slice(1)), every)).toBe(true);
  expect([cleanRunsFor(0.95), cleanRunsFor(0.99)]).toEqual([59, 299]);
});

test("a miss counts with the whole incident and is never left out", () => {
  const statistics = statisticsOf([drillWith([alertAt(100)]), drillWith([], { seed: 2 })]);

  expect(statistics.kinds).toMatchObject([
    {
      outcomes: { detected: 1, missed: 1 },
      affected: { longest: Infinity, restrictedMean: (1 + 200) / 2, horizon: 200 },
      inTime: { successes: 1, trials: 2 },
    },
  ]);
  expect(statistics.worst).toEqual({ seed: 2, settings: [] });
});

test("a detector that was already firing noticed nothing", () => {
  const statistics = statisticsOf([drillWith([alertAt(3)])]);

  expect(statistics.kinds).toMatchObject([
    { outcomes: { inconclusive: 1 }, affected: { restrictedMean: 200 }, inTime: { successes: 0, trials: 1 } },
  ]);
});

test("false alarms are counted against the healthy rows alone", () => {
  const statistics = statisticsOf([
    drillWith([alertAt(5), alertAt(6, "resolved"), alertAt(100)]),
    drillWith([alertAt(150)], { seed: 2, onset: 150 }),
  ]);

  expect(statistics.falseAlarms).toMatchObject({
    observations: 250,
    falseAlarms: 1,
    perThousand: 4,
    arl0: 250,
  });
  expect(statistics.quiet).toMatchObject({ successes: 1, trials: 2 });
});

test("the rows just after an incident, where an alert is one of recovery, are no healthy ones", () => {
  const [drill] = [drillWith([alertAt(100)], { onset: 100, total: 300, noiseMs: 0 })];

  expect(drill.exposure).toEqual({ observations: 100, durationMs: 100_000 });
});

const delay = fc.integer({ min: 1, max: 150 });
const maybeDelay = fc.option(delay, { nil: undefined });

test("an alert one row later costs exactly one in every measure of delay", () => {
  fc.assert(
    fc.property(fc.array(delay, { minLength: 1, maxLength: 40 }), (delays) => {
      const after = (by: number) =>
        statisticsOf(delays.map((rows, seed) => drillWith([alertAt(99 + rows + by)], { seed }))).kinds[0];
      const [now, later] = [after(0), after(1)];

      for (const unit of ["affected", "ms"] as const) {
        const one = unit === "ms" ? 1000 : 1;
        expect(later?.[unit].p50.value).toBe((now?.[unit].p50.value ?? 0) + one);
        expect(later?.[unit].p95.value).toBe((now?.[unit].p95.value ?? 0) + one);
        expect(later?.[unit].longest).toBe((now?.[unit].longest ?? 0) + one);
        expect(later?.[unit].restrictedMean).toBeCloseTo((now?.[unit].restrictedMean ?? 0) + one, 6);
      }
    }),
  );
});

test("the order of the drills does not matter", () => {
  fc.assert(
    fc.property(fc.array(maybeDelay, { minLength: 2, maxLength: 30 }), fc.nat(), (delays, turn) => {
      const drills = delays.map((rows, seed) =>
        drillWith(rows === undefined ? [] : [alertAt(99 + rows)], { seed, onset: 100 }),
      );
      const at = turn % drills.length;

      const turned = statisticsOf([...drills.slice(at), ...drills.slice(0, at)]);

      expect(turned).toEqual(statisticsOf(drills));
    }),
  );
});

const replay = (seed: number) => drillWith([alertAt(102)], { seed, noiseMs: 0 });

test("identical drills count as one, and prove no share", () => {
  const replays = statisticsOf(Array.from({ length: 59 }, (_, seed) => replay(seed)));

  expect(replays).toEqual({ ...statisticsOf([replay(0)]), replays: 59 });
  expect(meets(replays, every)).toBe(true);
  expect(meets(replays, most)).toBe(false);
  expect(replays.kinds.map((kind) => inTimeSentence(kind, replays))).toEqual(["1 of 1 within 10"]);
});

test("any drill played again is worth as much as once", () => {
  const moment = fc.tuple(fc.nat(299), fc.boolean());
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 8 }), fc.integer({ min: 2, max: 70 }), (moments, times) => {
      const alerts = moments.map(([index, isEnd]) => alertAt(index, isEnd ? "resolved" : "firing"));
      const again = (seed: number) => drillWith(alerts, { seed, noiseMs: 0 });

      const replays = statisticsOf(Array.from({ length: times }, (_, seed) => again(seed)));

      expect(replays).toEqual({ ...statisticsOf([again(0)]), replays: times });
    }),
  );
});

test("pages are counted per drill, and per day where nothing was wrong", () => {
  const quiet = [1, 2].map((seed) => {
    const { verdict, ...rest } = drillWith([alertAt(5), alertAt(9, "resolved"), alertAt(20)], { seed });
    return { ...rest, verdict: { ...verdict, incidents: [] }, incidents: [] };
  });
  const exposedMs = quiet.reduce((sum, { exposure }) => sum + exposure.durationMs, 0);

  expect(statisticsOf(quiet)).toMatchObject({
    pages: 4,
    pagesPerDrill: 2,
    pagesPerDay: (4 * 86_400_000) / exposedMs,
  });
  expect(statisticsOf([drillWith([alertAt(102)])])).not.toHaveProperty("pagesPerDay");
});

test("one drill that differs makes all of them count", () => {
  const replays = [1, 2, 3].map((seed) => drillWith([alertAt(102)], { seed, noiseMs: 0 }));

  const statistics = statisticsOf([...replays, drillWith([alertAt(102)], { seed: 4 })]);

  expect(statistics.replays).toBeUndefined();
  expect(statistics.drills).toBe(4);
});

test("an alert that never resolved makes its reset longer than all others", () => {
  const drills = [110, 120, 130].map((end, seed) =>
    drillWith([alertAt(102), alertAt(end, "resolved")], { seed, total: 109 }),
  );
  const open = drillWith([alertAt(102)], { seed: 4, total: 109 });

  const { kinds, pages } = statisticsOf([...drills, open]);

  expect(kinds).toMatchObject([
    { reset: { p50: { value: 12_000 }, p95: { value: Infinity }, trials: 4, unresolved: 1 } },
  ]);
  expect(pages).toBe(4);
});
