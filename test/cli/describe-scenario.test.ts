import { expect, test } from "vitest";
import { describeIncidents, describeLength } from "../../cli/describe-scenario.ts";
import { rapidly } from "../../scenarios/rapidly.ts";

test.for([
  [1, 0, "1 request, about 1 s"],
  [2, 89_400, "2 requests, about 89 s"],
  [2, 89_980, "2 requests, about 2 min"],
  [2, 7_200_000, "2 requests, about 2 h"],
] as const)("%i requests that wait %i ms are %s", ([requests, waitMs, words]) => {
  const phases = [{ mode: "normal", requests }];

  expect(describeLength({ ...rapidly, phases, pacing: { kind: "closed", waitMs } })).toBe(words);
});

test.for([
  [0, "1st"],
  [1, "2nd"],
  [2, "3rd"],
  [3, "4th"],
  [10, "11th"],
  [11, "12th"],
  [12, "13th"],
  [20, "21st"],
  [111, "112th"],
] as const)("after %i healthy requests the incident begins with the %s", ([before, ordinal]) => {
  const healthy = before === 0 ? [] : [{ mode: "normal", requests: before }];
  const phases = [...healthy, { mode: "attack", requests: 5 }];

  expect(describeIncidents({ ...rapidly, phases })).toBe(`attack-1 from the ${ordinal} request`);
});
