import { expect, test } from "vitest";
import { acceptedBodies, readBody } from "../../../../detector/remote/payload/payload.ts";
import {
  alertmanagerBody,
  grafanaBody,
  olderGrafanaBody,
  slackAttachmentBody,
  slackBlocksBody,
} from "../payloads.ts";

function read(value: unknown): unknown {
  return readBody(JSON.stringify(value));
}

function alertsIn(value: unknown): unknown {
  const reading = readBody(JSON.stringify(value));
  return reading.kind === "alerts" ? reading.alerts : reading;
}

function containing(text: string): unknown {
  return expect.stringContaining(text);
}

const firing = { severity: "error", state: "firing" } as const;

test("our own alert is taken as it stands, without what we do not know", () => {
  const alert = {
    severity: "warning",
    state: "resolved",
    key: "ip:203.0.113.9",
    subject: "ip:203.0.113.9",
    evidence: "40 failures",
    score: 1.5,
    atIndex: 100,
    atMs: 1_577_836_800_000.5,
  };

  expect(alertsIn({ ...alert, detector: "mine", receivedMs: 3 })).toEqual([alert]);
});

test.for([
  [
    { severity: "warning" },
    { severity: "warning", state: "firing" },
    "it fires unless it says that it does not",
  ],
  [{ state: "resolved" }, { severity: "error", state: "resolved" }, "it is an error unless it says warning"],
  [{ ...firing, key: null, atMs: null }, firing, "null is absent, as Python writes None"],
  [{ ...firing, atIndex: 0 }, { ...firing, atIndex: 0 }, "the first row is a row"],
] as const)("our own alert %j is %j: %s", ([given, alert]) => {
  expect(alertsIn(given)).toEqual([alert]);
});

test("a list of our own alerts keeps its order, and may be empty", () => {
  expect(
    alertsIn([
      { ...firing, key: "b" },
      { ...firing, key: "a" },
    ]),
  ).toEqual([
    { ...firing, key: "b" },
    { ...firing, key: "a" },
  ]);
  expect(alertsIn([])).toEqual([]);
});

test.for([
  [{ severity: "info" }, 'severity is "info", not "warning" or "error"'],
  [{ state: "alerting" }, 'state is "alerting", not "firing" or "resolved"'],
  [{ ...firing, key: "" }, 'key is "", not a text that is not empty'],
  [{ ...firing, subject: ["a"] }, "subject is a list, not a text that is not empty"],
  [{ ...firing, evidence: {} }, "evidence is an object, not a text that is not empty"],
  [{ ...firing, score: "1" }, 'score is "1", not a number'],
  [{ ...firing, atIndex: 1.5 }, "atIndex is 1.5, not a whole number from 0"],
  [{ ...firing, atIndex: -1 }, "atIndex is -1, not a whole number from 0"],
  [{ ...firing, atMs: "now" }, 'atMs is "now", not Unix milliseconds'],
  [[firing, { key: "a" }], "[1]: neither severity nor state is there"],
  [["x".repeat(99), firing], `[0]: "${"x".repeat(39)}… is no alert`],
  [{ alerts: {} }, "alerts is an object, not a list"],
  [{ alerts: [null] }, "alerts[0] is null, not an object"],
  [{ alerts: [{ status: "fine" }] }, 'alerts[0].status is "fine", not "firing" or "resolved"'],
  [{ alerts: [{}] }, 'alerts[0].status is missing, not "firing" or "resolved"'],
  [{ ruleName: 3 }, "ruleName is 3, not a text that is not empty"],
  [{ ruleName: "a", state: true }, 'state is true, not "alerting", "ok" or "no_data"'],
] as const)("%j is a mistake: %s", ([given, mistake]) => {
  expect(read(given)).toEqual({ kind: "mistakes", mistakes: [mistake] });
});

test("one mistake among many alerts takes none of them", () => {
  const alerts = [{ status: "firing", labels: {} }, { status: "gone" }];

  expect(read({ alerts })).toMatchObject({ kind: "mistakes" });
});

test("Alertmanager's alerts are told apart by fingerprint, and name a subject only by its label", () => {
  expect(alertsIn(alertmanagerBody)).toEqual([
    { ...firing, key: "f3c1b0d5a2e49687", evidence: "p90 above 300 ms" },
    {
      severity: "warning",
      state: "resolved",
      key: "0a1b2c3d4e5f6071",
      subject: "ip:203.0.113.9",
      evidence: "Brute",
    },
  ]);
});

