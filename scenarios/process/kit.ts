import type { ProcessScenario } from "../../domain/process/scenario.ts";
import { sampleMs, secondsIn, secondsLength } from "../../domain/process/scenario.ts";
import { phaseOnset, phaseStarts, roughly } from "../phases/describe.ts";
import type { ScenarioKit } from "../source.ts";
import { cpuSpike } from "./cpu-spike.ts";
import { fileLeak } from "./file-leak.ts";
import { memoryLeak } from "./memory-leak.ts";
import { processHealthy } from "./process-healthy.ts";
import { processStall } from "./process-stall.ts";

/** Scenarios of processes. A new built-in scenario is one file and one line here. */
export const processScenarios: ScenarioKit<ProcessScenario> = {
  first: [],
  suites: [
    {
      name: "process",
      summary: "A process that burns, leaks or stalls, watched from outside.",
      scenarios: [cpuSpike, memoryLeak, fileLeak, processStall, processHealthy],
    },
  ],
  toldBy: [],
  file: async () => (await import("./file/kit.ts")).processFiles,
  lengthMs: (scenario) => secondsIn(scenario) * sampleMs,
  describeLength: (scenario) => {
    const seconds = secondsIn(scenario);
    return `${seconds} ${seconds === 1 ? "sample" : "samples"}, about ${roughly(seconds * sampleMs)}`;
  },
  incidentStarts: ({ phases }) => phaseStarts(phases, secondsLength, "sample"),
  onsetOf: (scenario) => phaseOnset(scenario, secondsLength),
};
