import { afterAll, expect, test } from "vitest";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { exportedMetrics, responseMetrics } from "../../../../detector/response/metrics.ts";
import type { PrometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { simulatePrometheus } from "../../../../detector/remote/prometheus/simulated-prometheus.ts";
import { firstFiresMs } from "../../../../detector/remote/prometheus/virtual-prometheus.ts";
import type { FiredrillError } from "../../../../domain/error.ts";
import type { RemoteAlert } from "../../../../domain/remote-detector.ts";
import type { ResponseOutcome } from "../../../../domain/response/observation.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { manualClock } from "../../../mock-server/manual-clock.ts";
import { needs } from "./installed.ts";
import { answeredAfter, onsetMs, openLoop } from "./open-loop.ts";
import { refusalOf } from "./refusal.ts";
import { rulesFile, ruleText, slowP90 } from "./rules-file.ts";

needs("promtool");
const wall = realClock(newClockOrigin());
afterAll(() => wall.close());

const hang = { kind: "failed", error: "TIMEOUT", afterMs: 5000 } as const;

function settingsFor(text: string, options: Readonly<Record<string, string>> = {}): PrometheusSettings {
  return prometheusSettings({ rules: rulesFile(text), ...options });
}

/** Ascending delays from the mode switch to the first firing, one per offset. */
async function delaysMs(text: string, affected: ResponseOutcome): Promise<readonly number[]> {
  const log = responseMetrics("eager");
  for (const row of openLoop(affected)) log.add(row);
  const run = await simulatePrometheus(log, settingsFor(text), { wall });
  return firstFiresMs(run, "SlowP90").map((atMs) => atMs - onsetMs);
}

interface Received {
  readonly alerts: readonly RemoteAlert[];
  readonly errors: readonly FiredrillError[];
  readonly notes: readonly string[];
  readonly explain: (atMs: number, what: string) => readonly string[];
  readonly progress: readonly string[];
}

/** Alerts and errors of a drill on the virtual clock whose service slows down to 600 ms. */
async function receivedFrom(
  settings: PrometheusSettings,
  offsets: "pinned" | "sampled",
  seed = 1,
): Promise<Received> {
  const alerts: RemoteAlert[] = [];
  const errors: FiredrillError[] = [];
  const progress: string[] = [];
  const detector = prometheusDetector(settings, { offsets, startTimeoutMs: 60_000, wall }, exportedMetrics);
  await detector.start({
    clock: manualClock(),
    clockKind: { kind: "virtual" },
    seed,
    onAlert: (alert) => alerts.push(alert),
    onError: (error) => errors.push(error),
    onProgress: (text) => progress.push(text),
  });
  await detector.observe(openLoop(answeredAfter(600)));
  await detector.stop(30_000);
  return {
    alerts,
    errors,
    notes: detector.notes?.() ?? [],
    explain: (atMs, what) => detector.explain?.(atMs, what) ?? [],
    progress,
  };
}

test("a rule fires with every offset, within the predicted bounds, at 1,900 ms in the median", async () => {
  const delays = await delaysMs(ruleText(slowP90), answeredAfter(600));

  expect(delays).toHaveLength(25);
  expect(delays[0]).toBeGreaterThanOrEqual(945);
  expect(delays[24]).toBeLessThanOrEqual(2945);
  expect(delays[12]).toBe(1900);
});

test("`for: 5s` delays the alert by exactly five seconds with every offset", async () => {
  const without = await delaysMs(ruleText(slowP90), answeredAfter(600));

  const held = await delaysMs(ruleText(slowP90, "        for: 5s\n"), answeredAfter(600));

  expect(held).toEqual(without.map((ms) => ms + 5000));
});

test.for([
  [250, 0, "below the threshold"],
  [290, 0, "below it, in the bucket that ends at it"],
  [300, 0, "at it, because buckets include their upper edge"],
  [310, 25, "above it"],
] as const)("answers after %i ms fire with %i offsets: they are %s", async ([responseMs, offsets]) => {
  expect(await delaysMs(ruleText(slowP90), answeredAfter(responseMs))).toHaveLength(offsets);
});

test("without answers a rule on response times is silent, and a rule on missing answers fires", async () => {
  const aware = `(${slowP90}) or (sum(rate(http_request_duration_seconds_count[5s])) == 0 and on() http_requests_in_flight > 0)`;

  expect(await delaysMs(ruleText(slowP90), hang)).toEqual([]);
  expect(await delaysMs(ruleText(aware), hang)).toHaveLength(25);
});

test("an alert carries its time, its stations and the spread over all offsets, and resolves", async () => {
  const { alerts, errors } = await receivedFrom(settingsFor(ruleText(slowP90)), "pinned");

  expect(errors).toEqual([]);
  expect(alerts).toMatchObject([
    {
      key: "SlowP90",
      severity: "error",
      state: "firing",
      atMs: onsetMs + 1900,
      stations: [
        { name: "scraped", atMs: onsetMs + 1400 },
        { name: "pending", atMs: onsetMs + 1900 },
        { name: "firing", atMs: onsetMs + 1900 },
        { name: "posted", atMs: onsetMs + 1900 },
      ],
    },
    { key: "SlowP90", severity: "error", state: "resolved" },
  ]);
  expect(alerts[0]?.evidence).toMatch(
    /first fires 11\.\d\d s to 12\.\d\d s after the start of the log, median 11\.90 s, with 25 of 25 offsets/,
  );
});

test("group_wait delays an alert and drops one that ends during the wait", async () => {
  const text = ruleText(slowP90);

  const late = await receivedFrom(settingsFor(text, { group_wait: "2s" }), "pinned");
  const swallowed = await receivedFrom(settingsFor(text, { group_wait: "1m" }), "pinned");

  expect(late.alerts[0]?.atMs).toBe(onsetMs + 3900);
  expect(swallowed.alerts).toEqual([]);
});

test("pinned offsets do not depend on the seed, and sampled ones depend only on it", async () => {
  const settings = settingsFor(ruleText(slowP90));
  const firstMs = async (offsets: "pinned" | "sampled", seed: number): Promise<number | undefined> =>
    (await receivedFrom(settings, offsets, seed)).alerts[0]?.atMs;

  const pinned = await Promise.all([1, 2].map((seed) => firstMs("pinned", seed)));
  const sampled = await Promise.all([1, 1, 2].map((seed) => firstMs("sampled", seed)));

  expect(new Set(pinned).size).toBe(1);
  expect(sampled[0]).toBe(sampled[1]);
  expect(new Set(sampled).size).toBeGreaterThan(1);
});

test("only the chosen alert counts", async () => {
  const both = `${ruleText(slowP90)}      - { alert: Always, expr: vector(1) }\n`;

  const all = await receivedFrom(settingsFor(both), "pinned");
  const one = await receivedFrom(settingsFor(both, { alert: "SlowP90" }), "pinned");

  expect(new Set(all.alerts.map(({ key }) => key))).toEqual(new Set(["SlowP90", "Always"]));
  expect(new Set(one.alerts.map(({ key }) => key))).toEqual(new Set(["SlowP90"]));
});

test("a group is evaluated at its own interval", async () => {
  const text = ruleText(slowP90).replace("  - name: g", "  - name: g\n    interval: 4s");

  const { alerts } = await receivedFrom(settingsFor(text), "pinned");

  expect((Number(alerts[0]?.atMs) - (onsetMs - 10_000)) % 4000).toBe(1200);
});

function groupsOf(...groups: readonly string[]): string {
  return `groups:\n${groups.map((group) => `  - ${group}\n`).join("")}`;
}

const quantile = slowP90.replace(" > 0.3", "");
const recorded = `{ record: "p90:5s", expr: '${quantile}' }`;
const alerted = `{ alert: SlowP90, expr: "p90:5s > 0.3" }`;

test("twenty drills with two groups raise the same alerts, bit by bit, as with one group", async () => {
  const one = groupsOf(`{ name: b, rules: [${recorded}, ${alerted}] }`);
  const two = groupsOf(`{ name: b, rules: [${recorded}] }`, `{ name: a, rules: [${alerted}] }`);
  const log = responseMetrics("eager");
  for (const row of openLoop(answeredAfter(600)).filter(({ index }) => index < 650)) log.add(row);
  const alertsOf = async (text: string): Promise<string> =>
    JSON.stringify(await simulatePrometheus(log, settingsFor(text, { evaluation: "4s" }), { wall }));

  const expected = await alertsOf(one);
  const runs = new Set<string>();
  for (let run = 0; run < 20; run += 1) runs.add(await alertsOf(two));

  expect(expected).toContain('"firing"');
  expect([...runs]).toEqual([expected]);
});

test("an alert that reads another group's series has a note on what the groups' offsets can add", async () => {
  const { notes } = await receivedFrom(
    settingsFor(groupsOf(`{ name: b, rules: [${recorded}] }`, `{ name: a, rules: [${alerted}] }`)),
    "pinned",
  );

  expect(notes).toContainEqual(
    expect.stringMatching(/^SlowP90 reads what another group records.* up to 1 s\.$/),
  );
});

test("the notes name the alert that fired, with its labels and its range over the offsets", async () => {
  const { notes } = await receivedFrom(settingsFor(ruleText(`sum by (code) (${answered}) > 1`)), "pinned");

  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^Alert SlowP90\{code="200"\} fired: .* first fires .*, with 25 of 25 offsets/);
});

