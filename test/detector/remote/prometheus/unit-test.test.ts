import { expect, test } from "vitest";
import {
  firesIn,
  testGroup,
  timetableOf,
} from "../../../../detector/remote/prometheus/simulated-prometheus.ts";

const log = { startMs: () => 100_000, endMs: () => 102_000 };

test("scrapes and evaluations run from two scrapes before the log to one after it", () => {
  const table = timetableOf(log, { evaluation: 0.5, scrape: 0.3 }, { scrapeMs: 1000, evaluationMs: 1000 });

  expect(table).toEqual({
    originMs: 98_500,
    slotMs: 50,
    scrapesMs: [300, 1300, 2300, 3300, 4300],
    evaluationsMs: [0, 1000, 2000, 3000, 4000, 5000],
  });
});

test("an interval that does not divide evenly has fewer slots", () => {
  const table = timetableOf(log, { evaluation: 0.1, scrape: 0.5 }, { scrapeMs: 333, evaluationMs: 1000 });

  expect(table.slotMs).toBe(333);
  expect(table.scrapesMs[0]).toBe(0);
});

test("a promtool test has samples only at scrapes", () => {
  const table = { originMs: 0, slotMs: 50, scrapesMs: [100, 1100], evaluationsMs: [0, 1000] };
  const series = [{ name: 'm{le="1"}', values: [3, 4] }];

  expect(testGroup(table, series, ["A"])).toEqual({
    interval: "50ms",
    input_series: [{ series: 'm{le="1"}', values: "_x2 3 _x19 4" }],
    alert_rule_test: [
      { eval_time: "0s", alertname: "A", exp_alerts: [] },
      { eval_time: "1s", alertname: "A", exp_alerts: [] },
    ],
  });
});

test("a series that is missing after a sample is stale, and one that has not begun is absent", () => {
  const table = { originMs: 0, slotMs: 500, scrapesMs: [0, 500, 1000, 1500, 2500], evaluationsMs: [] };
  const series = [{ name: "m", values: [undefined, 3, undefined, undefined, 4] }];

  expect(testGroup(table, series, [])).toMatchObject({
    input_series: [{ series: "m", values: "_ 3 stale _ _x1 4" }],
  });
});

test("promtool's failures are read as alerts", () => {
  const output = `Unit Testing:  t.yml
  FAILED:
    name: 3,
    alertname: Slow, time: 1m3s500ms, 
        exp:[], 
        got:[
            0:
              Labels:{alertname="Slow", code="a\\"b"}
              Annotations:{summary="p90 is 0.7"},
            1:
              Labels:{alertname="Slow"}
              Annotations:{}
            ]
    name: 4,
    alertname: Slow, time: 5s, 
        exp:[], 
        got:[
            0:
              Labels:{alertname="Slow"}
              Annotations:{}
            ]
`;

  expect(firesIn(output)).toEqual([
    {
      name: "3",
      offsetMs: 63_500,
      labels: { alertname: "Slow", code: 'a"b' },
      annotations: { summary: "p90 is 0.7" },
    },
    { name: "3", offsetMs: 63_500, labels: { alertname: "Slow" }, annotations: {} },
    { name: "4", offsetMs: 5000, labels: { alertname: "Slow" }, annotations: {} },
  ]);
});
