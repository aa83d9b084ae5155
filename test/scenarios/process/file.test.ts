import { expect, test } from "vitest";
import { processFiles } from "../../../scenarios/process/file/kit.ts";
import { cpuSpike } from "../../../scenarios/process/cpu-spike.ts";
import { processScenarios } from "../../../scenarios/process/kit.ts";

const builtIn = processScenarios.suites.flatMap(({ scenarios }) => scenarios);

/** A file in which a process leaks for this long. */
function leaking(mode: object, seconds: number): unknown {
  return {
    source: "process",
    name: "mine",
    summary: "Leaks.",
    modes: { normal: { kind: "normal", percent: 2 }, leak: mode },
    phases: [
      { mode: "normal", seconds: 5 },
      { mode: "leak", seconds },
    ],
    expect: [],
  };
}

test.for(builtIn)("the built-in scenario $name can stand in a file", (scenario) => {
  expect(processFiles.parse(scenario)).toEqual({ kind: "scenario", scenario });
});

test.for([
  [{ kind: "leak", mbPerS: 100 }, 10, [], "1000 MB in all"],
  [
    { kind: "leak", mbPerS: 100 },
    11,
    [{ path: ["phases"], message: "leak 1100 MB in all; a process leaks 1000 MB at most" }],
    "1100 MB",
  ],
  [
    { kind: "leak-files", perS: 1000 },
    11,
    [{ path: ["phases"], message: "leak 11000 files in all; a process leaks 10000 at most" }],
    "more files than a process can open",
  ],
] as const)("a leak of %o for %i s has the mistakes %o: %s", ([mode, seconds, mistakes]) => {
  const parsed = processFiles.parse(leaking(mode, seconds));

  expect(parsed.kind === "mistakes" ? parsed.mistakes : []).toEqual(mistakes);
});

test("a setting changes a mode, and the onset moves between two healthy phases", () => {
  const changed = processFiles.change(processFiles.change(cpuSpike, "burn.percent=40"), "onset=130");

  expect(changed.modes["burn"]).toEqual({ kind: "burn", percent: 40 });
  expect(changed.phases.map(({ seconds }) => seconds)).toEqual([130, 20, 10]);
});

test.for(["burn.percent=101", "burn.speed=2", "onset=1000"])("the setting %s is refused", (setting) => {
  expect(() => processFiles.change(cpuSpike, setting)).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_SET" }),
  );
});