const answered = "rate(http_requests_total[5s])";

const ownGroup = `{ name: b, rules: [${recorded}, { alert: Own, expr: "p90:5s > 1" }] }`;

test("an alert that reads a group with another interval needs the real clock", async () => {
  const text = groupsOf(ownGroup, `{ name: a, interval: 2s, rules: [${alerted}] }`);

  const refusal = await refusalOf(() => receivedFrom(settingsFor(text), "pinned"));

  expect(refusal).toMatchObject({ kind: "drill", code: "UNEQUAL_INTERVALS" });
  expect(refusal.message).toMatch(/The groups b \(.*, every 1s\) and a \(.*, every 2s\)/);
  expect(refusal.advice).toContain("--clock real");
});

test.for([
  [`interval: 1s, rules: [${alerted}]`, "it is equal, given or not"],
  [`interval: 2s, rules: [{ record: "unread", expr: up }]`, "no alert needs the group"],
  [
    `interval: 2s, rules: [{ alert: Other, expr: up == 0, labels: { severity: none } }]`,
    "its alert does not count",
  ],
] as const)("next to a group of 1s, a group with %s is evaluated: %s", async ([group]) => {
  const text = groupsOf(ownGroup, `{ name: a, ${group} }`);

  const { errors } = await receivedFrom(settingsFor(text), "pinned");

  expect(errors).toEqual([]);
});

