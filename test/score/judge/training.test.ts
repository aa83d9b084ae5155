import { expect, test } from "vitest";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { trainingOf } from "../../../score/judge/verdict.ts";

const judged = { incidents: [], observations: 2, startedMs: 1000, endedMs: 2000 };

test.for([
  [0, 999, false, "it ended before"],
  [0, 1000, true, "the last row learned is the first one judged"],
  [1200, 1300, true, "it is a part"],
  [0, 9000, true, "it is the whole and more"],
  [2000, 9000, true, "the first row learned is the last one judged"],
  [2001, 9000, false, "it began after"],
] as const)(
  "training from %d to %d overlaps what lasts from 1000 to 2000: %s, for %s",
  ([fromMs, untilMs, overlaps]) => {
    expect(trainingOf({ fromMs, untilMs }, judged)).toEqual({ fromMs, untilMs, overlaps });
  },
);

test("a log without rows overlaps with nothing", () => {
  expect(trainingOf({ fromMs: 0, untilMs: 9000 }, answerKeyOf([])).overlaps).toBe(false);
});
