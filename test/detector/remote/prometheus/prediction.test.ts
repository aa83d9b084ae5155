import { expect, test } from "vitest";
import { predict } from "../../../../detector/remote/prometheus/prediction.ts";

const fault = { healthyMs: 50, affectedMs: 600 };

function slow(window: string, forMs = 0, quantile = "0.9") {
  const expr = `histogram_quantile(${quantile}, sum by (le) (rate(http_request_duration_seconds_bucket[${window}]))) > 0.3`;
  return { name: "SlowP90", expr, forMs };
}

function boundsOf(rule: ReturnType<typeof slow>, scrapeMs: number, evaluationMs: number, groupWaitMs = 0) {
  const predicted = predict({ alerts: [rule], scrapeMs, evaluationMs, groupWaitMs }, fault);
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
  ([, rule, scrapeMs, evaluationMs, waitMs, bounds]) => {
    expect(boundsOf(rule, scrapeMs, evaluationMs, waitMs)).toEqual(bounds);
  },
);

test("each step has the name of the station that ends it, and the steps add up to the bounds", () => {
  const settings = { alerts: [slow("5s", 5000)], scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 500 };

  expect(predict(settings, fault)?.steps).toEqual([
    { name: "finished", earliestMs: 600, latestMs: 600 },
    { name: "scraped", earliestMs: 345, latestMs: 1345 },
    { name: "pending", earliestMs: 0, latestMs: 1000 },
    { name: "firing", earliestMs: 5000, latestMs: 5000 },
    { name: "posted", earliestMs: 500, latestMs: 500 },
  ]);
});

test.for([
  [{ name: "A", expr: "up == 0", forMs: 0 }, [0, 2600], "not about response times: only the intervals count"],
  [
    { name: "A", expr: "rate(x[5s]) > 1", forMs: 0 },
    [0, 7600],
    "the window may need any share of its values",
  ],
  [{ name: "A", expr: "up == 0", forMs: 1 }, [1000, 3600], "`for` is rounded up to whole evaluations"],
  [{ name: "A", expr: "up == 0", forMs: 0, intervalMs: 4000 }, [0, 5600], "the group's own interval"],
  [slow("5s", 0, "0.5"), [2325, 4325], "half of the window must be slow"],
  [slow("2500ms", 0, "0.9"), [645, 2745], "2.5 s hold two scrapes or three"],
] as const)("%j has the bounds %j: %s", ([rule, bounds]) => {
  expect(boundsOf(rule, 1000, 1000)).toEqual(bounds);
});

test("a fault below the threshold has no prediction", () => {
  const settings = { alerts: [slow("5s")], scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 };

  expect(predict(settings, { healthyMs: 50, affectedMs: 300 })).toBeUndefined();
  expect(predict(settings, { healthyMs: 50, affectedMs: 301 })).toBeDefined();
});

test("other rules count only when no quantile rule can fire", () => {
  const alerts = [{ name: "Down", expr: "up == 0", forMs: 0 }, slow("5s")];
  const settings = { alerts, scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 };

  expect(predict(settings, fault)).toMatchObject({ earliestMs: 945, latestMs: 2945 });
  expect(predict(settings, { healthyMs: 50, affectedMs: 200 })).toMatchObject({
    earliestMs: 0,
    latestMs: 2200,
  });
});

test("of several alerts the earliest counts", () => {
  const alerts = [slow("60s"), slow("5s"), slow("20s")];

  expect(predict({ alerts, scrapeMs: 1000, evaluationMs: 1000, groupWaitMs: 0 }, fault)).toMatchObject({
    earliestMs: 945,
    latestMs: 2945,
  });
});