test("a limit that is too short for promtool is an error that says what it had to do", async () => {
  const { alerts, errors } = await receivedFrom(settingsFor(ruleText(slowP90), { limit: "1ms" }), "pinned");

  expect(alerts).toEqual([]);
  expect(errors).toMatchObject([{ kind: "drill", code: "PROMTOOL_TOO_SLOW" }]);
  expect(errors[0]?.message).toMatch(/did not evaluate 1 rule over \d+ series at \d+ instants within 0 s/);
  expect(errors[0]?.advice).toContain("limit=");
});

test("an alert that did not fire tells what its expression had at the deadline", async () => {
  const text = `${ruleText(slowP90.replace("0.3", "0.8"))}      - { alert: Late, expr: "up > 0 and on() vector(time()) > 1e9", for: 1h }\n`;

  const { explain } = await receivedFrom(settingsFor(text), "pinned");

  expect(explain(onsetMs + 4000, "the deadline")).toEqual([
    expect.stringMatching(
      /^Alert SlowP90 did not fire\. At the deadline, histogram_quantile\(.*\) > 0\.8 had 0\.\d+\.$/,
    ),
    "Alert Late (for: 3600s) did not fire. At the deadline, up > 0 had 1, and vector(time()) > 1e9 had 1577836814.",
  ]);
});

test("an alert that fired has nothing more to tell", async () => {
  const { explain } = await receivedFrom(settingsFor(ruleText(slowP90)), "pinned");

  expect(explain(onsetMs + 4000, "the deadline")).toEqual([]);
});

test("progress is told for each of the 25 pairs of offsets", async () => {
  const { progress } = await receivedFrom(settingsFor(ruleText(slowP90)), "pinned");

  expect(progress.at(-1)).toBe("promtool evaluates the rules, part 25 of 25");
});

test("a second stop ends promtool at once, and the detector raises nothing", async () => {
  const alerts: RemoteAlert[] = [];
  const detector = prometheusDetector(
    settingsFor(ruleText(slowP90)),
    { offsets: "pinned", startTimeoutMs: 60_000, wall },
    exportedMetrics,
  );
  let parts = 0;
  await detector.start({
    clock: manualClock(),
    clockKind: { kind: "virtual" },
    seed: 1,
    onAlert: (alert) => alerts.push(alert),
    onError: () => undefined,
    onProgress: () => {
      parts += 1;
      if (parts === 1) void detector.stop(0);
    },
  });
  await detector.observe(openLoop(answeredAfter(600)));

  await detector.stop(30_000);

  expect(parts).toBeLessThan(25);
  expect(alerts).toEqual([]);
});

