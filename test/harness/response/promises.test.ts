import { describe, expect, test } from "vitest";
import type { Severity } from "../../../domain/alert.ts";
import { elapsedMs } from "../../../domain/response/observation.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import type { Scenario } from "../../../domain/sources.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { complex } from "../../../scenarios/response/complex.ts";
import { changeResponse } from "../../../scenarios/response/file/change.ts";
import { healthy } from "../../../scenarios/response/healthy.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { slowly } from "../../../scenarios/response/slowly.ts";
import { responseScenarios } from "../../scenarios/response/response-scenarios.ts";
import { gates, inShort, scoresOf } from "../drill/judged.ts";

const seeds = Array.from({ length: 100 }, (_, at) => at + 1);

/** The longest delay over all seeds, in affected observations. Infinite if a seed was not `detected`. */
function worstDelay(scenario: Scenario, spec: string, severity: Severity, incidentId: string): number {
  const judgedGates = gates({ ...scenario, expect: [] }, [spec], { severity, within: 50 });
  return Math.max(
    ...seeds.flatMap((seed) =>
      scoresOf(scenario, seed, judgedGates).map(({ incidents, falseAlarms }) => {
        const found = incidents.find(({ id }) => id === incidentId);
        const isClean = found?.outcome === "detected" && falseAlarms === 0;
        return isClean ? (found.delayAffected ?? Infinity) : Infinity;
      }),
    ),
  );
}

const sensitive = "knn:warning=0.1,error=0.3";

describe("over seeds 1 to 100, knn alone and without a false alarm", () => {
  test.for([
    [rapidly, "knn", "warning", "attack-1", 2],
    [rapidly, "knn", "error", "attack-1", 3],
    [slowly, sensitive, "warning", "load-1", 8],
    [slowly, sensitive, "error", "load-1", 15],
    [complex, sensitive, "warning", "attack-1", 2],
    [complex, sensitive, "warning", "load-1", 8],
    [complex, sensitive, "error", "load-1", 15],
  ] as const)(
    "notices in $0.name with $1 at $2 %s within its bound",
    ([scenario, spec, severity, incidentId, atMost]) => {
      expect(worstDelay(scenario, spec, severity, incidentId)).toBeLessThanOrEqual(atMost);
    },
  );

  test("does not alert on the recovery in complex: two episodes, one for each incident", () => {
    const judgedGates = gates(complex);

    for (const seed of seeds) {
      for (const score of scoresOf(complex, seed, judgedGates)) {
        expect(score).toMatchObject({ falseAlarms: 0, recoveryAlerts: 0, alerts: 2 });
      }
    }
  });

  test.for(["knn", sensitive])("raises no alert in healthy as %s", (spec) => {
    const judgedGates = gates({ ...healthy, expect: [] }, [spec], { severity: "warning" });

    for (const seed of seeds) {
      expect(scoresOf(healthy, seed, judgedGates)).toMatchObject([{ passed: true, alerts: 0 }]);
    }
  });
});

test.for(responseScenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s passes every gate of its own with seeds 1 to 100",
  ([, scenario]) => {
    const judgedGates = gates(scenario);
    const failed = seeds.filter((seed) =>
      scoresOf(scenario, seed, judgedGates).some(({ passed }) => !passed),
    );

    expect(judgedGates.length).toBeGreaterThan(0);
    expect(failed).toEqual([]);
  },
);

function responseMsAt(scenario: ResponseScenario, seed: number, index: number): number {
  const row = [...simulate(scenario, seed)].find(({ observation }) => observation.index === index);
  return row === undefined ? 0 : elapsedMs(row.observation);
}

/** The distinct outcomes over all seeds. */
function agreed(scenario: Scenario, spec: string, severity: Severity): readonly string[] {
  const judgedGates = gates(scenario, [spec], { severity });
  const outcomes = seeds.flatMap((seed) =>
    scoresOf(scenario, seed, judgedGates).flatMap(({ incidents }) => incidents.map(inShort)),
  );
  return [...new Set(outcomes)];
}

describe("of the original, whatever the seed", () => {
  test("knn-original notices rapidly on affected observation 10", () => {
    expect(agreed(rapidly, "knn-original", "error")).toEqual(["detected 10"]);
  });

  test.for(["warning", "error"] as const)(
    "knn-original misses slowly at its default thresholds (%s)",
    (severity) => {
      expect(agreed(slowly, "knn-original", severity)).toEqual(["missed"]);
    },
  );

  test.for([
    ["warning", "detected 10"],
    ["error", "late 20"],
  ] as const)("knn-original at 0.1/0.3 on slowly, %s: %s", ([severity, expected]) => {
    expect(agreed(slowly, "knn-original:warning=0.1,error=0.3", severity)).toEqual([expected]);
  });

  test.for([
    [100, "detected 10"],
    [101, "detected 9"],
    [102, "detected 8"],
    [103, "detected 7"],
    [104, "detected 6"],
    [105, "detected 5"],
    [106, "detected 4"],
    [107, "detected 3"],
    [108, "detected 2"],
  ] as const)("knn-original at WARNING on rapidly with its onset at %i: %s", ([onset, expected]) => {
    const scenario = changeResponse(rapidly, `onset=${onset}`);

    expect(agreed(scenario, "knn-original", "warning")).toEqual([expected]);
  });

  test("knn-original at WARNING is late, 11, with the onset at 109, unless chance lifts that one row above 0.5 s", () => {
    const scenario = changeResponse(rapidly, "onset=109");
    const judgedGates = gates(scenario, ["knn-original"], { severity: "warning" });
    const lifted = seeds.filter((seed) => responseMsAt(scenario, seed, 109) > 512);

    const outcomes = seeds.map((seed) =>
      scoresOf(scenario, seed, judgedGates).flatMap((score) => score.incidents),
    );

    expect(lifted).toEqual([27, 73]);
    expect(outcomes.map((incidents) => incidents.map(inShort))).toEqual(
      seeds.map((seed) => [lifted.includes(seed) ? "detected 1" : "late 11"]),
    );
  });
});
