import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import { at, none } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { Scenario } from "../../../domain/sources.ts";
import { logSources } from "../../../domain/sources.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import type { DetectorSetup, Sessions } from "../../../harness/session/sessions.ts";
import { sessionsFor } from "../../../harness/session/sessions.ts";
import { findDetector } from "../../../detector/registry.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { setupsFor } from "../../../harness/session/models.ts";
import { accessPathTraversal } from "../../../scenarios/access/access-path-traversal.ts";
import { accessPhpEnumeration } from "../../../scenarios/access/access-php-enumeration.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { slowly } from "../../../scenarios/response/slowly.ts";
import { crashing } from "../drill/crashing.ts";
import { gates } from "../drill/judged.ts";

const rows = [...simulate(rapidly, 1)].map(({ observation }) => observation);

/** Alerts on every row. */
const chatty: DetectorDefinition = {
  name: "chatty",
  summary: "Alerts on every row.",
  reads: ["response"],
  options: {},
  create: () => ({
    name: "chatty",
    windowSize: 1,
    observe: (row) => [{ key: "row", severity: "error", state: "firing", ...at(row) }],
  }),
};

test("scenarios that have the same past in common share what a detector learned from it, for each seed", () => {
  const trainings: string[] = [];
  const learning: DetectorDefinition = {
    ...chatty,
    reads: ["access"],
    train: () => {
      trainings.push("begun");
      return { learn: () => undefined, finish: () => ({ schemaVersion: 1, detector: "chatty" }) };
    },
  };
  const modelFor = (scenario: Scenario, seed: number): unknown => {
    const choice = { definition: learning, options: {} };
    return setupsFor(gatesOf(scenario, [choice], {}, findDetector), scenario, seed)[0]?.model;
  };

  const [first, second, other] = [
    modelFor(accessPathTraversal, 1),
    modelFor(accessPhpEnumeration, 1),
    modelFor(accessPathTraversal, 2),
  ];

  expect(second).toBe(first);
  expect(other).not.toBe(first);
  expect(trainings).toHaveLength(2);
});

function setupsOf(...specs: readonly string[]): readonly DetectorSetup[] {
  const detectorGates = gates({ ...rapidly, expect: [] }, specs);
  return detectorGates.map(({ definition, gate }) => ({ definition, options: gate.options }));
}

function sessionsOf(
  setups: readonly DetectorSetup[],
  onAlert: (alert: ReceivedAlert) => void = () => undefined,
  clock: Clock = virtualClock(0),
): Sessions {
  return sessionsFor(setups, "response", { clock, clockKind: { kind: "virtual" }, seed: 1 }, onAlert);
}

function show(sessions: Sessions, observations: readonly Observation[]): void {
  for (const row of observations) for (const session of sessions.all) void session.observe(row);
}

test("a detector in several gates has one session", () => {
  const setups = gates(slowly).map(({ definition, gate }) => ({ definition, options: gate.options }));

  const sessions = sessionsOf(setups);

  expect(sessions.all.map(({ label }) => label)).toEqual(["knn"]);
  expect(setups.map((setup) => sessions.of(setup))).toEqual([sessions.all[0], sessions.all[0]]);
});

test("labels of one detector with two sets of options show the options that differ from the defaults", () => {
  const sessions = sessionsOf(setupsOf("knn", "knn:warning=0.1,error=0.3", "threshold"));

  expect(sessions.all.map(({ label }) => label)).toEqual(["knn", "knn:warning=0.1,error=0.3", "threshold"]);
});

test("asking for the session of an unknown setup is a RangeError", () => {
  const [stranger] = setupsOf("threshold");

  expect(() => stranger && sessionsOf(setupsOf("knn")).of(stranger)).toThrow(RangeError);
});

test("an alert is received with the detector's label and the drill's time, at once and in the list", async () => {
  const clock = virtualClock(0);
  const received: ReceivedAlert[] = [];
  const sessions = sessionsOf([{ definition: chatty, options: {} }], (alert) => received.push(alert), clock);
  await clock.sleepUntilMs(1234.5);

  show(sessions, rows.slice(0, 1));

  expect(received).toMatchObject([{ detector: "chatty", receivedMs: 1234.5, atIndex: 0 }]);
  expect(sessions.all.map(({ alerts }) => alerts)).toEqual([received]);
});

test.for([
  ["response", 100, "answers are due within seconds"],
  ["login", 10_000, "nothing is due at a login page before the end of an hour"],
] as const)("a detector that reads every log gets ticks of a %s log every %i ms: %s", ([source, everyMs]) => {
  const ticks: number[] = [];
  const listener: DetectorDefinition = {
    name: "listener",
    summary: "Writes down the ticks.",
    reads: logSources,
    options: {},
    create: () => ({
      name: "listener",
      windowSize: 1,
      observe: () => none,
      elapse: (nowMs) => {
        ticks.push(nowMs);
        return none;
      },
    }),
  };
  const context = { clock: virtualClock(0), clockKind: { kind: "virtual" }, seed: 1 } as const;
  const setups = [{ definition: listener, options: {} }];

  const [session] = sessionsFor(setups, source, context, () => undefined).all;
  session?.elapse(20_000);

  expect(ticks.slice(0, 2)).toEqual([everyMs, 2 * everyMs]);
});

test("a detector that throws has an error with its name and the row, keeps its alerts, and gets no more rows", () => {
  const definition = crashing({ name: "fragile", onIndex: 150 });
  const sessions = sessionsOf([{ definition, options: {} }]);

  show(sessions, rows);

  const [session] = sessions.all;
  expect(session?.error?.code).toBe("DETECTOR_CRASHED");
  expect(session?.error?.message).toContain("fragile crashed on observation 150: Error: out of memory");
  expect(session?.alerts.map(({ atIndex }) => atIndex)).toEqual([149]);
});

test("a detector that crashes does not affect the others", () => {
  const definition = crashing({ name: "fragile", onIndex: 0 });
  const sessions = sessionsOf([{ definition, options: {} }, ...setupsOf("knn")]);

  show(sessions, rows);

  expect(sessions.all.map(({ error }) => error?.code)).toEqual(["DETECTOR_CRASHED", undefined]);
  expect(sessions.all[1]?.alerts.length).toBeGreaterThan(0);
});

test("an alert that cannot be written is not the detector's error", () => {
  const sessions = sessionsOf([{ definition: chatty, options: {} }], () => {
    throw new Error("disk full");
  });

  expect(() => show(sessions, rows.slice(0, 1))).toThrow("disk full");
  expect(sessions.all[0]?.error).toBeUndefined();
});
