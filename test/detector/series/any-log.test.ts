import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { detectors, detectorsFor, findDetector } from "../../../detector/registry.ts";
import { focus } from "../../../detector/series/focus.ts";
import { guard } from "../../../detector/series/guard.ts";
import { knn } from "../../../detector/series/knn.ts";
import { openAge } from "../../../detector/series/open-age.ts";
import { lowestThresholdMs, parseOptions } from "../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../domain/detector.ts";
import { madeFor, readsOf } from "../../../domain/detector.ts";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import type { Observation } from "../../../domain/sources.ts";
import { logSources } from "../../../domain/sources.ts";
import { testDetectorContract } from "../contract.ts";
import { faultyLogins, healthyLogins } from "../login-traffic.ts";
import { alertsOn } from "../run.ts";
import { noisyRows, rowsOf } from "../traffic.ts";

/** But for `lstm`, which needs a model. */
const signalDetectors = detectors.filter(({ name, options }) => "signal" in options && name !== "lstm");

/** Logins in which only the attacker has failures. */
const careful = {
  source: "login",
  healthy: (seed: number) => withoutTypos(healthyLogins(seed)),
  faulty: (seed: number) => withoutTypos(faultyLogins(seed)),
} as const;

function withoutTypos(rows: ReturnType<typeof healthyLogins>): ReturnType<typeof healthyLogins> {
  return rows.map((row) => (row.ip === "8.8.8.8" ? row : { ...row, outcome: { kind: "success" } }));
}

for (const definition of signalDetectors) testDetectorContract(definition, { traffic: careful });

test("thirteen detectors that need no model have the option signal, and they read every log source", () => {
  expect(signalDetectors.map(({ name }) => name)).toEqual(
    "knn knn-original lof cblof conformal threshold guard focus cusum ewma shewhart page-hinkley persistence".split(
      " ",
    ),
  );
  expect(signalDetectors.map(readsOf)).toEqual(signalDetectors.map(() => logSources));
});

test.for([
  ["knn", ["response", "login", "audit", "access", "process"], ["response", "access", "process"]],
  ["silence", ["response", "login", "audit", "access", "process"], ["response", "access", "process"]],
  ["error-rate", ["response", "login", "access"], ["response", "login", "access"]],
  ["open-age", ["response"], ["response"]],
  ["login-guard", ["login"], ["login"]],
] as const)("%s reads %j, and studies try it by default on %j", ([name, reads, tried]) => {
  const definition = findDetector(name);

  expect([readsOf(definition), madeFor(definition)]).toEqual([reads, tried]);
});

test("on login logs, whose default signal is a flag, studies try no detector of continuous signals by default", () => {
  expect(detectorsFor(["login"]).map(({ name }) => name)).toEqual([
    "error-rate",
    "login-rules",
    "login-guard",
  ]);
});

test.for(signalDetectors.map(({ name }) => name))(
  "%s without a signal watches the log's default signal: responseSeconds for response times",
  (name) => {
    const rows = noisyRows(1, 300, (index) => (index < 150 ? 10 : 2000));
    const alertsWith = (options: Readonly<Record<string, string>>) =>
      alertsOn(findDetector(name), options, rows);

    expect(alertsWith({ signal: "responseSeconds" })).toEqual(alertsWith({}));
    expect(alertsWith({})).not.toEqual([]);
  },
);

/** Fast answers, then slow ones; every tenth request times out after a minute. */
const withTimeouts = rowsOf(Array.from({ length: 300 }, (_, at) => (at < 200 ? 10 + (at % 7) : 3000))).map(
  (row): ResponseObservation =>
    row.index % 10 === 9 ? { ...row, outcome: { kind: "failed", error: "TIMEOUT", afterMs: 60_000 } } : row,
);
const answered = withTimeouts.filter(({ outcome }) => outcome.kind === "completed");

test.for(signalDetectors.map(({ name }) => name).filter((name) => name !== "guard"))(
  "%s skips rows without the watched signal: the alerts are the same as without such rows",
  (name) => {
    const alertsIn = (log: readonly Observation[]) =>
      alertsOn(findDetector(name), { signal: "answeredSeconds" }, log);

    expect(alertsIn(answered)).not.toEqual([]);
    expect(alertsIn(withTimeouts)).toEqual(alertsIn(answered));
  },
);

test("guard counts a failed request even when the row lacks the watched signal", () => {
  const [before] = alertsOn(guard, { signal: "answeredSeconds" }, withTimeouts);

  expect(before?.atIndex).toBe(149);
  expect(before?.evidence).toMatch(/^requests fail: /);
});

test.for([
  ["knn", "failures", "the newest 10 values are at distance 1.000 from the nearest of 21 healthy windows"],
  ["knn-original", "failures", "the newest 10 values are at distance 3.162 from the 10 before them"],
  ["threshold", "high", "1.000, limit 0.25"],
  ["focus", "failures", /^score \d+\.\d\d, threshold \d+\.\d\d$/],
  ["guard", "trouble", /^values are higher: \d+\.\d\d times the threshold$/],
] as const)("%s on a login log alerts with the key %s: %s", ([name, key, evidence]) => {
  const [first] = alertsOn(findDetector(name), {}, careful.faulty(1));

  expect(first?.key).toBe(key);
  expect(first?.evidence).toMatch(evidence);
});

test("an unknown signal is refused, and the message lists the log's signals", () => {
  expect(() => createDetector(knn, { options: { signal: "rssBytes" } })).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "BAD_OPTION",
      message: 'Unknown signal "rssBytes" for knn.',
      advice:
        "Signals of response logs: " +
        "responseSeconds (from sending to the end, or until now; includes failed requests), " +
        "answeredSeconds (from sending to the end of a complete answer), " +
        "openSeconds (age of a request without an answer so far), " +
        "failed (1 for a missing answer or a status of 500 or above, else 0).",
    }),
  );
});

test("a detector cannot be created for a log that it does not read", () => {
  expect(() => openAge.create({ limit: 1 }, { source: "login" })).toThrow(
    expect.objectContaining({
      code: "WRONG_LOG_SOURCE",
      message: "The detector open-age cannot read login logs.",
      advice: 'It reads response logs. "firedrill list" shows what each detector reads.',
    }),
  );
});

const focusOn = (model: DetectorModel, signal: string) =>
  createDetector(focus, { options: { signal }, model });

test("a model of another signal is refused; a model without a signal is for responseSeconds", () => {
  const rows = noisyRows(1, 200, () => 10);
  const usual = trainDetector(focus, rows);
  const ofAnswers = trainDetector(focus, rows, { signal: "answeredSeconds" });

  expect(Object.keys(usual)).not.toContain("signal");
  expect(() => focusOn(usual, "responseSeconds")).not.toThrow();
  expect(() => focusOn(ofAnswers, "answeredSeconds")).not.toThrow();
  expect(() => focusOn(ofAnswers, "responseSeconds")).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: "focus cannot use this model: it was trained with signal=answeredSeconds.",
    }),
  );
});

test.for([
  [{}, 500],
  [{ signal: "answeredSeconds" }, 500],
  [{ signal: "failed" }, undefined],
] as const)("with %j the lowest threshold of knn is %s ms", ([options, expected]) => {
  expect(lowestThresholdMs(knn.options, parseOptions("knn", knn.options, options))).toBe(expected);
});
