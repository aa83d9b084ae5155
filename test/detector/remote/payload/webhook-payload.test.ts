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

test("an alert in Firedrill's own format is read without its unknown fields", () => {
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
  [{ severity: "warning" }, { severity: "warning", state: "firing" }, "the state defaults to firing"],
  [{ state: "resolved" }, { severity: "error", state: "resolved" }, "the severity defaults to error"],
  [{ ...firing, key: null, atMs: null }, firing, "null, which Python writes for None, counts as absent"],
  [{ ...firing, atIndex: 0 }, { ...firing, atIndex: 0 }, "index 0 is kept"],
] as const)("the alert %j is %j: %s", ([given, alert]) => {
  expect(alertsIn(given)).toEqual([alert]);
});

test("a list of alerts keeps its order and can be empty", () => {
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
  [{ ...firing, key: "" }, 'key is "", not a non-empty string'],
  [{ ...firing, subject: ["a"] }, 'subject is a list, not a non-empty string, with an address after "ip:"'],
  [
    { ...firing, subject: "ip:web-1" },
    'subject is "ip:web-1", not a non-empty string, with an address after "ip:"',
  ],
  [{ ...firing, evidence: {} }, "evidence is an object, not a non-empty string"],
  [{ ...firing, score: "1" }, 'score is "1", not a number'],
  [{ ...firing, atIndex: 1.5 }, "atIndex is 1.5, not a whole number from 0"],
  [{ ...firing, atIndex: -1 }, "atIndex is -1, not a whole number from 0"],
  [{ ...firing, atMs: "now" }, 'atMs is "now", not Unix milliseconds'],
  [[firing, { key: "a" }], "[1]: severity or state is required"],
  [["x".repeat(99), firing], `[0]: "${"x".repeat(39)}… is not an alert`],
  [{ alerts: {} }, "alerts is an object, not a list"],
  [{ alerts: [null] }, "alerts[0] is null, not an object"],
  [{ alerts: [{ status: "fine" }] }, 'alerts[0].status is "fine", not "firing" or "resolved"'],
  [{ alerts: [{}] }, 'alerts[0].status is missing, not "firing" or "resolved"'],
  [{ ruleName: 3 }, "ruleName is 3, not a non-empty string"],
  [{ ruleName: "a", state: true }, 'state is true, not "alerting", "ok" or "no_data"'],
] as const)("%j is a mistake: %s", ([given, mistake]) => {
  expect(read(given)).toEqual({ kind: "mistakes", mistakes: [mistake] });
});

test("one mistake refuses all alerts of the body", () => {
  const alerts = [{ status: "firing", labels: {} }, { status: "gone" }];

  expect(read({ alerts })).toMatchObject({ kind: "mistakes" });
});