const anyError = 'sum(increase(http_requests_total{code="503"}[10s])) > 0';

test.for([
  ["eager", 25, "its counter was 0 before"],
  ["lazy", 0, "its counter begins at 1"],
] as const)("with %s counters a single error fires with %i offsets: %s", async ([counters, offsets]) => {
  const log = responseMetrics(counters);
  for (const row of openLoop(answeredAfter(30))) {
    const isFirst = row.sentAtMs === onsetMs;
    log.add(isFirst ? { ...row, outcome: { kind: "completed", status: 503, responseMs: 30 } } : row);
  }

  const run = await simulatePrometheus(log, settingsFor(ruleText(anyError)), { wall });

  expect(firstFiresMs(run, "SlowP90")).toHaveLength(offsets);
});

test("rules that promtool rejects fail the start", async () => {
  const settings = settingsFor(ruleText("rate(x[5s) > 1"));

  const refusal = await refusalOf(() => receivedFrom(settings, "pinned"));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_RULES" });
  expect(refusal.message).toContain("could not parse expression");
});

async function firesAt(expr: string): Promise<number | undefined> {
  return (await receivedFrom(settingsFor(ruleText(expr)), "pinned")).alerts[0]?.atMs;
}

test("rules see the time of the drill: time() is exact, and the hour is that of the log", async () => {
  // A log from midnight. It begins at the epoch of drills, 2020-01-01, a Wednesday.
  const time = await firesAt(`vector(time()) >= ${(onsetMs + 5000) / 1000}`);
  const hour = await firesAt("hour() == 0 and on() year() == 2020 and on() day_of_week() == 3");

  expect(Number(time) - onsetMs).toBeGreaterThanOrEqual(5000);
  expect(Number(time) - onsetMs).toBeLessThan(6000);
  expect(Number(hour) - onsetMs).toBeGreaterThanOrEqual(-10_000);
  expect(Number(hour) - onsetMs).toBeLessThan(-9000);
});

test.for([
  ["timestamp(http_requests_total) > 5", "timestamp()"],
  ["http_requests_total @ 100 > 5", "@"],
] as const)("%s cannot be evaluated on the virtual clock", async ([expr, what]) => {
  const refusal = await refusalOf(() => receivedFrom(settingsFor(ruleText(expr)), "pinned"));

  expect(refusal).toMatchObject({ kind: "drill", code: "RULE_READS_FIXED_TIME" });
  expect(refusal.message).toContain(`line 4) reads ${what}, and promtool`);
  expect(refusal.advice).toContain("--clock real");
});

const asResource = `kind: List
items:
  - apiVersion: monitoring.coreos.com/v1
    kind: PrometheusRule
    spec: { groups: [{ name: g, rules: [{ record: "p90:5s", expr: '${slowP90.replace(" > 0.3", "")}' }] }] }
  - apiVersion: monitoring.coreos.com/v1
    kind: PrometheusRule
    spec: { groups: [{ name: g, rules: [{ alert: SlowP90, expr: "p90:5s > EDGE" }] }] }
`;

test("Kubernetes resources are evaluated in their order, like a plain file", async () => {
  const plain = await delaysMs(ruleText(slowP90), answeredAfter(600));

  const resource = await delaysMs(asResource.replace("EDGE", "0.3"), answeredAfter(600));

  expect(resource).toEqual(plain);
});

test("what promtool refuses in a resource names the line of the user's file", async () => {
  const settings = settingsFor(asResource.replace("EDGE", "("));

  const refusal = await refusalOf(() => receivedFrom(settings, "pinned"));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_RULES" });
  expect(refusal.message).toMatch(/alerts\.yml: line 8: group "g \(2\)", rule 1, "SlowP90": could not parse/);
});

test("a rule that promtool cannot evaluate is an error, although another alert fires", async () => {
  const text = `${ruleText(slowP90)}      - { alert: Many, expr: "http_requests_total + on () up" }\n`;

  const { alerts, errors } = await receivedFrom(settingsFor(text), "pinned");

  expect(alerts).toEqual([]);
  expect(errors).toMatchObject([{ kind: "drill", code: "RULE_NOT_EVALUATED" }]);
  expect(errors[0]?.message).toMatch(/the rule Many \(.+ into the test\): multiple matches for labels/);
});
