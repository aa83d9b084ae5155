import { expect, test } from "vitest";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { checkAlerts, neededGroups } from "../../../../detector/remote/prometheus/silent-rules.ts";
import { exportedMetrics } from "../../../../detector/response/metrics.ts";
import type { FiredrillError } from "../../../../domain/error.ts";
import { refusalOf } from "./refusal.ts";
import { ruleText, rulesFile, slowP90 } from "./rules-file.ts";

const virtual = { clock: "virtual", metrics: exportedMetrics, instance: "mock-server" } as const;
const real = { clock: "real", metrics: exportedMetrics, instance: "127.0.0.1:8080" } as const;

type Options = Readonly<Record<string, string>>;

function notesOn(text: string, options: Options = {}, scraped: Parameters<typeof checkAlerts>[1] = virtual) {
  return checkAlerts(prometheusSettings({ rules: rulesFile(text), ...options }), scraped);
}

function refusalFor(text: string, options: Options = {}, scraped = virtual): Promise<FiredrillError> {
  return refusalOf(() => notesOn(text, options, scraped));
}

/** A rule with its expression in YAML quotes. */
const quoted = (expr: string): string => ruleText(JSON.stringify(expr));

const listed =
  'Exported, each with job="firedrill" and instance="mock-server": http_request_duration_seconds_bucket{code, le}, ' +
  "http_request_duration_seconds_sum{code}, http_request_duration_seconds_count{code}, http_requests_total{code}, " +
  "http_request_errors_total, http_requests_in_flight, up.";

test("a rule on a metric that is not exported is an error that lists what is", async () => {
  const refusal = await refusalFor(quoted("rate(http_request_total[5s]) > 1"));

  expect(refusal).toMatchObject({ kind: "usage", code: "NO_SUCH_SERIES" });
  expect(refusal.message).toMatch(
    /^The alert SlowP90 \(.*alerts\.yml, line 4\) cannot fire: no such series: http_request_total\.$/,
  );
  expect(refusal.advice).toBe(`Did you mean "http_requests_total"? ${listed}`);
});

test.for([
  ['rate(http_requests_total{job="api"}[5s]) > 1', 'job is "firedrill"', "another job"],
  ['up{instance=~".+:9090"} == 0', 'instance is "mock-server"', "a port that no target has"],
  ['up{job=~"[[:digit:]]+"} == 0', 'job is "firedrill"', "another class of characters"],
  ['up{job=~"fire"} == 0', 'job is "firedrill"', "a pattern matches the whole value"],
  ['http_requests_total{status="500"} > 1', "http_requests_total has no label status", "status for code"],
  ['http_requests_total{code="5xx"} > 1', "code is an HTTP status from 100 to 599", "a class of statuses"],
  ['http_request_duration_seconds_bucket{le="0.4"} > 1', "le is 0.005, 0.01, ", "an edge that no bucket has"],
  ['http_requests_total{code=~"5..",code!~"5.*"} > 1', "code is an HTTP status", "matchers that contradict"],
  [
    "http_requests_in_flight{code!=''} > 1",
    "http_requests_in_flight has no label code",
    "a label that must be there",
  ],
  [
    "checkout_total > 1 and http_requests_total > 1",
    "no such series: checkout_total",
    "both sides are needed",
  ],
  [
    "sum(rate(errors_total[5s])) / sum(rate(http_requests_total[5s])) > 0.1",
    "errors_total",
    "a ratio without its top",
  ],
  ["errors_total unless http_requests_total", "errors_total", "nothing to leave something out of"],
  ["count(checkout_total) == 0", "checkout_total", "no series has no count"],
  [
    "checkout_total > bool 1 or label_replace(a, 'b', 'c', 'd', 'e')",
    "checkout_total",
    "neither side exists",
  ],
  ["max_over_time(checkout_total[1h:1m] offset 5m) > 1", "checkout_total", "in a subquery"],
  ['{__name__=~"http_req.+_seconds"} > 1', "{__name__=~", "a name that no metric has"],
  ['ALERTS{alertname="Other"}', 'alertname is "SlowP90"', "an alert that is not in the rules"],
  ["scrape_duration_seconds > 1", "(only on --clock real)", "a scrape that promtool does not make"],
] as const)("%s cannot fire: %s (%s)", async ([expr, why]) => {
  const refusal = await refusalFor(quoted(expr));

  expect(refusal.code).toBe("NO_SUCH_SERIES");
  expect(refusal.message).toContain(why);
  expect(refusal.advice).toContain("http_requests_total{code}");
});

