import { expect, test } from "vitest";
import { knn } from "../../../detector/series/knn.ts";
import { lof } from "../../../detector/series/lof.ts";
import { threshold } from "../../../detector/series/threshold.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { Observation } from "../../../domain/sources.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { SecondLook, withSecondLook } from "../../../harness/session/second-look.ts";
import { testDetectorContract } from "../../detector/contract.ts";
import { alertsOn, inShort } from "../../detector/run.ts";
import { faultyRows, rowsOf } from "../../detector/traffic.ts";

testDetectorContract(withSecondLook(knn, "lof"));
testDetectorContract(withSecondLook(lof, "threshold"));

/** Rows of 10 ms, but of these times at these indexes. */
function rowsWith(slow: Readonly<Record<number, number>>) {
  return rowsOf(Array.from({ length: 120 }, (_, at) => slow[at] ?? 10));
}

/** Alerts on what is above a limit, and is asked whether another limit is exceeded, too. */
function alertsOf(rows: readonly Observation[], second = "threshold:limit=0.6") {
  return alertsOn(withSecondLook(threshold, second), { limit: 0.3 }, rows);
}

function inWords({ evidence = "", confirmed, ...alert }: Alert): string {
  return `${inShort(alert)} ${confirmed ?? ""} ${evidence.replace(/^.*?; |: .*$/g, "")}`.trim();
}

test("what the second detector finds on the same row is confirmed, with its own evidence", () => {
  const [first, last] = alertsOf(rowsWith({ 50: 700 }));

  expect(first).toMatchObject({
    severity: "error",
    confirmed: true,
    evidence: "0.700 s, limit 0.3 s; confirmed by threshold: 0.700 s, limit 0.6 s",
  });
  expect(last).toMatchObject({ state: "resolved", severity: "error", atIndex: 51 });
});

test("what it does not find is a warning to its end, and the evidence says so", () => {
  const alerts = alertsOf(rowsWith({ 50: 400 }));

  expect(alerts.map(inShort)).toEqual(["50 warning firing", "51 warning resolved"]);
  expect(alerts[0]).toMatchObject({
    confirmed: false,
    evidence: "0.400 s, limit 0.3 s; not confirmed by threshold",
  });
});

const lasting = (until: number) =>
  Object.fromEntries(Array.from({ length: until - 50 }, (_, at) => [50 + at, 400] as const));

test.for([
  [70, "error", "the 20th row after it is still near"],
  [71, "warning", "the 21st is not"],
] as const)("a finding at row %i makes the alert of row 50 an %s: %s", ([at, severity]) => {
  const alerts = alertsOf(rowsWith({ ...lasting(80), [at]: 700 }));

  const last = alerts.findLast(({ state }) => state === "firing");
  expect([last?.severity, last?.confirmed]).toEqual([severity, severity === "error"]);
  expect(alerts.map(inShort)).toEqual([
    "50 warning firing",
    ...(severity === "error" ? [`${at} error firing`] : []),
    `80 ${severity} resolved`,
  ]);
});

test.for([
  [69, "error firing", "the 20th row after its end is still near"],
  [70, "warning firing", "the 21st is not"],
] as const)("after a finding that ends at row 49 an alert of row %i is %s: %s", ([at, expected]) => {
  const alerts = alertsOn(
    withSecondLook(threshold, "threshold:limit=0.6"),
    { limit: 0.3 },
    rowsWith({ 48: 700, [at]: 400 }),
  );

  expect(alerts.map(inShort)).toContain(`${at} ${expected}`);
});

test("a warning stays a warning when it is confirmed, and is an error when its own detector says so", () => {
  const ramp = rowsWith(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [50 + at, 25 * at])));

  const alone = alertsOn(knn, {}, ramp);
  const confirmed = alertsOn(withSecondLook(knn, "threshold:limit=0.1"), {}, ramp);
  const unconfirmed = alertsOn(withSecondLook(knn, "threshold:limit=5"), {}, ramp);

  expect(confirmed.map(inShort)).toEqual(alone.map(inShort));
  expect(confirmed.map(inWords)[0]).toMatch(/ warning firing true confirmed by threshold$/);
  expect(unconfirmed.filter(({ state }) => state === "firing").map(({ severity }) => severity)).toEqual([
    "warning",
  ]);
});

const about = (subject: string | undefined): Alert => ({
  key: subject ?? "all",
  severity: "error",
  state: "firing",
  atIndex: 5,
  atMs: 5,
  ...(subject === undefined ? {} : { subject }),
});

test.for([
  [undefined, true, "the second is about the whole log"],
  ["ip:192.0.2.1", true, "both are about the same address"],
  ["ip:192.0.2.2", false, "they are about different addresses"],
] as const)("an alert about 192.0.2.1 and one about %s: confirmed %s, for %s", ([subject, expected]) => {
  const [alert] = new SecondLook("lof").next([about("ip:192.0.2.1")], [about(subject)]);

  expect(alert).toMatchObject({ confirmed: expected, severity: expected ? "error" : "warning" });
  expect(alert?.evidence).toBe(expected ? "confirmed by lof" : "not confirmed by lof");
});

test("without a second detector the definition stays what it is", () => {
  expect(withSecondLook(knn, undefined)).toBe(knn);
});

test("its own time passes for both: an alert while no row arrives is judged, too", () => {
  const silence = alertsOn(
    withSecondLook(threshold, "silence:limit=3"),
    { limit: 0.3 },
    faultyRows(1).slice(0, 150),
  );

  expect(silence.find(({ confirmed }) => confirmed === true)?.evidence).toContain("confirmed by silence");
});

test.for([
  ["nosuch", "UNKNOWN_DETECTOR"],
  ["lof:k=0", "BAD_OPTION"],
  ["lof:neighbors=3", "UNKNOWN_OPTION"],
  ["", "BAD_DETECTOR_SPEC"],
] as const)("--confirm %j is refused: %s", ([confirm, code]) => {
  expect(() => withSecondLook(knn, confirm)).toThrow(expect.objectContaining({ kind: "usage", code }));
});

test.for(["cmd:cat", "webhook", "prometheus:rules=alerts.yml"])(
  "the alerts of %s come from outside and cannot be judged again",
  async (spec) => {
    await expect(chooseDetector(spec, { ...defaultRemoteSettings, confirm: "lof" })).rejects.toMatchObject({
      kind: "usage",
      code: "BAD_CONFIRM",
      message: `--confirm cannot judge the alerts of ${spec}.`,
    });
  },
);
