import { severitiesIn } from "../../../../detector/remote/payload/words.ts";
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
  ["page", "error"],
  ["ticket", "warning"],
  ["P3", "warning"],
  [undefined, "error"],
  [3, "error"],
] as const)("the label severity=%s is %s", ([label, severity]) => {
  const labels = { alertname: "Slow", severity: label };

  expect(alertsIn({ alerts: [{ status: "firing", labels }] })).toMatchObject([{ severity }]);
});

test.for(["none", "info", "Informational"])("the label severity=%s opens nothing", (severity) => {
  const labels = { alertname: "Watchdog", severity };

  expect(alertsIn({ alerts: [{ status: "firing", labels }] })).toEqual([]);
});

function labelled(severity: string): string {
  return JSON.stringify({ alerts: [{ status: "firing", labels: { alertname: "Slow", severity } }] });
}

test("a user's own words for severities come before ours", () => {
  const context = { severities: severitiesIn("info:warning,sev2:error,page:none"), wallMs: undefined };

  expect(readBody(labelled("info"), context)).toMatchObject({ alerts: [{ severity: "warning" }] });
  expect(readBody(labelled("SEV2"), context)).toMatchObject({ alerts: [{ severity: "error" }] });
  expect(readBody(labelled("page"), context)).toEqual({ kind: "alerts", alerts: [] });
});

test.for([
  [undefined, "firing", "nothing says what time it is"],
  [Date.parse("2026-11-17T14:06:59Z"), "firing", "its end is still to come"],
  [Date.parse("2026-11-17T14:07:00Z"), "resolved", "its end has come"],
] as const)("an alert of the list that Prometheus posts, at %d, is %s: %s", ([wallMs, state]) => {
  const alert = {
    labels: { alertname: "SlowP90", severity: "page" },
    annotations: { summary: "slow" },
    startsAt: "2026-11-17T14:03:00Z",
    endsAt: "2026-11-17T14:07:00Z",
  };

  expect(readBody(JSON.stringify([alert]), { severities: {}, wallMs })).toEqual({
    kind: "alerts",
    alerts: [{ severity: "error", state, key: 'SlowP90{severity="page"}', evidence: "slow" }],
  });
});

const shop = "slow/shop";

test.for([
  [
    { event_action: "trigger", dedup_key: shop, payload: { summary: "Slow", severity: "warning" } },
    "warning firing",
  ],
  [{ event_action: "resolve", dedup_key: shop }, "error resolved"],
  [{ event_action: "acknowledge", dedup_key: shop }, ""],
  [{ message: "Slow", alias: shop, priority: "P3" }, "warning firing"],
  [{ message: "Slow", alias: shop, priority: "P5" }, ""],
  [{ trigger_status: "PROBLEM", event_severity: "Average", event_name: shop }, "warning firing"],
  [{ trigger_status: "OK", event_severity: "High", event_name: shop }, "error resolved"],
  [{ heartbeat: { status: 0 }, monitor: { name: shop }, msg: "timeout" }, "error firing"],
  [{ heartbeat: { status: 1 }, monitor: { name: shop }, msg: "200" }, "error resolved"],
  [{ heartbeat: { status: 2 }, monitor: { name: shop }, msg: "?" }, ""],
  [sns({ AlarmName: shop, NewStateValue: "ALARM" }), "error firing"],
  [sns({ AlarmName: shop, NewStateValue: "OK" }), "error resolved"],
  [sns({ AlarmName: shop, NewStateValue: "INSUFFICIENT_DATA" }), ""],
  [{ Type: "SubscriptionConfirmation", Message: "x" }, ""],
] as const)("the event %j says %j about slow/shop", ([body, said]) => {
  const [severity, state] = said.split(" ");

  expect(alertsIn(body)).toMatchObject(said === "" ? [] : [{ severity, state, key: shop }]);
});

function sns(message: object): unknown {
  return { Type: "Notification", TopicArn: "arn:aws:sns:eu-west-1:1:t", Message: JSON.stringify(message) };
}

test("a form with JSON in its field payload is read as chats read it", () => {
  const body = `payload=${encodeURIComponent('{"text":"[FIRING:1] SlowP90 (warning)"}')}`;

  expect(readBody(body)).toMatchObject({ alerts: [{ severity: "warning", state: "firing" }] });
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
  ["[FIRING:1] HighErrorRate (warning)", "warning", "firing", "a name is no status"],
  ["[FIRING:1] Slow (warning) - how to tell a critical outage from this", "warning", "firing", "prose"],
  ["[FIRING:1] Slow, until it is resolved", "error", "firing", "prose resolves nothing"],
  ["Recovered: p90 is 0.1 s", "error", "resolved", "as Datadog says it"],
  ["[shop] [Up] 200 - OK", "error", "resolved", "as Uptime Kuma says it"],
  ["Closed: incident #41", "error", "resolved", "as an incident ends"],
  ["OK: Slow", "error", "resolved", "as Nagios says it"],
  ["[OK] Slow", "error", "resolved", "as Grafana says it"],
  ["**Firing** Slow\nit was resolved before", "error", "firing", "the body is prose"],
  [":fire: CRITICAL Slow", "error", "firing", "an emoji is no word"],
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
  [{ title: "[RESOLVED] Slow", text: "Alert from prod", color: "good" }, "error resolved"],
  [{ title: "[FIRING:1] Slow (shop warning)", text: "Error rate is 7%", color: "danger" }, "warning firing"],
  [{ text: "Slow", color: "warning" }, "warning firing"],
  [{ text: "Slow", color: "good" }, "error resolved"],
  [{ title: "Slow", fields: [{ title: "Severity", value: "warning" }] }, "warning firing"],
] as const)("the attachment %j is %s", ([attachment, said]) => {
  const [severity, state] = said.split(" ");

  expect(alertsIn({ text: "Alert from prod", attachments: [attachment] })).toMatchObject([
    { severity, state },
  ]);
});

test.for([
  [
    "a card of Teams",
    {
      "@type": "MessageCard",
      title: "Alert (Firing)",
      sections: [{ facts: [{ name: "severity", value: "warning" }] }],
    },
    "warning firing",
  ],
  [
    "an adaptive card",
    {
      type: "message",
      attachments: [
        { content: { type: "AdaptiveCard", body: [{ type: "TextBlock", text: "[RESOLVED] Slow" }] } },
      ],
    },
    "error resolved",
  ],
  [
    "Discord",
    { content: "**Firing** Slow", embeds: [{ title: "[FIRING:1] Slow", color: 14_037_554 }] },
    "error firing",
  ],
] as const)("the message of %s is understood", ([, body, said]) => {
  const [severity, state] = said.split(" ");

  expect(alertsIn(body)).toMatchObject([{ severity, state }]);
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
  expect(acceptedBodies).toHaveLength(9);
});
