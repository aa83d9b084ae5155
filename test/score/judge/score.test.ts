import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import type { Gate } from "../../../domain/gate.ts";
import type { Within } from "../../../domain/scenario.ts";
import type { AnswerKey } from "../../../score/judge/answer-key.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";
import { alertsOn, anyIncident, gateOf, rowsOf, rowsWithAttackFrom100 } from "../sample.ts";

const at = alertsOn(rowsWithAttackFrom100);
const key = answerKeyOf(rowsWithAttackFrom100);
const resolved = { state: "resolved" } as const;
const warning = { severity: "warning" } as const;

test.for([
  [99, "inconclusive", "it was firing before anything was wrong"],
  [100, "detected", "the very first bad request counts"],
  [109, "detected", "the tenth is the last allowed"],
  [110, "late", "the eleventh is not"],
  [119, "late", "the last affected row is still inside"],
  [120, "missed", "an alert without a subject after the end is about the recovery"],
] as const)("an alert at %i is %s: %s", ([atIndex, outcome]) => {
  const score = scoreAlerts(key, [at(atIndex)], gateOf());

  expect(score.incidents).toMatchObject([{ outcome }]);
});

test.for([
  [50, 1, 0, "nothing was wrong"],
  [99, 1, 0, "nothing was wrong yet"],
  [100, 0, 0, "something is wrong"],
  [119, 0, 0, "something is wrong still"],
  [120, 0, 1, "the service has just recovered"],
  [129, 0, 1, "a window of ten rows still holds a slow one"],
  [130, 1, 0, "it no longer does"],
] as const)(
  "at %i there are %i false alarms and %i recovery alerts: %s",
  ([atIndex, falseAlarms, recoveryAlerts]) => {
    const score = scoreAlerts(key, [at(atIndex)], gateOf());

    expect(score).toMatchObject({ falseAlarms, recoveryAlerts, alerts: 1 });
  },
);

test.for([
  [[at(50), at(60, resolved), at(102)], "detected", "it had fallen silent before"],
  [[at(50), at(99, resolved), at(102)], "detected", "it fell silent on the last healthy row"],
  [[at(50), at(100, resolved), at(102)], "inconclusive", "it was still firing at the switch"],
  [[at(50, warning), at(102)], "inconclusive", "it was firing, if only as a warning"],
  [[at(99, { key: "other" }), at(102)], "inconclusive", "another episode was firing about the same thing"],
  [[at(102), at(103, resolved), at(105)], "detected", "the first of two episodes counts"],
  [[at(101, warning), at(112)], "late", "it rose to the severity asked too late"],
  [[at(101, warning)], "missed", "it never rose to the severity asked"],
  [[at(101, warning), at(125)], "late", "it opened inside and rose to error after the end"],
] as const)("%# is %s: %s", ([alerts, outcome]) => {
  const score = scoreAlerts(key, alerts, gateOf());

  expect(score.incidents).toMatchObject([{ outcome }]);
});

test("a detection says where, how soon in every unit, and how bad it got inside the incident", () => {
  const alerts = [at(101, warning), at(105), at(130, resolved)];

  const score = scoreAlerts(key, alerts, gateOf({ severity: "warning" }));

  expect(score).toMatchObject({ passed: true, falseAlarms: 0, recoveryAlerts: 0, alerts: 1 });
  expect(score.incidents).toEqual([
    {
      id: "attack-1",
      kind: "attack",
      subjects: [],
      outcome: "detected",
      severity: "error",
      alertIndex: 101,
      delayAffected: 2,
      delayObservations: 2,
      delayMs: 1500,
      delayFromFirstMs: 1000,
      resetMs: 5610,
      within: 10,
    },
  ]);
});

test("what an episode became after the end of the incident does not count", () => {
  const score = scoreAlerts(key, [at(101, warning), at(122)], gateOf({ severity: "warning" }));

  expect(score.incidents).toMatchObject([{ outcome: "detected", severity: "warning" }]);
});

test("a late detection has its delays, a missed one has none", () => {
  const late = scoreAlerts(key, [at(115)], gateOf());
  const missed = scoreAlerts(key, [], gateOf());

  expect(late.incidents).toMatchObject([
    { outcome: "late", alertIndex: 115, delayAffected: 16, delayMs: 15_500 },
  ]);
  expect(missed.incidents).toEqual([
    { id: "attack-1", kind: "attack", subjects: [], outcome: "missed", within: 10 },
  ]);
});

