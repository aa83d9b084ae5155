import fc from "fast-check";
import { expect, test } from "vitest";
import { junitReport } from "../../../report/junit/junit.ts";
import { finished, healthyRows, unrunnable } from "../../score/finished.ts";
import { alertsOn, gateOf, rowsWithAttackFrom100 } from "../../score/sample.ts";
import { parseXml } from "../xml.ts";
import type { XmlElement } from "../xml.ts";

const at = alertsOn(rowsWithAttackFrom100);
const inTime = [at(102)];

function all(name: string, { elements }: XmlElement): readonly XmlElement[] {
  return elements.flatMap((one) => [...(one.name === name ? [one] : []), ...all(name, one)]);
}

function propertiesOf(element: XmlElement): Readonly<Record<string, string>> {
  const own = element.elements.filter(({ name }) => name === "properties").flatMap((one) => one.elements);
  return Object.fromEntries(
    own.map(({ attributes }) => [attributes["name"] ?? "", attributes["value"] ?? ""] as const),
  );
}

test("a drill is a suite, and each detector and incident a case", () => {
  const xml = junitReport([{ ...finished({ alerts: inTime }), wallMs: 1234, picture: "▁▁█ <&>\n" }]);

  expect(xml).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="firedrill" tests="2" failures="0" errors="0" skipped="0" time="1.234">
<testsuite name="rapidly" tests="2" failures="0" errors="0" skipped="0" time="1.234">
<properties>
<property name="seed" value="1"/>
<property name="clock" value="virtual"/>
</properties>
<testcase classname="knn" name="rapidly: attack-1 [ERROR]" time="0.617">
<properties>
<property name="ttd.ms" value="2500"/>
<property name="ttd.affected" value="3"/>
<property name="ttd.bound" value="10"/>
<property name="seed" value="1"/>
<property name="clock" value="virtual"/>
</properties>
</testcase>
<testcase classname="knn" name="rapidly: stays quiet otherwise [ERROR]" time="0.617">
<properties>
<property name="falseAlarms" value="0"/>
<property name="seed" value="1"/>
<property name="clock" value="virtual"/>
</properties>
</testcase>
<system-out>▁▁█ &lt;&amp;&gt;
</system-out>
</testsuite>
</testsuites>
`);
});

test("failures say of which type they are, errors their code, and what is not installed is skipped", () => {
  const drills = [
    finished({}),
    finished({ alerts: [at(112)], scenario: "b" }),
    finished({ alerts: [at(95)], scenario: "c" }),
    finished({ alerts: [at(40), at(41, { state: "resolved" }), ...inTime], scenario: "d" }),
    finished({ gates: [], crashed: { code: "DETECTOR_CRASHED", message: "boom" }, scenario: "e" }),
    finished({ gates: [], crashed: { code: "ENGINE_MISSING", message: "no promtool" }, scenario: "f" }),
    unrunnable({ code: "PORT_IN_USE", message: "taken" }, { scenario: "g" }),
  ];

  const root = parseXml(junitReport(drills));

  const results = all("testcase", root).flatMap(({ elements }) =>
    elements
      .filter(({ name }) => name !== "properties")
      .map(({ name, attributes }) => [name, attributes["type"]]),
  );
  expect(results).toEqual([
    ["failure", "missed"],
    ["failure", "late"],
    ["failure", "inconclusive"],
    ["failure", "false-alarm"],
    ["failure", "false-alarm"],
    ["error", "DETECTOR_CRASHED"],
    ["skipped", undefined],
    ["error", "PORT_IN_USE"],
  ]);
  expect(root.attributes).toMatchObject({ tests: "11", failures: "5", errors: "2", skipped: "1" });
});

test("the text of a failure begins with its message, then says why and what to do", () => {
  const root = parseXml(junitReport([finished({})]));

  const message = "knn missed attack-1: no ERROR alert; one was required within 10 affected observations.";
  expect(all("failure", root)).toMatchObject([{ attributes: { message } }]);
  const [said, why, remedy, ...more] = all("failure", root)[0]?.text.split("\n") ?? [];
  expect(said).toBe(message);
  expect(why).toMatch(/^knn never raised ERROR for attack-1 in its \d+ affected observations\.$/);
  expect(remedy).toMatch(/^Lower its threshold/);
  expect(more).toEqual([]);
});

test("a healthy scenario is one case, that it stays quiet", () => {
  const root = parseXml(junitReport([finished({ rows: healthyRows, scenario: "healthy" })]));

  const [only, ...others] = all("testcase", root);
  expect(only?.attributes).toEqual({ classname: "knn", name: "healthy: stays quiet [ERROR]" });
  expect(others).toEqual([]);
});

test("one detector asked at two severities is two cases with names of their own", () => {
  const gates = [gateOf({ severity: "warning" }), gateOf()];

  const root = parseXml(junitReport([finished({ alerts: inTime, gates })]));

  const names = all("testcase", root).map(({ attributes }) => attributes["name"]);
  expect(names).toContain("rapidly: attack-1 [WARNING]");
  expect(new Set(names).size).toBe(4);
});

test("seeds of one scenario have names of their own", () => {
  const drills = [finished({ alerts: inTime }), finished({ alerts: inTime, seed: 2 })];

  const suites = all("testsuite", parseXml(junitReport(drills)));

  expect(suites.map(({ attributes }) => attributes["name"])).toEqual([
    "rapidly (seed 1)",
    "rapidly (seed 2)",
  ]);
  expect(suites.map((suite) => propertiesOf(suite)["seed"])).toEqual(["1", "2"]);
});

test("a time that nobody measured is left out, and so is a delay that there was not", () => {
  const root = parseXml(junitReport([finished({}), { ...finished({ seed: 2 }), wallMs: 5 }]));

  const [missed] = all("testcase", root);
  expect([root, ...all("testsuite", root)].map(({ attributes }) => attributes["time"])).toEqual([
    undefined,
    undefined,
    "0.005",
  ]);
  expect(missed === undefined ? {} : propertiesOf(missed)).toEqual({
    "ttd.bound": "10",
    seed: "1",
    clock: "virtual",
  });
});

test("no drills are an empty report", () => {
  expect(parseXml(junitReport([])).attributes).toMatchObject({ tests: "0", time: "0.000" });
});

test("the report is well-formed whatever was said, and says all that can be seen and that XML can hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      const error = { code: "X", message: text };

      const root = parseXml(junitReport([{ ...unrunnable(error, { clock: text }), picture: text }]));

      const sayable = text
        .replace(/[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
        .replace(/[\p{Cf}\p{Zl}\p{Zp}]/gu, "");
      expect(all("system-out", root).map((one) => one.text)).toEqual([sayable]);
      expect(all("testsuite", root).map((one) => propertiesOf(one)["clock"])).toEqual([sayable]);
    }),
  );
});

test.for([
  ["<a><b></a></b>", "crossed"],
  ["<a>", "open"],
  ["<a/><a/>", "two"],
  ["<a b='c'/>", "single quotes"],
  ["<a>&</a>", "a bare ampersand"],
  ["<a>&nbsp;</a>", "an unknown reference"],
  ['<a b="1" b="2"/>', "an attribute twice"],
  ['<a b="<"/>', "an angle in an attribute"],
  ["<a>\u0000</a>", "a character that is none"],
] as const)("%s is not well-formed for the test's reader: %s", ([xml]) => {
  expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)).toThrow(RangeError);
});
