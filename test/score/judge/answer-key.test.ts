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

  expect(key).toEqual({ observations: 0, incidents: [], populations: [] });
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
