import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import type { Expectation } from "../../../domain/scenario.ts";
import type { Scenario } from "../../../domain/sources.ts";
import type { GateOverrides } from "../../../harness/drill/gates.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { complex } from "../../../scenarios/response/complex.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { slowly } from "../../../scenarios/response/slowly.ts";
import { containing } from "../containing.ts";
import { gates } from "./judged.ts";

/** Detector, changed options, severity and deadlines of each gate. */
function gatesIn(scenario: Scenario, specs: readonly string[] = [], overrides: GateOverrides = {}) {
  return gates(scenario, specs, overrides).map(({ gate: { detector, options, severity, lines } }) => [
    detector,
    `${options["warning"]}/${options["error"]}`,
    severity,
    ...lines.map(({ within, incident = "any" }) => `${incident} ${within}`),
  ]);
}

function expecting(...lines: readonly Expectation[]): Scenario {
  return { ...rapidly, expect: lines };
}

test("without --detector a scenario's own lines apply, one gate per severity", () => {
  expect(gatesIn(rapidly)).toEqual([["knn", "0.5/0.8", "error", "any 10"]]);
  expect(gatesIn(slowly)).toEqual([
    ["knn", "0.1/0.3", "warning", "any 10"],
    ["knn", "0.1/0.3", "error", "any 15"],
  ]);
  expect(gatesIn(complex)).toEqual([
    ["knn", "0.1/0.3", "warning", "attack 10", "load 10"],
    ["knn", "0.1/0.3", "error", "attack 10", "load 15"],
  ]);
});

test("a detector inherits the scenario's lines about it, and given options override theirs", () => {
  expect(gatesIn(slowly, ["knn:error=0.4"])).toEqual([
    ["knn", "0.1/0.4", "warning", "any 10"],
    ["knn", "0.1/0.4", "error", "any 15"],
  ]);
});

test("a detector without lines in the scenario must raise ERROR within its own window", () => {
  expect(gatesIn(rapidly, ["knn-original"])).toEqual([["knn-original", "0.5/0.8", "error", "any 10"]]);
  expect(gatesIn(rapidly, ["knn-original:window=7"])).toEqual([
    ["knn-original", "0.5/0.8", "error", "any 7"],
  ]);
});

test("--severity and --within override every line, and lines that become equal are merged", () => {
  expect(gatesIn(slowly, [], { severity: "warning", within: "3s" })).toEqual([
    ["knn", "0.1/0.3", "warning", "any 3s"],
  ]);
});

test("one detector with two sets of options gives two gates", () => {
  expect(gatesIn(rapidly, ["knn", "knn:warning=0.2"]).map(([, levels]) => levels)).toEqual([
    "0.5/0.8",
    "0.2/0.8",
  ]);
});

test("an expectation defaults to detection without a false alarm, and may set another outcome and limit", () => {
  const [first, second] = gates(
    expecting(
      { detector: "knn", severity: "error", within: 10 },
      { detector: "threshold", severity: "error", within: 10, outcome: "missed", falseAlarmsAtMost: 2 },
    ),
  );

  expect(first?.gate.lines).toEqual([{ within: 10, outcome: "detected", falseAlarmsAtMost: 0 }]);
  expect(second?.gate.lines).toEqual([{ within: 10, outcome: "missed", falseAlarmsAtMost: 2 }]);
});

const deaf: DetectorDefinition = { ...findDetector("knn"), name: "deaf", reads: [] };

test.for([
  ["NOTHING_EXPECTED", () => gates(expecting())],
  ["UNKNOWN_DETECTOR", () => gates(expecting({ detector: "knm", severity: "error", within: 1 }))],
  ["UNKNOWN_OPTION", () => gates(rapidly, ["knn:widow=3"])],
  ["BAD_OPTION", () => gates(rapidly, ["knn:window=0"])],
  ["BAD_OPTION", () => gates(rapidly, ["knn:warning=0.9"])],
  ["BAD_WITHIN", () => gates(rapidly, [], { within: "soon" })],
  ["BAD_WITHIN", () => gates(expecting({ detector: "knn", severity: "error", within: 0 }))],
  ["WRONG_LOG_SOURCE", () => gatesOf(rapidly, [{ definition: deaf, options: {} }], {}, findDetector)],
] as const)("%s is a mistake of the user's: %s", ([code, ask]) => {
  expect(ask).toThrow(containing({ kind: "usage", code }));
});
