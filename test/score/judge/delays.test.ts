import { expect, test } from "vitest";
import type { IncidentVerdict } from "../../../domain/verdict.ts";
import { scoreDelays } from "../../../score/judge/subjects.ts";

const base = { kind: "bruteforce", subjects: [], within: 10 } as const;

function found(delayAffected: number, outcome: "detected" | "late" = "detected"): IncidentVerdict {
  const delayFromFirstMs = (delayAffected - 1) * 1000;
  return { ...base, id: `found-${delayAffected}`, outcome, delayAffected, delayFromFirstMs, delayMs: 99 };
}

const missed: IncidentVerdict = { ...base, id: "missed", outcome: "missed" };
const inconclusive: IncidentVerdict = { ...base, id: "inconclusive", outcome: "inconclusive" };

test("delays are counted in the attack's own attempts and from the first of them; late ones count", () => {
  expect(scoreDelays([found(4), found(2), found(9, "late")])).toEqual({
    found: 3,
    missed: 0,
    inconclusive: 0,
    medianAffected: 4,
    medianMs: 3000,
    maxAffected: 9,
    maxMs: 8000,
  });
});

test.for([
  [[found(2), found(5)], 3.5, "of an even count it is the mean of the middle two"],
  [[missed, found(2), found(5)], 5, "a miss is longer than any other"],
  [[missed, found(2)], undefined, "one of the middle two is a miss"],
  [[inconclusive, inconclusive, found(2)], undefined, "already alerted is not found"],
  [[missed, inconclusive], undefined, "nothing was found"],
  [[], undefined, "there was no attack"],
] as const)("the median delay of %j is %s: %s", ([incidents, median]) => {
  expect(scoreDelays(incidents).medianAffected).toBe(median);
});

test("what was not found is counted and is not among the longest", () => {
  expect(scoreDelays([missed, found(2), inconclusive])).toEqual({
    found: 1,
    missed: 1,
    inconclusive: 1,
    maxAffected: 2,
    maxMs: 1000,
  });
});
