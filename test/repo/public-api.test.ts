import { expect, test } from "vitest";
import * as firedrill from "../../index.ts";
import type { Detector, Gate, ResponseObservation } from "../../index.ts";

test("the public API exports exactly these names", () => {
  expect(Object.keys(firedrill).toSorted()).toEqual([
    "FiredrillError",
    "answerKeyOf",
    "at",
    "createDetector",
    "defineDetector",
    "detectors",
    "drill",
    "elapsedMs",
    "findDetector",
    "findScenario",
    "formatModel",
    "incidentsOf",
    "mutantsOf",
    "none",
    "originalModes",
    "parseModel",
    "parseOptions",
    "readsOf",
    "scenarios",
    "scoreAlerts",
    "simulate",
    "trainDetector",
  ]);
});

test("a program can simulate a scenario, run its own detector and score it with the public API", () => {
  const { answerKeyOf, at, defineDetector, findScenario, none, parseOptions, scoreAlerts, simulate } =
    firedrill;
  const definition = defineDetector({
    name: "slow",
    summary: "Alerts while an answer is slower than a limit.",
    reads: ["response"],
    options: { limit: { kind: "number", default: 0.25, unit: "s", describe: "slower than this is slow" } },
    create: ({ limit }, log): Detector<ResponseObservation> => {
      const { valueOf } = log.signal("responseSeconds");
      let firing = false;
      return {
        name: "slow",
        windowSize: 1,
        observe: (observation) => {
          const slow = (valueOf(observation) ?? 0) > limit;
          if (slow === firing) return none;
          firing = slow;
          return [
            { key: "slow", severity: "error", state: slow ? "firing" : "resolved", ...at(observation) },
          ];
        },
      };
    },
  });
  const options = parseOptions("slow", definition.options, {});
  const detector = definition.create(options, { source: "response" });
  const rows = [...simulate(findScenario("rapidly"), 1)];

  const alerts = rows.flatMap(({ observation }) =>
    detector
      .observe(observation)
      .map((alert) => ({ ...alert, detector: "slow", receivedMs: observation.atMs })),
  );
  const line = { within: 1, outcome: "detected", falseAlarmsAtMost: 0 } as const;
  const gate: Gate = { detector: "slow", options, severity: "error", windowSize: 1, lines: [line] };
  const score = scoreAlerts(answerKeyOf(rows), alerts, gate);

  expect(score).toMatchObject({ passed: true, incidents: [{ id: "attack-1", delayAffected: 1 }] });
});
