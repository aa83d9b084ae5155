import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import type { DetectorVerdict } from "../../../domain/verdict.ts";
import { jsonReport } from "../../../report/json/verdict.ts";
import { junitReport } from "../../../report/junit/junit.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { textReport } from "../../../report/text/report.ts";
import { subjectLines } from "../../../report/text/subjects.ts";
import { attack, loginAlerts, loginDrill, loginRows } from "../../score/logins.ts";

const rows = loginRows([
  { second: 0, ip: "198.51.100.1" },
  ...attack("bruteforce-1", "203.0.113.9", 600, 30),
  { second: 1800, ip: "198.51.100.2" },
  { second: 3500, ip: "198.51.100.3", fails: true },
]);
const at = loginAlerts(rows);
const found = [at(3, "ip:203.0.113.9"), at(31, "ip:203.0.113.9", { state: "resolved" })];

function text(alerts: readonly ReceivedAlert[], told: Parameters<typeof loginDrill>[2] = {}): string {
  return textReport({ ...loginDrill(rows, alerts, told), replayCommand: "firedrill" }, plainPaint, 80);
}

test("the report of logins says who was found and how soon, and draws attempts over time", () => {
  expect(text(found)).toBe(`\
PASSED  rules raised ERROR for bruteforce-1 on its 3rd affected attempt (limit 10), 2 s after the switch

By address: 1 found, 0 false, 0 missed of 1 among 4 (precision 1, recall 1, F1
  1; FPR 0, FDR 0, FNR 0, FOR 0)
Delay of 1 attack: median 3 attempts, 2 s; max 3 attempts, 2 s

login-bruteforce, seed 1, virtual clock: 33 observations in 58:20

Attempts in 1 min, at most 30; △ WARNING, ▲ ERROR, ─ still firing
attempts    ▁·········█···················▁···························▁
failures    ··········█···············································▁
incident    ··········█················································
rules       ··········▲───────────────────·····························
time (UTC)  2020-01-01 00:00                           2020-01-01 00:59

rules: 1 page; resolved 1171 s after the end of bruteforce-1.

Replay  firedrill
`);
});

test("a false alarm of logins is dated, for nobody counts the hours of a month", () => {
  expect(text([...found, at(32, "ip:198.51.100.3")])).toContain(
    "rules raised 1 false alarm (limit 0): at observation 32 (2020-01-01 00:58) about\nip:198.51.100.3.",
  );
});

test("a recorded log has no seed", () => {
  expect(text(found, { clock: "recorded" })).toContain(
    "\nlogin-bruteforce, recorded clock: 33 observations in 58:20\n",
  );
});

test("a miss and an address that is not in the log are told", () => {
  const { verdict } = loginDrill(rows, [at(0, "ip:192.0.2.1")]);

  expect(subjectLines(verdict, "login")).toEqual([
    "By address: 0 found, 0 false, 1 missed of 1 among 4 (precision -, recall 0, F1 0; FPR 0, FDR -, FNR 1, FOR 0.25); 1 named that is not in the log",
    "Delay of 1 attack: 1 missed",
  ]);
});

const delays = { found: 3, missed: 1, inconclusive: 1, medianAffected: 4, medianMs: 3000 };

function detectorWith(more: Partial<DetectorVerdict>): DetectorVerdict {
  const [detector] = loginDrill(rows, found).verdict.detectors;
  if (detector === undefined) throw new RangeError("no detector");
  return { ...detector, ...more };
}

test.for([
  [
    { ...delays, maxAffected: 9, maxMs: 8000 },
    "Delay of 5 attacks: median 4 attempts, 3 s; max of the found 9 attempts, 8 s; 1 missed, 1 inconclusive, counted as longer than any other",
  ],
  [
    { found: 1, missed: 4, inconclusive: 0, maxAffected: 1, maxMs: 0 },
    "Delay of 5 attacks: median among the missed; max of the found 1 attempt, 0 ms; 4 missed, counted as longer than any other",
  ],
] as const)("delays of %j are told as what they are", ([figures, line]) => {
  expect(subjectLines({ detectors: [detectorWith({ delays: figures })] }, "login")).toContain(line);
});

