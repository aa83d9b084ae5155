import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression } from "../../../../detector/remote/prometheus/expression.ts";
import {
  fixedTimesIn,
  parseExpression,
  partsOf,
  withFactor,
  withTimeOffset,
} from "../../../../detector/remote/prometheus/expression.ts";

/** Selectors with their matchers and windows. */
function selectorsIn(expression: Expression): readonly (readonly [string, number | undefined])[] {
  if (expression.kind !== "selector") return partsOf(expression).flatMap(selectorsIn);
  const matchers = expression.matchers.map(({ label, operator, value }) => label + operator + value);
  return [[matchers.join(" "), expression.rangeMs]];
}

test.for([
  ["up", [["__name__=up", undefined]]],
  ['rate(x{a="1",b!~"2.*",}[5m]) > 1', [["__name__=x a=1 b!~2.*", 300_000]]],
  ['{__name__=~"http_.+", a!=""}', [["__name__=~http_.+ a!=", undefined]]],
  ['{"a.b", "c.d"="e"}', [["__name__=a.b c.d=e", undefined]]],
  ["x{a='it\\'s', b=`\\d`, c=\"\\u0041\\x42\\103\\n\"}", [["__name__=x a=it's b=\\d c=ABC\n", undefined]]],
  ["x[90] offset 1h", [["__name__=x", 90_000]]],
  ["x[5m + 1s]", [["__name__=x", undefined]]],
  ["max_over_time(rate(x[1m])[1h:5m])", [["__name__=x", 60_000]]],
  [
    "sum by (le) (a) / on (b) group_left () ( # a comment\n c) unless d",
    [
      ["__name__=a", undefined],
      ["__name__=c", undefined],
      ["__name__=d", undefined],
    ],
  ],
] as const)("%s selects %j", ([text, selectors]) => {
  const expression = parseExpression(text);

  expect(expression === undefined ? undefined : selectorsIn(expression)).toEqual(selectors);
});

test.for([
  ["a + b * c > bool 1", { operator: ">", left: { operator: "+" }, right: { value: 1 } }],
  ["a OR b and c", { operator: "or", right: { operator: "and" } }],
  ["a # why\n > -0.5", { operator: ">", right: { value: -0.5 } }],
  ["Histogram_Quantile(0.9, x)", undefined],
  [
    "SUM(x)",
    { kind: "aggregate", name: "sum", args: [{ kind: "selector" }], grouping: { kind: "by", labels: [] } },
  ],
  ["absent(x{y='z'})", { name: "absent", args: [{ text: "x{y='z'}" }] }],
  ["x > +Inf", { right: { value: Infinity } }],
  ["x > 0x1F", { right: { value: 31 } }],
  ["x[1h:]", { kind: "subquery", rangeMs: 3_600_000, stepMs: undefined }],
  ["sum(x) without (a, 'b')", { grouping: { kind: "without", labels: ["a", "b"] } }],
  ["a and on() b", { matching: { kind: "on", labels: [] }, many: "neither", fills: "no" }],
  ["a / ignoring(x) group_left(y) b", { matching: { kind: "ignoring", labels: ["x"] }, many: "left" }],
  ["a * on(x) group_right b", { matching: { kind: "on", labels: ["x"] }, many: "right" }],
  ["a + fill(0) b", { matching: { kind: "all" }, fills: "yes" }],
  ["x[5m", undefined],
  ["", undefined],
  ["# nothing", undefined],
  [`${"(".repeat(200)}x${")".repeat(200)}`, { kind: "around" }],
  [`${"(".repeat(20_000)}x${")".repeat(20_000)}`, undefined],
  [`${"x + ".repeat(20_000)}x`, undefined],
] as const)("%.40j has the shape %j", ([text, shape]) => {
  const expression = parseExpression(text);

  expect({ expression }).toMatchObject({ expression: shape });
});

test.for([
  ["time() > 5", "(time() + 9.5) > 5"],
  ["hour() >= 8 and x", "hour(vector(time() + 9.5)) >= 8 and x"],
  ["day_of_week( ) == 0", "day_of_week(vector(time() + 9.5)) == 0"],
  ["month(vector(time()))", "month(vector((time() + 9.5)))"],
  ["hour(x)", "hour(x)"],
  ["-time()^2", "-(time() + 9.5)^2"],
  ['x{y="time()"} > 1 # time()', 'x{y="time()"} > 1 # time()'],
  ["time", "time"],
] as const)("%s reads the clock as %s", ([text, shifted]) => {
  expect(withTimeOffset(text, "9.5")).toBe(shifted);
});

test.for([
  ["timestamp(x) > 5", ["timestamp()"]],
  ["x @ 1609746000", ["@"]],
  ["rate(x[5m] @ end())", ["@"]],
  ["time() - ALERTS_FOR_STATE", ["ALERTS_FOR_STATE"]],
  ['x{y="timestamp(z) @ 5"}', []],
  ["time() - hour()", []],
] as const)("%s cannot be given another time because of %j", ([text, fixed]) => {
  expect(fixedTimesIn(text)).toEqual(fixed);
});

const piece = fc.constantFrom(
  ...'rate( sum( histogram_quantile(0.9, x{a="b"} [5m] [1h:5m] offset 1m ) + - > bool and or unless by (le) 1 -0.5'.split(
    " ",
  ),
  ...' on(a) # c\n {__name__=~"time()"} times hours(x) 2m absent('.split(" "),
);

test("an expression that does not read the clock stays as it is, whatever it holds", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(" ")),
  );

  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(!/(?:time|hour|minute|month|year|day\w*)\s*\(/i.test(text.replaceAll('"time()"', "")));

      expect(withTimeOffset(text, "9.5")).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("parsing never throws", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(" ")),
  );

  fc.assert(
    fc.property(texts, (text) => {
      expect(() => parseExpression(text)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.for([
  ["x > 0.3", "x > 0.6", "an upper limit"],
  ["0.3 < x", "0.6 < x", "the same, the other way round"],
  ["x <= 0.9", "x <= 0.45", "a lower limit, which is less sensitive when it is lower"],
  [
    "rate(x[5m]) / 60 > 1e3 and y >= 2",
    "rate(x[5m]) / 60 > 2000 and y >= 4",
    "every comparison, no other number",
  ],
  ["sum(x > bool 3) == 1", "sum(x > bool 6) == 1", "equality asks for a state, not for a size"],
  ["x > y", "x > y", "no number"],
] as const)("with the factor 2, %s is %s: %s", ([text, expected]) => {
  expect(withFactor(text, 2)).toBe(expected);
});
