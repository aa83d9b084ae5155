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

const ofNumbers = detectors.filter(({ options }) => "signal" in options);

/** Logins of users who never mistype a password; an attacker does nothing else. */
const careful = {
  source: "login",
  healthy: (seed: number) => withoutTypos(healthyLogins(seed)),
  faulty: (seed: number) => withoutTypos(faultyLogins(seed)),
} as const;

function withoutTypos(rows: ReturnType<typeof healthyLogins>): ReturnType<typeof healthyLogins> {
  return rows.map((row) => (row.ip === "8.8.8.8" ? row : { ...row, outcome: { kind: "success" } }));
}

for (const definition of ofNumbers) testDetectorContract(definition, { traffic: careful });

test("nine detectors are of numbers, and read every log", () => {
  expect(ofNumbers.map(({ name }) => name)).toEqual(
    "knn knn-original threshold guard focus cusum ewma shewhart page-hinkley".split(" "),
  );
  expect(ofNumbers.map(readsOf)).toEqual(ofNumbers.map(() => logSources));
});

test.for([
  ["knn", ["response", "login"], ["response"]],
  ["silence", ["response", "login"], ["response"]],
  ["error-rate", ["response", "login"], ["response", "login"]],
  ["open-age", ["response"], ["response"]],
  ["login-guard", ["login"], ["login"]],
] as const)("%s reads %j, and is tried unasked on %j", ([name, reads, tried]) => {
  const definition = findDetector(name);

  expect([readsOf(definition), madeFor(definition)]).toEqual([reads, tried]);
});

test("on logs of logins, whose own signal is a flag, no detector of continuous numbers is tried unasked", () => {
  expect(detectorsFor(["login"]).map(({ name }) => name)).toEqual([
    "error-rate",
    "login-rules",
    "login-guard",
  ]);
});

test.for(ofNumbers.map(({ name }) => name))(
  "%s without a signal watches the log's own: of response times responseSeconds",
  (name) => {
    const rows = noisyRows(1, 300, (index) => (index < 150 ? 10 : 2000));
    const said = (options: Readonly<Record<string, string>>) => alertsOn(findDetector(name), options, rows);

    expect(said({ signal: "responseSeconds" })).toEqual(said({}));
    expect(said({})).not.toEqual([]);
  },
);

/** Quick answers, then slow ones; every tenth request times out after a minute. */
const withTimeouts = rowsOf(Array.from({ length: 300 }, (_, at) => (at < 200 ? 10 + (at % 7) : 3000))).map(
  (row): ResponseObservation =>
    row.index % 10 === 9 ? { ...row, outcome: { kind: "failed", error: "TIMEOUT", afterMs: 60_000 } } : row,
);
const answered = withTimeouts.filter(({ outcome }) => outcome.kind === "completed");

test.for(ofNumbers.map(({ name }) => name).filter((name) => name !== "guard"))(
  "a row without the watched signal is no value for %s: it says the same as without such rows",
  (name) => {
    const said = (log: readonly Observation[]) =>
      alertsOn(findDetector(name), { signal: "answeredSeconds" }, log);

    expect(said(answered)).not.toEqual([]);
    expect(said(withTimeouts)).toEqual(said(answered));
  },
);

test("guard sees of a row without the watched signal that the request failed", () => {
  const [before] = alertsOn(guard, { signal: "answeredSeconds" }, withTimeouts);

  expect(before?.atIndex).toBe(149);
  expect(before?.evidence).toMatch(/^requests fail: /);
});

test.for([
  ["knn", "failures", "the newest 10 lie 1.000 from the nearest of 21 healthy windows"],
  ["knn-original", "failures", "the newest 10 lie 3.162 from the 10 before them"],
  ["threshold", "high", "1.000 against a limit of 0.25"],
  ["focus", "failures", /^\d+\.\d\d against a threshold of \d+\.\d\d$/],
  ["guard", "trouble", /^values are higher: \d+\.\d\d of the threshold$/],
] as const)("%s of logins speaks of %s: %s", ([name, key, evidence]) => {
  const [first] = alertsOn(findDetector(name), {}, careful.faulty(1));

  expect(first?.key).toBe(key);
  expect(first?.evidence).toMatch(evidence);
});

test("a signal that the log does not have is refused, and those that it has are told", () => {
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

test("a detector cannot be made for a log that it does not read", () => {
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

test("a model of one signal is not taken for another; one that does not say is of responseSeconds", () => {
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