test("a detector that had seen the log before is told on, one that had not is not", () => {
  const training = { fromMs: Date.UTC(2018, 10, 1, 0, 36, 52), untilMs: Date.UTC(2018, 10, 30, 23, 59, 8) };

  const lines = (overlaps: boolean): readonly string[] =>
    subjectLines({ detectors: [detectorWith({ training: { ...training, overlaps } })] }, "login");

  expect(lines(true).at(-1)).toBe(
    "Trained on 2018-11-01 00:36 to 2018-11-30 23:59, which overlaps the judged log: the figures flatter it.",
  );
  expect(lines(false).join()).not.toContain("Trained");
});

test("several detectors are told apart", () => {
  const detectors = [
    detectorWith({ options: { method: "mean" } }),
    detectorWith({ options: { method: "median" } }),
  ];

  const lines = subjectLines({ detectors }, "login");

  expect(lines.map((line) => line.split(":", 1)[0])).toEqual([
    "rules (method=mean)",
    "rules (method=mean)",
    "rules (method=median)",
    "rules (method=median)",
  ]);
});

test("the JSON has counts, rates and delays behind the counts of episodes", () => {
  const document: unknown = JSON.parse(jsonReport(loginDrill(rows, found).verdict));

  expect(document).toMatchObject({
    detectors: [
      {
        alerts: 1,
        bySubject: [{ kind: "ip", truePositives: 1, falsePositiveRate: 0, f1: 1, unknown: 0 }],
        delays: { found: 1, missed: 0, medianAffected: 3, medianMs: 2000 },
      },
    ],
  });
});

test("JUnit has them as properties of the case about false alarms", () => {
  const xml = junitReport([loginDrill(rows, found)]);

  expect(xml).toContain('<property name="address.falsePositiveRate" value="0"/>');
  expect(xml).toContain('<property name="attack.medianAttempts" value="3"/>');
});

const many = loginRows(
  Array.from({ length: 72 }, (_, one) =>
    attack(`bruteforce-${one + 1}`, `203.0.113.${one}`, 600 * one, 6),
  ).flat(),
);
const alertMany = loginAlerts(many);
const inTime = Array.from({ length: 60 }, (_, one) => alertMany(6 * one + 2, `ip:203.0.113.${one}`));

test("of very many incidents the report says how many there were and which failed first", () => {
  const drill = loginDrill(many, [...inTime, alertMany(71 * 6 + 5, "ip:203.0.113.60")]);

  const report = textReport({ ...drill, replayCommand: "firedrill" }, plainPaint, 200);

  expect(report.split("\n").slice(0, 5)).toEqual([
    "FAILED  rules raised ERROR in time for 60 of 72 incidents, 1 late, 11 missed",
    "        rules raised ERROR for bruteforce-61 too late, after the last of its 6 affected attempts (limit 10), 6605 s after the switch",
    "        rules missed bruteforce-62: no ERROR alert; one was required within 10 affected observations",
    "        rules missed bruteforce-63: no ERROR alert; one was required within 10 affected observations",
    "        rules failed 9 more incidents",
  ]);
  expect(report).not.toContain("bruteforce-64");
});

test("of very many incidents that were all noticed in time there is one line", () => {
  const all = Array.from({ length: 72 }, (_, one) => alertMany(6 * one + 2, `ip:203.0.113.${one}`));

  const [verdictLine, after] = textReport(
    { ...loginDrill(many, all), replayCommand: "firedrill" },
    plainPaint,
  ).split("\n");

  expect([verdictLine, after]).toEqual(["PASSED  rules raised ERROR in time for 72 of 72 incidents", ""]);
});