test("of two alerts on one row the one heard first counts", () => {
  const alerts = [at(102, { key: "a", receivedMs: at(102).atMs + 9 }), at(102, { key: "b" })];

  const score = scoreAlerts(key, alerts, gateOf());

  expect(score.incidents).toMatchObject([{ delayMs: 2500 }]);
  expect(score.episodes.map(({ role }) => role)).toEqual(["further", "detection"]);
});

test("with no pause between requests a row that ends at the switch is still from before it", () => {
  const rows = rowsOf([{ rows: 5 }, { rows: 5, incident: "attack-1" }], 0);

  const outcomes = [4, 5].map(
    (atIndex) => scoreAlerts(answerKeyOf(rows), [alertsOn(rows)(atIndex)], gateOf()).incidents[0]?.outcome,
  );

  expect(outcomes).toEqual(["inconclusive", "detected"]);
});

const twoRows = rowsOf([
  { rows: 10 },
  { rows: 20, incident: "attack-1" },
  { rows: 20, incident: "load-1" },
  { rows: 5 },
]);
const atTwo = alertsOn(twoRows);

test.for([
  [[atTwo(12), atTwo(29, resolved), atTwo(32)], ["detected", "detected"], 0, "it fell silent between them"],
  [[atTwo(12), atTwo(32)], ["detected", "inconclusive"], 0, "it never fell silent after the first"],
  [[atTwo(12), atTwo(30, resolved), atTwo(32)], ["detected", "inconclusive"], 0, "it fell silent too late"],
  [[atTwo(9)], ["inconclusive", "inconclusive"], 1, "it fired before both and never stopped"],
  [[atTwo(32)], ["missed", "detected"], 0, "it slept through the first"],
] as const)("back to back, %# is %j with %i false alarms: %s", ([alerts, outcomes, falseAlarms]) => {
  const score = scoreAlerts(answerKeyOf(twoRows), alerts, gateOf());

  expect(score.incidents.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(score.falseAlarms).toBe(falseAlarms);
});

test("what is still open from a recovery makes the next incident inconclusive and is no false alarm", () => {
  const rows = rowsOf([
    { rows: 10 },
    { rows: 5, incident: "attack-1" },
    { rows: 10 },
    { rows: 5, incident: "attack-2" },
  ]);

  const score = scoreAlerts(answerKeyOf(rows), [alertsOn(rows)(16)], gateOf());

  expect(score.incidents.map(({ outcome }) => outcome)).toEqual(["missed", "inconclusive"]);
  expect(score).toMatchObject({ falseAlarms: 0, recoveryAlerts: 1 });
});

/** As if the log were one that knows who did it. */
function blaming(subjects: readonly string[], of: AnswerKey = key): AnswerKey {
  const incidents = of.incidents.map((keyed) => ({ ...keyed, incident: { ...keyed.incident, subjects } }));
  return { ...of, incidents };
}

test.for([
  [[at(102, { subject: "ip:203.0.113.9" })], "detected", 0, "it names the culprit"],
  [[at(102)], "detected", 0, "it names nobody"],
  [[at(102, { subject: "ip:203.0.113.1" })], "missed", 1, "it names somebody else"],
  [[at(125, { subject: "ip:203.0.113.9" })], "late", 0, "it names the culprit after the end"],
  [[at(199, { subject: "ip:203.0.113.9" })], "late", 0, "it names the culprit long after the end"],
  [[at(125, { subject: "ip:203.0.113.1" })], "missed", 1, "it names somebody else after the end"],
  [[at(50, { subject: "ip:203.0.113.9" })], "inconclusive", 1, "it named the culprit before the deed"],
  [
    [at(50, { subject: "ip:203.0.113.1" }), at(102, { key: "b", subject: "ip:203.0.113.9" })],
    "detected",
    1,
    "an old alarm about somebody else does not blur it",
  ],
] as const)("with a culprit, %# is %s with %i false alarms: %s", ([alerts, outcome, falseAlarms]) => {
  const score = scoreAlerts(blaming(["ip:203.0.113.9"]), alerts, gateOf());

  expect(score.incidents).toMatchObject([{ outcome }]);
  expect(score).toMatchObject({ falseAlarms, recoveryAlerts: 0 });
});

test("who returns is named for the last incident that is over", () => {
  const rows = rowsOf([
    { rows: 5, incident: "attack-1" },
    { rows: 20 },
    { rows: 5, incident: "attack-2" },
    { rows: 20 },
  ]);
  const twice = blaming(["ip:203.0.113.9"], answerKeyOf(rows));

  const score = scoreAlerts(twice, [alertsOn(rows)(40, { subject: "ip:203.0.113.9" })], gateOf());

  expect(score.incidents.map(({ outcome }) => outcome)).toEqual(["missed", "late"]);
});

const missed = { ...anyIncident, outcome: "missed" } as const;

test.for([
  [[], [anyIncident], false, "an incident is to be detected"],
  [[at(105)], [anyIncident], true, "it was detected in time"],
  [[at(115)], [anyIncident], false, "late is not in time"],
  [[at(115)], [{ ...anyIncident, within: 16 }], true, "a wider deadline allows it"],
  [[at(105)], [{ ...anyIncident, within: "3s" }], false, "a deadline in seconds forbids it"],
  [[], [missed], true, "a pinned miss is missed"],
  [[at(105)], [missed], false, "a pinned miss is detected"],
  [[at(115)], [missed], false, "a pinned miss is noticed late"],
  [[], [{ ...anyIncident, incident: "load" }], true, "no line asks about an attack"],
  [[], [{ ...anyIncident, incident: "attack" }], false, "a line asks about an attack"],
  [
    [],
    [anyIncident, { ...missed, incident: "attack" }],
    true,
    "the line for the kind beats the line for all",
  ],
  [[at(50), at(51, resolved), at(105)], [anyIncident], false, "no false alarm is allowed"],
  [[at(50), at(51, resolved), at(105)], [{ ...anyIncident, falseAlarmsAtMost: 1 }], true, "one is allowed"],
  [
    [at(50), at(51, resolved), at(105)],
    [{ ...anyIncident, falseAlarmsAtMost: 1 }, anyIncident],
    false,
    "the strictest line counts",
  ],
  [[at(105), at(121, { key: "b" })], [anyIncident], true, "a recovery alert never fails a gate"],
] as const)("gate %#, passed %s: %s", ([alerts, lines, passed]) => {
  const score = scoreAlerts(key, alerts, gateOf({ lines }));

  expect(score.passed).toBe(passed);
});

test("an incident that no line asks about is reported against the detector's own window", () => {
  const lines = [{ ...anyIncident, incident: "load", within: 3 }];

  const score = scoreAlerts(key, [at(104)], gateOf({ lines, windowSize: 7 }));

  expect(score.incidents).toMatchObject([{ outcome: "detected", within: 7 }]);
});

test.for([
  [[], true, "silence is right"],
  [[at(20, warning)], false, "any alert is false, however mild"],
] as const)(
  "on a healthy log %# passes %s: %s",
  ([alerts, passed]: readonly [readonly ReceivedAlert[], boolean, string]) => {
    const score = scoreAlerts(answerKeyOf(rowsOf([{ rows: 50 }])), alerts, gateOf());

    expect(score).toMatchObject({ passed, incidents: [], falseAlarms: alerts.length });
  },
);

const attackOne = { rows: 1, incident: "attack-1" } as const;
const attackTwo = { rows: 1, incident: "attack-2" } as const;
const interleaved = rowsOf([
  { rows: 5 },
  attackOne,
  attackOne,
  attackTwo,
  attackOne,
  attackTwo,
  attackTwo,
  { rows: 5 },
]);
const atBoth = alertsOn(interleaved);

test.for([
  [
    [atBoth(6, { subject: "ip:one" }), atBoth(7, { key: "b", subject: "ip:two" })],
    ["detected", "detected"],
  ],
  [[atBoth(6, { subject: "ip:one" })], ["detected", "missed"]],
  [[atBoth(7, { subject: "ip:two" })], ["missed", "detected"]],
  [[atBoth(8)], ["detected", "detected"]],
  [[atBoth(6)], ["detected", "inconclusive"]],
] as const)("overlapping incidents are judged each by who is named, %#: %j", ([alerts, outcomes]) => {
  const both = answerKeyOf(interleaved);
  const incidents = both.incidents.map((keyed, place) => ({
    ...keyed,
    incident: { ...keyed.incident, subjects: [["ip:one", "ip:two"][place] ?? ""] },
  }));

  const score = scoreAlerts({ ...both, incidents }, alerts, gateOf());

  expect(score.incidents.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(score.falseAlarms).toBe(0);
});

const boundOf = (within: Within, falseAlarmsAtMost = 0): Gate =>
  gateOf({ lines: [{ ...anyIncident, within, falseAlarmsAtMost }] });

test.for([
  ["19s", 119, "late", 0, 0, "the incident lasts 19.5 s, longer than its bound"],
  ["25s", 125, "detected", 0, 0, "it is over, and the bound is not"],
  ["22s", 125, "missed", 0, 1, "the bound is over, too: an alert of recovery"],
  ["25s", 140, "missed", 1, 0, "the bound is over, too: a false alarm"],
  ["60s", 160, "detected", 0, 0, "far beyond the window of recovery, inside the bound"],
  [20, 125, "missed", 0, 1, "a bound in observations ends with the incident"],
] as const)("within %s an alert at %i is %s, with %i false and %i recovery alerts: %s", (row) => {
  const [within, atIndex, outcome, falseAlarms, recoveryAlerts] = row;

  const score = scoreAlerts(key, [at(atIndex)], boundOf(within));

  expect(score).toMatchObject({ incidents: [{ outcome }], falseAlarms, recoveryAlerts });
});

test("an alert whose evidence is inside a time bound is late when it is received after it", () => {
  const alert = at(119, { receivedMs: at(119).atMs + 60_000 });

  expect(scoreAlerts(key, [alert], boundOf("25s")).incidents).toMatchObject([{ outcome: "late" }]);
});

test.for([
  ["25s", "error", "it rose inside the bound, after the incident"],
  ["20s", "warning", "it rose after both"],
] as const)("within %s a warning at 105 that rises at 125 is a detection at %s: %s", ([within, severity]) => {
  const gate = { ...boundOf(within), severity: "warning" } as const;

  const score = scoreAlerts(key, [at(105, warning), at(125)], gate);

  expect(score.incidents).toMatchObject([{ outcome: "detected", alertIndex: 105, severity }]);
});

test("an alert inside the bounds of two incidents is the detection of both", () => {
  const rows = rowsOf([
    { rows: 100 },
    { rows: 4, incident: "attack-1" },
    { rows: 10 },
    { rows: 4, incident: "attack-2" },
    { rows: 50 },
  ]);
  const alert = alertsOn(rows)(115);

  const { incidents } = scoreAlerts(answerKeyOf(rows), [alert], boundOf("30s"));

  expect(incidents).toMatchObject([
    { id: "attack-1", outcome: "detected", delayAffected: 4 },
    { id: "attack-2", outcome: "detected", delayAffected: 2 },
  ]);
});

test.for([
  [[at(102), at(129, resolved)], 5100, 1],
  [[at(102), at(110, resolved)], -9000, 1],
  [[at(102)], undefined, 1],
  [[at(102, warning), at(129, resolved)], undefined, 0],
  [[at(102), at(110, resolved), at(112)], -9000, 2],
] as const)("%#: reset and pages of %j", ([alerts, resetMs, pages]) => {
  const score = scoreAlerts(key, alerts, gateOf());

  expect(score.incidents[0]?.resetMs).toBe(resetMs);
  expect(score.pages).toBe(pages);
});

test("resets and pages are whole: every noticed episode ends after it began or not at all", () => {
  const anyAlert = fc.tuple(fc.nat(199), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(fc.array(anyAlert, { maxLength: 8 }), fc.integer({ min: 1, max: 60 }), (moments, seconds) => {
      const alerts = moments.map(([index, isEnd, isMild], n) =>
        at(index, { key: `k${n % 2}`, ...(isEnd ? resolved : {}), ...(isMild ? warning : {}) }),
      );
      const { incidents, pages, alerts: episodes } = scoreAlerts(key, alerts, boundOf(`${seconds}s`));
      const lastedMs = 19_500;

      expect(pages).toBeLessThanOrEqual(episodes);
      for (const { resetMs, delayMs } of incidents) {
        if (resetMs === undefined) continue;
        expect(resetMs + lastedMs).toBeGreaterThanOrEqual(delayMs ?? Infinity);
      }
    }),
  );
});

test("a longer time bound never loses a detection, nor adds a false alarm", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 199 }), fc.boolean()), { maxLength: 6 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (moments, seconds, more) => {
        const alerts = moments.map(([index, isEnd], n) =>
          at(index, { key: `k${n % 2}`, ...(isEnd ? resolved : {}) }),
        );
        const [short, long] = [seconds, seconds + more].map((s) =>
          scoreAlerts(key, alerts, boundOf(`${s}s`)),
        );
        const isDetected = (score: typeof short): boolean => score?.incidents[0]?.outcome === "detected";

        expect(Number(isDetected(long))).toBeGreaterThanOrEqual(Number(isDetected(short)));
        expect(long?.falseAlarms).toBeLessThanOrEqual(short?.falseAlarms ?? 0);
        expect(long?.pages).toBeLessThanOrEqual(long?.alerts ?? 0);
      },
    ),
  );
});
