import { expect, test } from "vitest";
import { plainPaint } from "../../../report/text/paint.ts";
import { textReport } from "../../../report/text/report.ts";
import { assembleVerdict, detectorInError } from "../../../score/judge/verdict.ts";
import type { VerdictError } from "../../../domain/verdict.ts";
import { alertsOn, gateOf, rowsOf, rowsWithAttackFrom100 } from "../../score/sample.ts";
import { report, reported, width } from "../../score/drill.ts";

const at = alertsOn(rowsWithAttackFrom100);
const resolved = { state: "resolved" } as const;
const warning = { severity: "warning" } as const;

test("a detected incident: verdict, picture, hops, replay, folder", () => {
  const hops = [
    {
      incident: "attack-1",
      hops: [
        { name: "finished", ms: 500 },
        { name: "evidence", ms: 2000 },
        { name: "written", ms: 0.21 },
        { name: "read", ms: 1.4 },
        { name: "received", ms: 0.03 },
      ],
    },
  ] as const;
  const alerts = [at(101, warning), at(102), at(121, resolved)];

  const text = report({ alerts, hops, savedTo: "runs/rapidly-20200101T000000Z-1" });

  expect(text).toBe(`\
PASSED  knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch

rapidly, seed 1, virtual clock: 200 observations in 01:51

Response time, 0 ms to 500 ms; △ WARNING, ▲ ERROR, ─ still firing
response     ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁██████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
incident     ·······················██████··················
knn          ·······················△▲───···················
observation  0                      100                  199
time         00:00                  00:51              01:51

knn: 1 page; resolved 1.02 s after the end of attack-1.

attack-1 to knn at ERROR: mode switched → first affected row
  complete +500 ms → row of the alert complete +2 s → log
  written +0.21 ms → log read +1.4 ms → detector raised the
  alert +0.03 ms

Replay  firedrill run rapidly --seed 1
Saved   runs/rapidly-20200101T000000Z-1
`);
});

test("a phase that is no incident has a line of its own, and stretches that touch differ", () => {
  const rows = rowsOf([
    { rows: 50 },
    { rows: 30, mode: "deploy", responseMs: 300 },
    { rows: 30, mode: "warmup", responseMs: 50 },
    { rows: 90, incident: "attack-1" },
  ]);

  const lines = report({ rows, alerts: [] }).split("\n");

  const marks = lines.filter((line) => /^(incident|harmless)/.test(line));
  expect(marks).toEqual([
    "incident     ··························█████████████████████",
    "harmless     ···········░░░░░░░░▒▒▒▒▒▒▒·····················",
  ]);
});

test("a false alarm, a warning and an error stand where they happened, on the axis of the response times", () => {
  const alerts = [at(40), at(48, resolved), at(101, { key: "b", ...warning }), at(110, { key: "b" })];

  const lines = report({ alerts }).split("\n");

  const cells = (label: string): string => lines.find((line) => line.startsWith(label))?.slice(13) ?? "";
  expect(cells("incident")).toBe("·······················██████··················");
  expect(cells("knn     ")).toBe("·········▲─············△──▲────────────────────");
});

test("one detector asked twice is drawn once", () => {
  const text = report({
    alerts: [at(101, warning), at(102)],
    gates: [gateOf({ severity: "warning" }), gateOf()],
  });

  expect(text.split("\n").filter((line) => line.startsWith("knn  "))).toHaveLength(1);
});

test("a detector in error is neither passed nor failed", () => {
  const { verdict, trace, replayCommand } = reported({});
  const crashed = detectorInError(gateOf(), { code: "DETECTOR_CRASHED", message: "x is not a function" });

  const text = textReport(
    { verdict: assembleVerdict({ ...verdict, detectors: [crashed] }), trace, replayCommand },
    plainPaint,
    width,
  );

  expect(text.split("\nrapidly")[0]).toBe(`\
ERROR   knn could not be judged: x is not a function (DETECTOR_CRASHED)

A detector that cannot be judged has neither passed nor
failed. Make knn run, then repeat the drill. docs/errors.md
says more about DETECTOR_CRASHED.
`);
});

test("a drill in error never blames a detector, and still shows what was played", () => {
  const error: VerdictError = { code: "MACHINE_TOO_BUSY", message: "The run queue was 230 ms long." };
  const lag = { timerP99Ms: 12.3, sendP99Ms: 3, wireP99Ms: 4.25, runQueueP99Ms: 230, limitMs: 122.3 };

  const text = report({ more: { error, lag, clock: "scaled:10" } });

  expect(text).toBe(`\
INVALID The run queue was 230 ms long. (MACHINE_TOO_BUSY)
        The drill says nothing about any detector.

docs/errors.md says more about MACHINE_TOO_BUSY.

rapidly, seed 1, scaled:10 clock: 200 observations in 01:51
On this clock the machine's own noise is magnified 10 times.

Response time, 0 ms to 500 ms
response     ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁██████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
incident     ·······················██████··················
knn          ···············································
observation  0                      100                  199
time         00:00                  00:51              01:51

Lag of the drill itself (p99): timer 12.3 ms, send 3 ms,
wire 4.25 ms, run queue 230 ms; above 122 ms the drill is
invalid.

Replay  firedrill run rapidly --seed 1
`);
});

test("a drill that ended before its first row has no picture", () => {
  const text = report({ rows: [] });

  expect(text).toContain("\nNo observations.\n");
});

test("neighbouring incidents are told apart", () => {
  const rows = rowsOf([{ rows: 10 }, { rows: 10, incident: "attack-1" }, { rows: 10, incident: "load-1" }]);

  const text = report({ rows });

  expect(text).toContain("incident     ··········██████████▓▓▓▓▓▓▓▓▓▓\n");
});

test("what stems from a log cannot steer the terminal or forge a line", () => {
  const rows = rowsOf([{ rows: 5 }, { rows: 5, mode: "attack", incident: "a\u001b[2J\nPASSED" }]);
  const evil = { subject: "ip:\u202e1.2.3.4", evidence: "\u0007\u009b31m", key: "\u001b]0;x\u0007" };
  const onRows = alertsOn(rows);

  const text = report({ rows, alerts: [onRows(1, evil), onRows(2, { ...evil, ...resolved })] });

  expect(text).toContain("missed a\\x1b[2J\\nPASSED:");
  expect(text).toContain("about ip:\\u{202e}1.2.3.4, \\x07\\x9b31m.");
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

function tag(name: string): (text: string) => string {
  return (text) => `<${name}>${text}</${name}>`;
}

test("colours are the caller's", () => {
  const paint = {
    bold: tag("b"),
    dim: tag("i"),
    red: tag("red"),
    green: tag("green"),
    yellow: tag("yellow"),
  };

  const text = textReport(reported({ alerts: [at(102)] }), paint, width);

  expect(text).toContain("<b><green>PASSED</green></b>  knn raised");
  expect(text).toContain("<green>▲</green>");
});

test("a trace of other detectors than the verdict's is a programmer's mistake", () => {
  const drill = reported({});

  const broken = (): string => textReport({ ...drill, trace: { ...drill.trace, detectors: [] } }, plainPaint);

  expect(broken).toThrow(RangeError);
});

test("two set-ups of a detector that stayed silent have a line each, under labels that tell them apart", () => {
  const gates = [0.5, 0.1].map((limit) => gateOf({ options: { warning: limit, error: 0.8 } }));

  const text = report({ gates });

  expect(text.match(/^knn .*  ·+$/gm)?.map((line) => line.replace(/ +·+$/, ""))).toEqual([
    "knn (warning=0.5)",
    "knn (warning=0.1)",
  ]);
});
