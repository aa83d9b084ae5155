import { expect, test } from "vitest";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { delaysOf, isAllowed } from "../../../score/judge/score.ts";
import { alertsOn, rowsOf } from "../sample.ts";

const rows = rowsOf([
  { rows: 10 },
  { rows: 2, incident: "attack-1" },
  { rows: 3 },
  { rows: 5, incident: "attack-1" },
  { rows: 5 },
]);
const at = alertsOn(rows);
const [attack] = answerKeyOf(rows).incidents;
if (attack === undefined) throw new RangeError("the log has an incident");

test.for([
  [9, 0, 0, "a row from before the onset counts nothing"],
  [10, 1, 1, "the very first affected row is a delay of 1"],
  [11, 2, 2, "the second is 2"],
  [13, 2, 4, "an honest row is an observation and not an affected one"],
  [15, 3, 6, "affected rows go on where the honest ones end"],
  [24, 7, 15, "after the end no affected row is added"],
] as const)("row %i is %i affected and %i in all: %s", ([atIndex, affected, observations]) => {
  const delays = delaysOf(attack, at(atIndex));

  expect([delays.delayAffected, delays.delayObservations]).toEqual([affected, observations]);
});

test("time runs from the switch, and from the end of the first affected row, to the receipt", () => {
  const alert = at(10, { receivedMs: attack.firstAtMs + 0.25 });

  const delays = delaysOf(attack, alert);

  expect(delays).toMatchObject({ delayMs: 500.25, delayFromFirstMs: 0.25 });
});

test("an alert from before the first affected row has ended is early by that much", () => {
  const delays = delaysOf(attack, at(9, { receivedMs: attack.incident.fromMs + 30 }));

  expect(delays).toEqual({ delayAffected: 0, delayObservations: 0, delayMs: 30, delayFromFirstMs: -470 });
});

test.for([
  [10, 10, 99_999, true, "the deadline itself is allowed, whatever the time"],
  [10, 11, 1, false, "one affected row more is not"],
  ["3s", 99, 3000, true, "three seconds are within three seconds, whatever the rows"],
  ["3s", 1, 3000.001, false, "a microsecond more is not"],
  ["250ms", 1, 251, false, "milliseconds are understood"],
] as const)("within %s, %i affected rows in %d ms: %s (%s)", ([within, delayAffected, delayMs, allowed]) => {
  const delays = { delayAffected, delayMs, delayObservations: delayAffected, delayFromFirstMs: delayMs };

  expect(isAllowed(within, delays)).toBe(allowed);
});
