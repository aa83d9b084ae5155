import { expect, test } from "vitest";
import { createDetector } from "../../../../detector/model.ts";
import { loginRules } from "../../../../detector/login/rules/rules.ts";
import type { LoginObservation } from "../../../../domain/login/observation.ts";
import { learnedLogins, loginTraffic, testDetectorContract } from "../../contract.ts";
import { faultyLogins, loginRows } from "../../login-traffic.ts";
import { alertsIn, findingsIn, monthBefore, monthOf, trainedOn } from "../original-months.ts";

const learned = learnedLogins(loginRules);

for (const mode of ["streaming", "batch"]) {
  testDetectorContract(loginRules, { options: { mode }, traffic: loginTraffic, model: learned });
}

const published = monthOf(0);
const itself = trainedOn(loginRules, { sample: "original" }, published);

test.for([
  ["mean", 73],
  ["median", 74],
  ["tukey", 83],
  ["zscore", 62],
] as const)("%s in batch mode alerts on %i addresses, as the original analysis does", ([method, count]) => {
  const alerts = alertsIn(loginRules, { method, mode: "batch" }, published, itself);

  expect(new Set(alerts.map(({ subject }) => subject)).size).toBe(count);
});

test.for([
  ["mean", 73, 72, 3, 6, 1],
  ["median", 74, 72, 3, 4, 2],
  ["tukey", 86, 66, 5, 42, 20],
  ["zscore", 69, 69, 6, 21, 0],
] as const)(
  "%s in streaming mode alerts on %i addresses of the published month: %i attackers after a median of %i attempts and at most %i, %i wrongly",
  ([method, named, found, medianDelay, longestDelay, wrong]) => {
    const alerts = alertsIn(loginRules, { method }, published, itself);
    const findings = findingsIn(published, alerts);

    expect(new Set(alerts.map(({ subject }) => subject)).size).toBe(named);
    expect(findings).toMatchObject({ attacks: 72, found, medianDelay, longestDelay });
    expect(findings.falseKeys.length).toBe(wrong);
  },
);

test.for([
  ["mean", 0],
  ["mean", 1],
  ["mean", 2],
  ["median", 0],
  ["median", 1],
  ["median", 2],
] as const)(
  "%s with another month's baselines finds every attack of month %i with five attempts or more, by the third (median), with at most three false addresses",
  ([method, seed]) => {
    const month = monthOf(seed);
    const model = trainedOn(loginRules, {}, monthBefore(seed));

    const findings = findingsIn(month, alertsIn(loginRules, { method }, month, model));

    expect(findings.missed).toEqual([]);
    expect(findings.medianDelay).toBeLessThanOrEqual(3);
    expect(findings.falseKeys.length).toBeLessThanOrEqual(3);
  },
);

test("the evidence counts users and failures so far, and of the whole hour when the alert resolves", () => {
  const detector = createDetector(loginRules, { model: learned });
  const alerts = faultyLogins(1).flatMap((row) => detector.observe(row));
  const hourOver = detector.elapse?.((alerts[0]?.atMs ?? 0) + 3_600_000) ?? [];

  const texts = [...alerts, ...hourOver].map(({ state, subject, evidence }) => [state, subject, evidence]);

  expect(texts).toEqual([
    ["firing", "ip:8.8.8.8", "6 users, 11 failures in 10 s from 8.8.8.8"],
    ["resolved", "ip:8.8.8.8", "20 users, 100 failures in 99 s from 8.8.8.8"],
  ]);
});

test("the evidence shows an address cut and without control characters; the subject has it unchanged", () => {
  const ip = `\u001b[2J\u202e${"9".repeat(80)}`;
  const attempts = "abcdefghijklmnopqrst"
    .split("")
    .map((user, second): Omit<LoginObservation, "kind" | "index"> => ({
      atMs: 1000 * second,
      ip,
      user,
      outcome: { kind: "failure", reason: "wrong_password" },
    }));
  const detector = createDetector(loginRules, { model: learned });

  const [alert] = loginRows(attempts).flatMap((row) => detector.observe(row));

  expect(alert?.subject).toBe(`ip:${ip}`);
  expect(alert?.evidence).toMatch(/^\d+ users, \d+ failures in \d+ s from \[2J9+…$/);
});

test("creating it without a model is refused", () => {
  expect(() => createDetector(loginRules)).toThrow(
    expect.objectContaining({ kind: "usage", code: "MODEL_NEEDED" }),
  );
});

test.for([
  ["another detector's", { ...learned, detector: "login-guard" }],
  ["one without baselines", { schemaVersion: 1, detector: "login-rules" }],
] as const)("a model is refused: %s", ([, model]) => {
  const attempt = () => createDetector(loginRules, { model });

  expect(attempt).toThrow(expect.objectContaining({ kind: "usage", code: "BAD_MODEL" }));
});

test("a model records its training data and survives JSON", () => {
  expect(itself).toMatchObject({
    schemaVersion: 1,
    detector: "login-rules",
    rows: 12_836,
    sample: 10,
    trainedFromMs: published[0]?.observation.atMs,
    trainedUntilMs: published.at(-1)?.observation.atMs,
  });
  expect(JSON.parse(JSON.stringify(itself))).toEqual(itself);
});

test("training on 19 attempts is refused", () => {
  expect(() => trainedOn(loginRules, {}, published.slice(0, 19))).toThrow(
    expect.objectContaining({ code: "NOT_ENOUGH_HEALTHY_DATA" }),
  );
});
