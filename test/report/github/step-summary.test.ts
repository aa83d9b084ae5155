import { expect, test } from "vitest";
import { stepSummary } from "../../../report/github/step-summary.ts";
import { finished, healthyRows, unrunnable } from "../../score/finished.ts";
import { alertsOn, anyIncident, gateOf, rowsWithAttackFrom100 } from "../../score/sample.ts";

const at = alertsOn(rowsWithAttackFrom100);
const inTime = [at(102)];
const head = `\
| | Scenario | Detector | Asked | Delay | Observations | False alarms | What happened |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

function sizeBytes(text: string): number {
  return Buffer.byteLength(text);
}

test("a row for each detector and incident, and the pictures below", () => {
  const drills = [
    { ...finished({ alerts: inTime }), picture: "▁▁█\n" },
    finished({ rows: healthyRows, scenario: "healthy" }),
    finished({ gates: [], crashed: { code: "ENGINE_MISSING", message: "no promtool" }, scenario: "c" }),
    unrunnable({ code: "PORT_IN_USE", message: "taken" }),
  ];

  expect(stepSummary(drills)).toBe(`\
## Firedrill: 2 of 4 drills passed

${head}\
| ✅ | rapidly, seed 1, virtual | knn | attack-1 at ERROR | 2.5 s | 3 of 10 |  | knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch. |
| ✅ | rapidly, seed 1, virtual | knn | stays quiet otherwise at ERROR |  |  | 0 | knn raised no false alarm. |
| ✅ | healthy, seed 1, virtual | knn | stays quiet at ERROR |  |  | 0 | knn raised no false alarm. |
| ⏭️ | c, seed 1, virtual | mine | can be judged at ERROR |  |  |  | no promtool |
| 💥 | rapidly, seed 1, virtual | drill | can be trusted |  |  |  | taken |

<details><summary>rapidly, seed 1, virtual clock</summary>

<pre>
▁▁█
</pre>
</details>
`);
});

test("a failure is marked; a deadline in time is not one of observations", () => {
  const gates = [gateOf({ lines: [{ ...anyIncident, within: "1s" }] })];

  expect(stepSummary([finished({ alerts: inTime, gates })])).toContain(
    "| ❌ | rapidly, seed 1, virtual | knn | attack-1 at ERROR | 2.5 s | 3 |  |",
  );
});

test("nothing that was said is Markdown or HTML, or ends a cell", () => {
  const error = { code: "X", message: "a|b <b>&amp; *c* [d](e) `f`\n\\" };

  const summary = stepSummary([{ ...unrunnable(error, { scenario: "<i>" }), picture: "</pre>&" }]);

  expect(summary).toContain(
    String.raw`| &lt;i&gt;, seed 1, virtual | drill | can be trusted |  |  |  | a\|b &lt;b&gt;&amp;amp; \*c\* \[d\](e) \`f\`\\n\\ |`,
  );
  expect(summary).toContain(
    "<summary>&lt;i&gt;, seed 1, virtual clock</summary>\n\n<pre>\n&lt;/pre&gt;&amp;</pre>",
  );
});

test("a summary that GitHub would refuse is cut between rows, and says so", () => {
  const { verdict, trace } = finished({ rows: healthyRows });
  const drills = Array.from({ length: 12_000 }, (_, seed) => ({ trace, verdict: { ...verdict, seed } }));

  const summary = stepSummary(drills);

  expect(sizeBytes(summary)).toBeLessThanOrEqual(1_048_576);
  expect(sizeBytes(summary)).toBeGreaterThan(1_048_000);
  expect(summary).toMatch(/no false alarm\. \|\n\nThis is not all: the rest did not fit\.\n$/);
});

test("a picture that does not fit is left out, and the table stays", () => {
  const drill = finished({ alerts: inTime });

  const summary = stepSummary([{ ...drill, picture: "█".repeat(400_000) }]);

  expect(summary).toContain("knn raised no false alarm. |\n\nThis is not all");
  expect(summary).not.toContain("<details>");
});

test.for([0, 50, 100, 400, 600, 699] as const)("in a room of %i bytes it never takes more", (roomBytes) => {
  expect(sizeBytes(stepSummary([finished({ alerts: inTime })], roomBytes))).toBeLessThanOrEqual(roomBytes);
});

test("what just fits is not cut", () => {
  const drills = [finished({ alerts: inTime })];
  const whole = stepSummary(drills);

  expect(stepSummary(drills, sizeBytes(whole))).toBe(whole);
  expect(stepSummary(drills, sizeBytes(whole) - 1)).not.toBe(whole);
});