test("an alert that Alertmanager sends again is the same episode, in whatever order its labels are", () => {
  const one = { status: "firing", labels: { alertname: "Slow", job: "a", instance: "b" } };
  const again = { status: "resolved", labels: { instance: "b", alertname: "Slow", job: "a" } };

  const key = 'Slow{instance="b",job="a"}';
  expect(alertsIn({ alerts: [one, again] })).toMatchObject([
    { key, state: "firing" },
    { key, state: "resolved" },
  ]);
});

test("labels that differ are different episodes; without any the alert still has a name", () => {
  const alerts = [{ labels: { alertname: "Slow" } }, { labels: { alertname: "Slow", job: "a" } }, {}];

  expect(alertsIn({ status: "firing", alerts })).toMatchObject([
    { key: "Slow" },
    { key: 'Slow{job="a"}' },
    { key: "alert" },
  ]);
});

test.for([
  ["critical", "error"],
  ["error", "error"],
  ["page", "error"],
  ["warning", "warning"],
  ["WARNING", "warning"],
  ["warn", "warning"],
  ["info", "error"],
  [undefined, "error"],
  [3, "error"],
] as const)("the label severity=%s is %s", ([label, severity]) => {
  const labels = { alertname: "Slow", severity: label };

  expect(alertsIn({ alerts: [{ status: "firing", labels }] })).toMatchObject([{ severity }]);
});

test("Grafana's alerts are read as Alertmanager's are", () => {
  expect(alertsIn(grafanaBody)).toEqual([
    { ...firing, key: "c6eadffa33fcdf37", evidence: "the mean is above 0.3 s" },
  ]);
});

test("Grafana's older notice is about its rule", () => {
  expect(alertsIn(olderGrafanaBody)).toEqual([
    {
      severity: "warning",
      state: "firing",
      key: "Slow answers",
      subject: "host:web-1",
      evidence: "answers are slow",
    },
  ]);
});

test.for([
  ["alerting", ["firing"]],
  ["no_data", ["firing"]],
  ["ok", ["resolved"]],
  ["pending", []],
  ["paused", []],
  ["unknown", []],
] as const)("Grafana's older state %s says %j", ([state, states]) => {
  const alerts = states.map((one) => ({ state: one, key: "Slow answers" }));

  expect(alertsIn({ ...olderGrafanaBody, state })).toMatchObject(alerts);
});

test.for([
  ["answers are slow", "error", "firing", "a message is an error that fires"],
  ["WARNING: 0.6 s", "warning", "firing", "in the words of the original"],
  ["[FIRING:1] Slow (warning)", "warning", "firing", "in whatever case"],
  ["ERROR after WARNING", "error", "firing", "the worse word counts"],
  ["critical, was a warning", "error", "firing", "critical is an error"],
  ["[RESOLVED] Slow", "error", "resolved", "it is over"],
  ["[FIRING:1, RESOLVED:2] Slow", "error", "firing", "something still fires"],
  ["unresolved", "error", "firing", "a part of a word is no word"],
] as const)("the message %j is %s, %s: %s", ([text, severity, state]) => {
  expect(alertsIn({ text })).toEqual([{ severity, state, evidence: text }]);
});

test("a message is read in its attachments and blocks too", () => {
  expect(alertsIn(slackAttachmentBody)).toEqual([
    { severity: "warning", state: "firing", evidence: "[FIRING:1] SlowP90 (warning)" },
  ]);
  expect(alertsIn(slackBlocksBody)).toEqual([
    { severity: "error", state: "resolved", evidence: "Slow answers" },
  ]);
});

test.for([
  [{}],
  [{ title: "hello" }],
  [{ text: " " }],
  [{ blocks: [{ type: "divider" }] }],
  [3],
  [null],
  ["firing"],
])("%j is none of the shapes", ([value]) => {
  expect(read(value)).toEqual({ kind: "unknown" });
});

test("what is no JSON says why", () => {
  expect(readBody('{"state": firing}')).toEqual({
    kind: "not-json",
    reason: containing("Unexpected token"),
  });
  expect(readBody("")).toMatchObject({ kind: "not-json" });
});

test("texts are cut at a thousand characters", () => {
  const [alert] = [readBody(JSON.stringify({ text: "x".repeat(2000) }))];

  expect(alert).toEqual({ kind: "alerts", alerts: [{ ...firing, evidence: `${"x".repeat(1000)}…` }] });
});

test("each shape that is taken is described", () => {
  expect(acceptedBodies).toHaveLength(4);
});