test.for([
  [slowP90, "the example"],
  ["up == 0", "Prometheus's own"],
  ['http_requests_total{code="503"} > 1', "a status that no scenario may give, but the server can"],
  ['http_requests_total{code=~"5..",code!="500"} > 1', "several matchers that agree"],
  [
    'http_requests_total{job=~"fire.*",instance!="",env=""} > 1',
    "labels that are there, and one that is not",
  ],
  ['http_request_duration_seconds_bucket{le="+Inf"} > 1', "the last bucket"],
  ['{__name__=~"http_requests_.+"} > 1', "a pattern of names"],
  ['up{job=~"(?i)FIREDRILL"} == 0', "a pattern without case"],
  ['up{job=~"[[:alpha:]]+"} == 0', "a class of characters as Prometheus writes it"],
  ['up{job=~"(a+)+$|fire(?P<rest>.*)"} == 0', "a pattern that takes other engines forever"],
  ['up{job=~"(?!x).*"} == 0', "a pattern that promtool refuses"],
  ['ALERTS{alertname="SlowP90",alertstate="firing",team="a"}', "the alert itself, with any label"],
  ["vector(1)", "no series at all"],
  ["hour() > 8 and on() up == 1", "the clock"],
  ["rate(x[5s", "not PromQL, which promtool refuses with the place"],
] as const)("%s can fire: %s", ([expr]) => {
  // The last ALERTS rule needs an alert that fires by itself.
  const self = `${quoted(expr)}      - { alert: SlowP90, expr: up }\n`;

  expect(notesOn(self)).toEqual([]);
});

test.for([
  ["absent(checkout_total)", "cannot fire: no such series: checkout_total"],
  ["absent(sum(rate(checkout_total[5s])))", "cannot fire: no such series: checkout_total"],
  ["sum(checkout_total) or vector(0)", "cannot fire: no such series: checkout_total"],
  ['up unless up{job="api"}', 'cannot fire: no such series: up{job="api"} (job is "firedrill")'],
  ["scalar(checkout_total) != 1 and up", "cannot fire: no such series: checkout_total"],
  [
    "up == 0 or rate(http_requests_total[1s]) > 1",
    "cannot fire: http_requests_total[1s] holds at most one sample, with one every 1s",
  ],
  [
    "rate(http_requests_total[1500ms]) > 1",
    "can stay silent: http_requests_total[1s500ms] sometimes holds only one sample, with one every 1s. Use a window of at least [2s], or scrape=750ms",
  ],
] as const)("%s can fire, with a note: %s", ([expr, why]) => {
  const notes = notesOn(quoted(expr));

  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(`alerts.yml, line 4) ${why}.`);
});

const recorded = (record: string, expr: string, alert: string): string =>
  `groups:\n  - name: g\n    rules:\n      - { record: "${record}", expr: "${expr}" }\n      - { alert: A, expr: "${alert}" }\n`;

test("a recording rule of the files is a series", () => {
  expect(notesOn(recorded("job:rate", "sum(rate(http_requests_total[5s]))", "job:rate > 1"))).toEqual([]);
});

test.for([
  ["sum(rate(http_requests_total[5s]))", "job:p99 > 1", "no such series: job:p99", "has another name"],
  ["sum(rate(checkout_total[5s]))", "job:p90 > 1", "no such series: checkout_total", "reads no series"],
  ["job:p90 + 1", "job:p90 > 1", "job:p90 (its rule has no result)", "reads only itself"],
  ["rate(http_requests_total[1s])", "job:p90 > 1", "[1s] holds at most one", "has too short a window"],
] as const)(
  "with job:p90 recorded from %s the alert %s cannot fire: %s (the recording rule %s)",
  async ([expr, alert, why]) => {
    expect((await refusalFor(recorded("job:p90", expr, alert))).message).toContain(why);
  },
);

test("a window on a recording rule needs two evaluations of its group", async () => {
  const text = recorded("r", "sum(http_requests_total)", "rate(r[5s]) > 1").replace(
    "name: g",
    "name: g\n    interval: 10s",
  );

  const refusal = await refusalFor(text);

  expect(refusal.code).toBe("ALERT_CANNOT_FIRE");
  expect(refusal.message).toContain("r[5s] holds at most one sample, with one every 10s");
  expect(refusal.advice).toBe("Use a window of at least [20s].");
});

