import { expect, test } from "vitest";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { rulesFile } from "./rules-file.ts";
import { predict } from "../../../../detector/remote/prometheus/prediction.ts";

const fault = { healthyMs: 50, affectedMs: 600 };
const rules = { groups: [] };

function slow(window: string, forMs = 0, quantile = "0.9") {
  const expr = `histogram_quantile(${quantile}, sum by (le) (rate(http_request_duration_seconds_bucket[${window}]))) > 0.3`;
  return rule(expr, forMs);
}

function rule(expr: string, forMs = 0) {
  return { expr, forMs, labels: {}, group: 0 };
}

function boundsOf(alert: ReturnType<typeof slow>, scrapeMs: number, evaluationMs: number, groupWaitMs = 0) {
  const predicted = predict({ rules, alerts: [alert], scrapeMs, evaluationMs, groupWaitMs }, fault);
  return [predicted?.earliestMs, predicted?.latestMs];
}

// The last column: the extremes of 10,000 draws of the offsets, and measurements with Prometheus 2.42.
test.for([
  ["A", slow("5s"), 1000, 1000, 0, [945, 2945], "drawn 969 to 2950, measured 1778 to 2806"],
  ["B", slow("5s", 5000), 1000, 1000, 0, [5945, 7945], "drawn 5969 to 7948, measured 6575 to 7755"],
  ["F", slow("5s"), 1000, 1000, 5000, [5945, 7945], "measured 6196 to 7831"],
  ["E", slow("20s"), 5000, 5000, 0, [2045, 12_045], "drawn 2124 to 12044, measured 3033 to 9706"],
  ["D", slow("60s"), 1000, 1000, 0, [6445, 8445], "drawn 6476 to 8446, measured 6916 to 7688"],
] as const)(
  "configuration %s has the predicted bounds %j",
  ([, alert, scrapeMs, evaluationMs, waitMs, bounds]) => {
    expect(boundsOf(alert, scrapeMs, evaluationMs, waitMs)).toEqual(bounds);
  },
);

test("each step has the name of the station that ends it, and the steps add up to the bounds", () => {
  const settings = {
    rules,
    alerts: [slow("5s", 5000)],
    scrapeMs: 1000,
    evaluationMs: 1000,
    groupWaitMs: 500,
  };

  expect(predict(settings, fault)?.steps).toEqual([
    { name: "finished", earliestMs: 600, latestMs: 600 },
    { name: "scraped", earliestMs: 345, latestMs: 1345 },
    { name: "pending", earliestMs: 0, latestMs: 1000 },
    { name: "firing", earliestMs: 5000, latestMs: 5000 },
    { name: "posted", earliestMs: 500, latestMs: 500 },
  ]);
});

test.for([
  [rule("queue > 5"), [0, 2600], "not about response times: only the intervals count"],
  [rule("rate(x[5s]) > 1"), [0, 7600], "the window may need any share of its values"],
  [rule("queue > 5", 1), [1000, 3600], "`for` is rounded up to whole evaluations"],
  [{ ...rule("queue > 5"), intervalMs: 4000 }, [0, 5600], "the group's own interval"],
  [slow("5s", 0, "0.5"), [2325, 4325], "half of the window must be slow"],
  [slow("2500ms", 0, "0.9"), [645, 2745], "2.5 s hold two scrapes or three"],
] as const)("%j has the bounds %j: %s", ([alert, bounds]) => {
  expect(boundsOf(alert, 1000, 1000)).toEqual(bounds);
});

test("a fault below the threshold has no prediction", () => {
  const settings = { rules, alerts: [slow("5s")], scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 };

  expect(predict(settings, { healthyMs: 50, affectedMs: 300 })).toBeUndefined();
  expect(predict(settings, { healthyMs: 50, affectedMs: 301 })).toBeDefined();
});

test("other rules count only when no quantile rule can fire", () => {
  const alerts = [rule("queue > 5"), slow("5s")];
  const settings = { rules, alerts, scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 };

  expect(predict(settings, fault)).toMatchObject({ earliestMs: 945, latestMs: 2945 });
  expect(predict(settings, { healthyMs: 50, affectedMs: 200 })).toMatchObject({
    earliestMs: 0,
    latestMs: 2200,
  });
});

test("of several alerts the earliest counts", () => {
  const alerts = [slow("60s"), slow("5s"), slow("20s")];

  expect(predict({ rules, alerts, scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 }, fault)).toMatchObject(
    {
      earliestMs: 945,
      latestMs: 2945,
    },
  );
});

test.for([
  [slow("5s").expr.replace("> 0.3", "> 0.7"), "the fault stays below the threshold"],
  [`0.7 < (${slow("5s").expr.replace(" > 0.3", "")})`, "below it, written the other way around"],
  ["up == 0", "a slow server still answers scrapes"],
  ["scrape_duration_seconds > 1 or up == 0", "none of both is measured by the server"],
  ["vector(1)", "it reads no series"],
  ["absent(x)", "slow answers are there, too"],
  ["rate(x[5s", "it is no PromQL"],
] as const)("%s has no prediction: %s", ([expr]) => {
  expect(
    predict({ rules, alerts: [rule(expr)], scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 }, fault),
  ).toBeUndefined();
});

function labelled(severity: string) {
  return [{ ...slow("5s"), labels: { severity } }];
}

test("an alert of severity none or info has no prediction", () => {
  const base = { rules, scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 };

  expect(predict({ ...base, alerts: labelled("info") }, fault)).toBeUndefined();
  expect(predict({ ...base, alerts: labelled("none") }, fault)).toBeUndefined();
  expect(
    predict({ ...base, alerts: labelled("info"), severities: { info: "warning" } }, fault),
  ).toBeDefined();
});

test.for([
  ["> 0.3", undefined, [945, 2945], "in the group of the alert it adds nothing"],
  ["> 0.3", "2s", [945, 4945], "in another group it adds that group's interval"],
  ["> 0.3 and job:p90 > 0.2", "2s", [945, 4945], "read twice it adds it once"],
  ["> 0.7", undefined, [undefined, undefined], "the threshold is on the recorded value"],
] as const)("a recorded quantile %s, interval %s, has the bounds %j: %s", ([compared, interval, bounds]) => {
  const quantile = slow("5s").expr.replace(" > 0.3", "");
  const next = interval === undefined ? "" : "  - name: alerts\n    rules:\n";
  const own = interval === undefined ? "" : `    interval: ${interval}\n`;
  const path = rulesFile(
    `groups:\n  - name: g\n${own}    rules:\n      - { record: "job:p90", expr: '${quantile}' }\n${next}      - { alert: A, expr: "job:p90 ${compared}" }\n`,
  );

  const predicted = predict(prometheusSettings({ rules: path }), fault);

  expect([predicted?.earliestMs, predicted?.latestMs]).toEqual(bounds);
});

test("recording rules that read each other twice do not grow without bounds", () => {
  const recordings = Array.from({ length: 60 }, (_, at) => {
    const before = at === 0 ? "rate(http_requests_total[5s])" : `r:${at - 1}`;
    return `      - { record: "r:${at}", expr: "${before} + ${before}" }\n`;
  });
  const path = rulesFile(
    `groups:\n  - name: g\n    rules:\n${recordings.join("")}      - { alert: A, expr: "r:59 > 1" }\n`,
  );

  expect(predict(prometheusSettings({ rules: path }), fault)?.latestMs).toBe(7600);
});
