import fc from "fast-check";
import { expect, test } from "vitest";
import { incidentsOf } from "../../../domain/incident.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { answerKeyCollector, answerKeyOf } from "../../../score/judge/answer-key.ts";
import { rowsOf, rowsWithAttackFrom100 } from "../sample.ts";

test("an incident begins with the first affected request and ends with the last affected row", () => {
  const rows = rowsOf([{ rows: 2 }, { rows: 3, incident: "attack-1" }, { rows: 1 }]);

  const key = answerKeyOf(rows);

  expect(key).toEqual({
    observations: 6,
    harmless: [],
    populations: [],
    startedMs: epochMs,
    endedMs: epochMs + 4030,
    incidents: [
      {
        incident: {
          id: "attack-1",
          kind: "attack",
          fromMs: epochMs + 1020,
          untilMs: epochMs + 3520,
          subjects: [],
        },
        affectedIndexes: [2, 3, 4],
        firstIndex: 2,
        lastIndex: 4,
        firstAtMs: epochMs + 1520,
      },
    ],
  });
});

test("a log without rows has no instants and no incidents", () => {
  const key = answerKeyOf([]);

  expect(key).toEqual({ observations: 0, incidents: [], harmless: [], populations: [] });
});

test("phases that are no incident are stretches, whatever the order of rows, and one phase is one of them", () => {
  const rows = rowsOf([
    { rows: 2 },
    { rows: 3, mode: "deploy", responseMs: 300 },
    { rows: 1 },
    { rows: 1, mode: "deploy", responseMs: 900 },
    { rows: 4, incident: "attack-1" },
    { rows: 2, mode: "deploy", responseMs: 300 },
    { rows: 2, mode: "warmup", responseMs: 50 },
  ]);

  const { harmless } = answerKeyOf(rows);

  expect(harmless.map(({ mode, firstIndex, lastIndex }) => [mode, firstIndex, lastIndex])).toEqual([
    ["deploy", 2, 4],
    ["deploy", 6, 6],
    ["deploy", 11, 12],
    ["warmup", 13, 14],
  ]);
  expect(harmless[0]).toMatchObject({ fromMs: epochMs + 1020, untilMs: epochMs + 1020 + 2 * 800 + 300 });
  expect(answerKeyOf(rows.toReversed()).harmless).toEqual(harmless);
});

test("a healthy row between the last rows of a harmless phase does not divide it", () => {
  const rows = rowsOf([{ rows: 1 }, { rows: 4, mode: "deploy", responseMs: 600 }, { rows: 1 }], -400).map(
    (row, at) => (at === 3 ? { ...row, truth: { mode: "normal" } } : row),
  );

  expect(answerKeyOf(rows).harmless).toMatchObject([{ mode: "deploy", firstIndex: 1, lastIndex: 4 }]);
});

test("honest rows may stand between affected ones", () => {
  const rows = rowsOf([{ rows: 1, incident: "attack-1" }, { rows: 1 }, { rows: 1, incident: "attack-1" }]);

  const key = answerKeyOf(rows);

  expect(key.incidents).toMatchObject([{ affectedIndexes: [0, 2], firstIndex: 0, lastIndex: 2 }]);
});

test("the key so far does not change when rows are added", () => {
  const collector = answerKeyCollector();
  const [first, second] = rowsOf([{ rows: 2, incident: "attack-1" }]);
  if (first !== undefined) collector.add(first);

  const before = collector.finish();
  if (second !== undefined) collector.add(second);

  expect(before.incidents).toMatchObject([{ affectedIndexes: [0] }]);
  expect(collector.finish().incidents).toMatchObject([{ affectedIndexes: [0, 1] }]);
});

test("the order of the rows does not matter", () => {
  const rows = rowsOf([
    { rows: 3 },
    { rows: 5, incident: "attack-1" },
    { rows: 4, incident: "load-1" },
    { rows: 2 },
  ]);

  fc.assert(
    fc.property(fc.shuffledSubarray([...rows], { minLength: rows.length }), (shuffled) => {
      expect(answerKeyOf(shuffled)).toEqual(answerKeyOf(rows));
    }),
  );
});

test("its incidents are the ones that the rows are derived to have", () => {
  const key = answerKeyOf(rowsWithAttackFrom100);

  expect(key.incidents.map(({ incident }) => incident)).toEqual(incidentsOf(rowsWithAttackFrom100));
});

test("a log whose instants go back says so of its incidents, and one in any order of rows does not", () => {
  const rows = rowsOf([{ rows: 3 }, { rows: 3, incident: "clock-step-1" }, { rows: 3 }]);
  const stepped = rows.map(({ observation, truth }) => ({
    observation:
      truth.incident === undefined ? observation : { ...observation, atMs: observation.atMs - 60_000 },
    truth,
  }));

  expect(answerKeyOf(stepped).incidents[0]?.clock).toBe("stepped");
  expect(answerKeyOf(rows.toReversed()).incidents[0]).not.toHaveProperty("clock");
});