test.for([
  ["1s", "1s", "ALERT_CANNOT_FIRE", "a second scrape would have to fall exactly on the evaluation"],
  ["10s", "15s", "ALERT_CANNOT_FIRE", "less than an interval"],
] as const)("rate over [%s] with scrape=%s is %s: %s", async ([window, scrape, code]) => {
  const refusal = await refusalFor(quoted(`rate(http_requests_total[${window}]) > 1`), { scrape });

  expect(refusal).toMatchObject({ kind: "usage", code });
  expect(refusal.message).toContain(
    `http_requests_total[${window}] holds at most one sample, with one every ${scrape}`,
  );
});

test("the error on a window names the least one and the interval that would do", async () => {
  const refusal = await refusalFor(quoted("rate(http_requests_total[10s]) > 1"), { scrape: "15s" });

  expect(refusal.advice).toBe("Use a window of at least [30s], or scrape=5s.");
});

test("functions that need one sample are not refused", () => {
  expect(notesOn(quoted("max_over_time(http_requests_in_flight[5s]) > 1"), { scrape: "15s" })).toEqual([]);
});

const two = `${quoted("checkout_total > 1")}      - { alert: Down, expr: up == 0 }\n      - { alert: Gone, expr: gone }\n`;

test.for([
  [
    "rate(http_request_errors_total[5s]) / rate(http_requests_total[5s]) > 0.1",
    "only the right side has the label code",
    "every request has a status, the errors have none",
  ],
  [
    "http_requests_total / http_request_errors_total > 1",
    "only the left side has the label code",
    "the other way",
  ],
  [
    "sum by (code) (http_requests_total) / sum(http_requests_total) > 0.1",
    "only the left side has the label code",
    "a sum of everything has no labels",
  ],
  [
    "http_requests_in_flight > vector(5)",
    "only the left side has the label",
    "a vector of a number has no labels",
  ],
  ["hour() < 8 and http_requests_in_flight > 5", "only the right side has the label", "nor has the hour"],
  [
    "sum(rate(http_requests_total{code='500'}[5s])) by (code) > on (code) sum(rate(http_requests_total{code='200'}[5s])) by (code)",
    "the label code differs",
    "no status is two",
  ],
  [
    "histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5s])) > sum(up)",
    "only the left side has the label code",
    "a quantile keeps all labels but le",
  ],
] as const)("%s cannot fire: %s (%s)", async ([expr, why]) => {
  const refusal = await refusalFor(quoted(expr));

  expect(refusal).toMatchObject({ kind: "usage", code: "ALERT_CANNOT_FIRE" });
  expect(refusal.message).toContain(`no series of the two sides match in `);
  expect(refusal.message).toContain(why);
});

test.for([
  ["sum(rate(http_request_errors_total[5s])) / sum(rate(http_requests_total[5s])) > 0.1", "both are sums"],
  ["http_request_errors_total / ignoring(code) group_right http_requests_total > 0", "code is ignored"],
  [
    "http_request_errors_total / on(job, instance) group_right() http_requests_total > 0",
    "the target is the same",
  ],
  ["http_requests_total > on() group_left() vector(5)", "nothing is compared"],
  ["http_requests_in_flight > scalar(sum(up))", "a number has no labels"],
  ["http_requests_in_flight > time() - 5", "nor has a time"],
  ["up or http_requests_total", "or needs no match"],
  ["up unless http_requests_total", "unless needs none"],
  ["sum by (code) (http_requests_total) > label_replace(up, 'code', '200', '', '')", "a new label may match"],
  ["topk(3, http_requests_total) > http_requests_total offset 5m", "topk keeps the series"],
  ["http_requests_total > avg_over_time(http_requests_total[5m:1m])", "functions keep labels"],
  [
    "sum without (le) (http_request_duration_seconds_bucket) > http_requests_total",
    "what is left without le is the same",
  ],
  ["http_requests_total{code='500'} / on(job) sum by (job) (http_requests_total)", "one job"],
  ["-http_requests_total + (http_requests_total) > 0", "signs and parentheses keep them"],
] as const)("%s can fire: %s", ([expr]) => {
  expect(notesOn(quoted(expr))).toEqual([]);
});

test.for([
  ["sum by (job) (up)", 'r{job="api"} > 1', 'r{job="api"} (job is "firedrill")', "a value"],
  ["sum by (job) (up)", 'r{code="500"} > 1', "r has no label code", "a label that the sum leaves out"],
  [
    "sum(http_requests_total)",
    "r > on() group_left http_requests_total and r > up",
    "only the right side",
    "a match",
  ],
] as const)("the labels of a recorded %s are known: %s cannot fire, %s (%s)", async ([expr, alert, why]) => {
  expect((await refusalFor(recorded("r", expr, alert.replaceAll('"', '\\"')))).message).toContain(why);
});

