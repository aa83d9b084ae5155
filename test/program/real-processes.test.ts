import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import { processScenarios } from "../../scenarios/process/kit.ts";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";

const isLinux = process.platform === "linux";
const suite = processScenarios.suites.flatMap(({ scenarios }) => scenarios);
const reference = 20;

/** The same fault after two dozen healthy seconds, for the seconds that it may take to be noticed. */
function shortened(scenario: ProcessScenario): ProcessScenario {
  const fault = labelledPhases(scenario.phases).find(({ incidentId }) => incidentId !== undefined);
  const within = fault?.mode === "leak" ? 10 : 2;
  return {
    ...scenario,
    phases: [
      { mode: "normal", seconds: reference + 4 },
      ...(fault === undefined ? [] : [{ mode: fault.mode, seconds: within + 1 }]),
    ],
    expect: [{ detector: "process-guard", options: { reference, arl0: 10_000 }, severity: "error", within }],
  };
}

describe.runIf(isLinux)("on the real clock, a real process and process-guard", () => {
  test.concurrent.for(suite.map((scenario) => [scenario.name, scenario] as const))(
    "pass %s, or say that the machine was too busy",
    async ([, scenario], { skip }) => {
      const folder = testFolder();
      const path = join(folder, "short.json");
      writeFileSync(path, JSON.stringify(shortened(scenario)));

      const { code, stdout } = await firedrill(["run", path, "--clock", "real", "--no-save"]);

      if (code === 3 && stdout.includes("MACHINE_TOO_BUSY")) skip("this machine is too busy");
      expect(stdout).toContain("PASSED");
      expect(code).toBe(0);
    },
  );
});