test("the fingerprint identifies an Alertmanager alert, and only its label names a subject", () => {
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

test("an alert that Alertmanager repeats is the same episode, in any order of labels", () => {
  const one = { status: "firing", labels: { alertname: "Slow", job: "a", instance: "b" } };
  const again = { status: "resolved", labels: { instance: "b", alertname: "Slow", job: "a" } };

  const key = 'Slow{instance="b",job="a"}';
  expect(alertsIn({ alerts: [one, again] })).toMatchObject([
    { key, state: "firing" },
    { key, state: "resolved" },
  ]);
});

test("different labels are different episodes, and an alert without labels still has a name", () => {
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

test.for(["none", "info", "Informational"])("the label severity=%s opens no episode", (severity) => {
  const labels = { alertname: "Watchdog", severity };

  expect(alertsIn({ alerts: [{ status: "firing", labels }] })).toEqual([]);
});

function labelled(severity: string): string {
  return JSON.stringify({ alerts: [{ status: "firing", labels: { alertname: "Slow", severity } }] });
}

test("a user's severity words take precedence over the built-in words", () => {
  const context = { severities: severitiesIn("info:warning,sev2:error,page:none"), wallMs: undefined };

  expect(readBody(labelled("info"), context)).toMatchObject({ alerts: [{ severity: "warning" }] });
  expect(readBody(labelled("SEV2"), context)).toMatchObject({ alerts: [{ severity: "error" }] });
  expect(readBody(labelled("page"), context)).toEqual({ kind: "alerts", alerts: [] });
});

test.for([
  [undefined, "firing", "the time is unknown"],
  [Date.parse("2026-11-17T14:06:59Z"), "firing", "its end is in the future"],
  [Date.parse("2026-11-17T14:07:00Z"), "resolved", "its end has passed"],
] as const)("an alert that Prometheus posts is, at %d, %s: %s", ([wallMs, state]) => {
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
] as const)("the event %j gives %j for slow/shop", ([body, expected]) => {
  const [severity, state] = expected.split(" ");

  expect(alertsIn(body)).toMatchObject(expected === "" ? [] : [{ severity, state, key: shop }]);
});

function sns(message: object): unknown {
  return { Type: "Notification", TopicArn: "arn:aws:sns:eu-west-1:1:t", Message: JSON.stringify(message) };
}

test("a user's own word counts among the labels in parentheses", () => {
  const context = { severities: severitiesIn("sev2:warning"), wallMs: undefined };

  expect(readBody('{"text":"[FIRING:1] Slow (shop sev2)"}', context)).toMatchObject({
    alerts: [{ severity: "warning" }],
  });
});

test("a form with JSON in its field payload is read as that JSON", () => {
  const body = `payload=${encodeURIComponent('{"text":"[FIRING:1] SlowP90 (warning)"}')}`;

  expect(readBody(body)).toMatchObject({ alerts: [{ severity: "warning", state: "firing" }] });
});

test("Grafana's alerts are read like Alertmanager's", () => {
  expect(alertsIn(grafanaBody)).toEqual([
    { ...firing, key: "c6eadffa33fcdf37", evidence: "the mean is above 0.3 s" },
  ]);
});

test("the key of Grafana's older notice is its rule", () => {
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
] as const)("Grafana's older state %s gives %j", ([state, states]) => {
  const alerts = states.map((one) => ({ state: one, key: "Slow answers" }));

  expect(alertsIn({ ...olderGrafanaBody, state })).toMatchObject(alerts);
});

test.for([
  ["answers are slow", "error", "firing", "by default a message is an error and fires"],
  ["WARNING: 0.6 s", "warning", "firing", "the original's wording"],
  ["[FIRING:1] Slow (warning)", "warning", "firing", "in any case"],
  ["ERROR after WARNING", "error", "firing", "the worse word counts"],
  ["critical, was a warning", "error", "firing", "critical is an error"],
  ["[RESOLVED] Slow", "error", "resolved", "the episode ends"],
  ["[FIRING:1, RESOLVED:2] Slow", "error", "firing", "something still fires"],
  ["unresolved", "error", "firing", "part of a word does not count"],
  ["[FIRING:1] HighErrorRate (warning)", "warning", "firing", "part of a name is not a status"],
  [
    "[FIRING:1] Slow (warning) - how to tell a critical outage from this",
    "warning",
    "firing",
    "prose is ignored",
  ],
  ["[FIRING:1] Slow, until it is resolved", "error", "firing", "prose resolves no episode"],
  ["Recovered: p90 is 0.1 s", "error", "resolved", "Datadog's wording"],
  ["[shop] [Up] 200 - OK", "error", "resolved", "Uptime Kuma's wording"],
  ["Closed: incident #41", "error", "resolved", "the end of an incident"],
  ["OK: Slow", "error", "resolved", "Nagios's wording"],
  ["[OK] Slow", "error", "resolved", "Grafana's wording"],
  ["**Firing** Slow\nit was resolved before", "error", "firing", "the body is prose"],
  [":fire: CRITICAL Slow", "error", "firing", "an emoji is not a word"],
  ["Up 30 % errors", "error", "firing", "prose may begin with up"],
  ["UP shop", "error", "resolved", "capitals make it a status"],
  ["Normal traffic is exceeded", "error", "firing", "prose may begin with normal"],
  ["Average response time is 3 s", "error", "firing", "prose may begin with average"],
  ["Low throughput", "error", "firing", "prose may begin with low"],
  ["Latency is high (up 30 %)", "error", "firing", "prose may stand in parentheses"],
  ["Alert (Firing)", "error", "firing", "one word in parentheses is a status"],
] as const)("the message %j is %s, %s: %s", ([text, severity, state]) => {
  expect(alertsIn({ text })).toEqual([{ severity, state, evidence: text }]);
});

test("the attachments and blocks of a message are read too", () => {
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
] as const)("the attachment %j is %s", ([attachment, expected]) => {
  const [severity, state] = expected.split(" ");

  expect(alertsIn({ text: "Alert from prod", attachments: [attachment] })).toMatchObject([
    { severity, state },
  ]);
});

test.for([
  [
    "a Teams card",
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
] as const)("the message from %s is read", ([, body, expected]) => {
  const [severity, state] = expected.split(" ");

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
])("%j has an unknown shape", ([value]) => {
  expect(read(value)).toEqual({ kind: "unknown" });
});

test("a body that is not JSON gives the reason", () => {
  expect(readBody('{"state": firing}')).toEqual({
    kind: "not-json",
    reason: containing("Unexpected token"),
  });
  expect(readBody("")).toMatchObject({ kind: "not-json" });
});

test("texts are cut at 1,000 characters", () => {
  const [alert] = [readBody(JSON.stringify({ text: "x".repeat(2000) }))];

  expect(alert).toEqual({ kind: "alerts", alerts: [{ ...firing, evidence: `${"x".repeat(1000)}…` }] });
});

test("each accepted body is described", () => {
  expect(acceptedBodies).toHaveLength(9);
});