test("labels of a recording rule itself are its series', too", () => {
  const text = recorded("r", "sum(up)", "r{team='shop'} > 0").replace(
    'sum(up)"',
    'sum(up)", labels: { team: shop }',
  );

  expect(notesOn(text)).toEqual([]);
});

test("a thousand rules that read each other twice, the last first, are checked", () => {
  const rules = Array.from({ length: 1000 }, (_, at) => {
    const before = at % 50 === 0 ? "sum by (job) (http_requests_total)" : `r:${at - 1}`;
    return `      - { record: "r:${at}", expr: "${before} + ${before} > 0" }\n`;
  });
  const head = "groups:\n  - name: g\n    rules:\n";

  const notes = notesOn(`${head}${rules.toReversed().join("")}      - { alert: A, expr: "r:999 > r:500" }\n`);

  expect(notes).toEqual([]);
});

test("only the rules that lead to alerts that open episodes are evaluated", () => {
  const text = `groups:
  - name: unused
    rules: [{ record: other, expr: sum(up) }]
  - name: used
    rules:
      - { record: base, expr: sum(up) }
      - { record: ratio, expr: base / 2 }
      - { alert: Watchdog, expr: vector(1), labels: { severity: none } }
      - { alert: Muted, expr: other, labels: { severity: info } }
  - name: alerts
    rules:
      - { alert: A, expr: 'ratio > 1 unless on() ALERTS{alertname="Watchdog"}' }
      - { alert: B, expr: other > 1 }
`;
  const named = (options: Options): readonly (readonly string[])[] =>
    neededGroups(prometheusSettings({ rules: rulesFile(text), ...options })).map(({ name, rules }) => [
      name,
      ...rules.map((rule) => rule.name),
    ]);

  expect(named({ alert: "A" })).toEqual([
    ["used", "base", "ratio", "Watchdog"],
    ["alerts", "A"],
  ]);
  expect(named({ alert: "B" })).toEqual([
    ["unused", "other"],
    ["alerts", "B"],
  ]);
});

test("the error counts the other alerts that cannot fire, and names those that can", async () => {
  const refusal = await refusalFor(two);

  expect(refusal.message).toMatch(/checkout_total\. The same holds for 1 more alert\.$/);
  expect(refusal.advice).toMatch(/, up\. Or choose the alerts that can fire: alert=Down\.$/);
});

test("an alert that does not count, by choice or by severity, is not checked", async () => {
  const quiet = two.replaceAll("severity: error", "severity: info");

  expect(notesOn(two, { alert: "Down" })).toEqual([]);
  expect((await refusalFor(quiet)).message).toMatch(/^The alert Gone /);
  expect((await refusalFor(quiet, { severity: "info:warning" })).message).toMatch(/^The alert SlowP90 /);
});

test("rules without any alert that opens an episode are an error", async () => {
  const refusal = await refusalFor(ruleText("vector(1)").replace("severity: error", "severity: none"));

  expect(refusal).toMatchObject({ kind: "usage", code: "ALERT_CANNOT_FIRE" });
  expect(refusal.advice).toContain("severity=info:warning");
});

test("on the real clock the instance is the server's, Prometheus has its own series, and edges may be decimal", async () => {
  for (const expr of [
    'up{instance="127.0.0.1:8080"} == 0',
    "scrape_duration_seconds > 1",
    'http_request_duration_seconds_bucket{le="1.0"} > 1',
    "timestamp(up) > 1",
  ])
    expect(notesOn(quoted(expr), {}, real)).toEqual([]);

  const refusal = await refusalOf(() => notesOn(quoted('up{instance="mock-server"} == 0'), {}, real));
  expect(refusal.message).toContain('(instance is "127.0.0.1:8080")');
});

test("a rule that reads a fixed time is refused only where an alert that counts reads it", async () => {
  const rules = `${recorded("age", "time() - timestamp(up)", "age > 1")}      - { alert: Down, expr: up == 0 }\n`;

  const refusal = await refusalFor(rules);

  expect(refusal).toMatchObject({ kind: "drill", code: "RULE_READS_FIXED_TIME" });
  expect(refusal.message).toMatch(/^The rule age \(.*, line 4\) reads timestamp\(\)/);
  expect(notesOn(rules, { alert: "Down" })).toEqual([]);
});
