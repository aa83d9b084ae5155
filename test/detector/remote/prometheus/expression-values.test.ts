import { expect, test } from "vitest";
import {
  goNumber,
  silentAlerts,
  valueNotes,
} from "../../../../detector/remote/prometheus/expression-values.ts";
import { decisiveIn } from "../../../../detector/remote/prometheus/expression.ts";
import { valuesIn } from "../../../../detector/remote/prometheus/simulated-prometheus.ts";

test.for([
  ["a > 1", [["a > 1", "a"]], "the compared part"],
  ["1 < a", [["1 < a", "a"]], "written the other way around"],
  ["(a > bool 1)", [["a > bool 1", "a"]], "in parentheses"],
  [
    "a > 1 and (b < 2 or c == 3)",
    [
      ["a > 1", "a"],
      ["b < 2", "b"],
      ["c == 3", "c"],
    ],
    "each of those joined",
  ],
  ["sum(a > 1) / 2", [["sum(a > 1) / 2", "sum(a > 1) / 2"]], "a comparison inside does not decide"],
  ["absent(a)", [["absent(a)", "absent(a)"]], "without a comparison all of it"],
  ["a > ", [], "no PromQL"],
] as const)("%s is decided by %j: %s", ([text, expected]) => {
  expect(decisiveIn(text).map((part) => [part.text, part.value])).toEqual(expected);
});

test("an alert is silent if no alert with its name fired, whatever the labels", () => {
  const alerts = ["A", "B", "AB"].map((name) => ({ name, expr: "x > 1", forMs: 90_000 }));

  const silent = silentAlerts(alerts, ['A{code="500"}', "AB"]);

  expect(silent).toEqual([{ alert: "B (for: 90s)", parts: [{ text: "x > 1", value: "x" }] }]);
});

const samples = [
  { atMs: 1000, values: [0.123_456] },
  { atMs: 2000, values: [Number.NaN] },
  { atMs: 3000, values: [3, 1, 2] },
];

test.for([
  [999, "no result", "before the first evaluation"],
  [1000, "0.1235", "at an evaluation"],
  [1999, "0.1235", "until the next one"],
  [2500, "NaN (nothing to measure)", "no answer was measured"],
  [3000, "1 to 3 in 3 series", "of several series"],
  [4000, "no result", "at an evaluation without a result"],
] as const)("at %i ms a silent alert had %s: %s", ([atMs, shown]) => {
  const part = { alert: "A", text: "x > 5", value: "x", samples, evaluationMs: 1000 };

  expect(valueNotes([part], atMs, "the deadline for attack-1")).toEqual([
    `Alert A did not fire. At the deadline for attack-1, x > 5 had ${shown}.`,
  ]);
});

test("an alert that joins two comparisons has one sentence for both", () => {
  const part = { alert: "A", samples, evaluationMs: 1000 };
  const parts = [
    { ...part, text: "x > 5", value: "x" },
    { ...part, text: "y > 5", value: "y" },
  ];

  expect(valueNotes(parts, 1000, "the end")).toEqual([
    "Alert A did not fire. At the end, x > 5 had 0.1235, and y > 5 had 0.1235.",
  ]);
});

test("promtool's values of expressions are read, one for each series", () => {
  const output = `Unit Testing:  t.json
  FAILED:
    expr: "m{a=\\"1\\"} * 2", time: 1m2s,
        exp: nil
        got: {a="1, {} 7E+00"} 1E+01, {a="2"} NaN, {a="3"} -Inf
    expr: "sum(m)", time: 500ms,
        exp: nil
        got: {} 3.25E-02
`;

  expect(valuesIn(output)).toEqual([
    { expr: 'm{a="1"} * 2', offsetMs: 62_000, values: [10, Number.NaN, -Infinity] },
    { expr: "sum(m)", offsetMs: 500, values: [0.0325] },
  ]);
});

test.for([
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
  ["1.5E+03", 1500],
] as const)("Go's %s is %d", ([text, value]) => {
  expect(goNumber(text)).toBe(value);
});
