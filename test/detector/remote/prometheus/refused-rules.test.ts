import { afterAll, expect, test } from "vitest";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { checkAlerts } from "../../../../detector/remote/prometheus/silent-rules.ts";
import { simulatePrometheus } from "../../../../detector/remote/prometheus/simulated-prometheus.ts";
import { exportedMetrics, responseMetrics } from "../../../../detector/response/metrics.ts";
import { FiredrillError } from "../../../../domain/error.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { needs } from "./installed.ts";
import { answeredAfter, openLoop } from "./open-loop.ts";
import { rulesFile } from "./rules-file.ts";

needs("promtool");
const wall = realClock(newClockOrigin());
afterAll(() => wall.close());

const requests = "http_requests_total";
const errors = "http_request_errors_total";
const bucket = "http_request_duration_seconds_bucket";

/** Expressions without thresholds, which have a result if any series remain. */
const expressions = [
  requests,
  "checkout_total",
  `${requests}{job="api"}`,
  `${requests}{code=~"2..",code!~"2.*"}`,
  `${requests}{code=~"(?i)2.+",env=""}`,
  `${bucket}{le="0.30"}`,
  `${bucket}{le="0.3"}`,
  `{__name__=~"http_requests_.+"}`,
  `${errors} / ${requests}`,
  `${requests} - ${errors}`,
  `sum(${errors}) / sum(${requests})`,
  `${errors} + ignoring(code) group_right ${requests}`,
  `${errors} + on(job, instance) group_right() ${requests}`,
  `${errors} + on(code) ${errors}`,
  `sum by (code) (${requests}) / sum(${requests})`,
  `sum by (code) (${requests}) / on() group_left sum(${requests})`,
  `sum without (code) (${requests}) + ${errors}`,
  `sum without (le) (${bucket}) + ${requests}`,
  `${bucket}{le="0.3"} / ${bucket}{le="+Inf"}`,
  `${bucket}{le="0.3"} / ignoring(le) ${bucket}{le="+Inf"}`,
  `${requests}{code="500"} / on(code) ${requests}{code="200"}`,
  `up + vector(5)`,
  `up + on() vector(5)`,
  `up + 5`,
  `up + scalar(sum(up))`,
  `up + time()`,
  `up and hour()`,
  `up and on() hour() >= 0`,
  `up or checkout_total`,
  `checkout_total or up`,
  `checkout_total unless up`,
  `up unless checkout_total`,
  `up and ${requests}`,
  `up and on(job) ${requests}`,
  `absent(checkout_total)`,
  `sum(checkout_total) or vector(0)`,
  `count(checkout_total)`,
  `count(checkout_total) or up`,
  `topk(1, ${requests}) + ${requests}`,
  `topk(1, ${requests}) + ${errors}`,
  `histogram_quantile(0.9, rate(${bucket}[5s])) + rate(${requests}[5s])`,
  `histogram_quantile(0.9, sum by (le) (rate(${bucket}[5s]))) + sum(up)`,
  `avg_over_time(${requests}[5s:1s]) + ${requests}`,
  `label_replace(up, "code", "200", "", "") + ${requests}`,
  `count_values("v", up) + on() up`,
  `(-${requests}) + (${requests} offset 1s)`,
  `quantile_over_time(0.5, up[5s]) + up`,
  `rate(${requests}[1s])`,
  `rate(${requests}[900ms])`,
  `rate(${requests}[2s])`,
  `max_over_time(${requests}[1s])`,
  `clamp_max(up, 1) * up`,
  `sort(up) + up`,
  `rate(${requests}[5s]) and ${requests}`,
  `sum(recorded) + on() up`,
  `recorded + up`,
  `recorded{code="200"} + ${requests}`,
  `recorded{job="firedrill"}`,
  `named{team="shop"} + named`,
  `named + recorded`,
] as const;

/** Rules that fire wherever their expression has a result, and recording rules for them to read. */
function rulesText(exprs: readonly string[]): string {
  const rules = [
    { record: "recorded", expr: `sum by (code, instance, job) (rate(${requests}[5s]))` },
    { record: "named", expr: `sum by (code, instance, job) (${requests})`, labels: { team: "shop" } },
    ...exprs.map((expr, at) => ({ alert: `A${at}`, expr: `(${expr}) * 0` })),
  ];
  return JSON.stringify({ groups: [{ name: "g", rules }] });
}

function isRefused(expr: string): boolean {
  const settings = prometheusSettings({ rules: rulesFile(rulesText([expr])) });
  try {
    checkAlerts(settings, { clock: "virtual", metrics: exportedMetrics, instance: "mock-server" });
    return false;
  } catch (error) {
    if (error instanceof FiredrillError) return true;
    throw error;
  }
}

test("an alert is refused if and only if it never fires in promtool", async () => {
  const log = responseMetrics("eager");
  for (const row of openLoop(answeredAfter(600))) log.add(row);
  const settings = prometheusSettings({ rules: rulesFile(rulesText(expressions)) });

  const run = await simulatePrometheus(log, settings, { wall });

  const fired = new Set(run.flatMap((changes) => changes.map(({ key }) => key.replace(/\{.*/s, ""))));
  expect(expressions.filter((expr) => !isRefused(expr))).toEqual(
    expressions.filter((_, at) => fired.has(`A${at}`)),
  );
});
