import type { ProcessScenario } from "../../domain/process/scenario.ts";
import { sampleMs, secondsIn, secondsLength } from "../../domain/process/scenario.ts";
import { phaseOnset, phaseStarts, roughly } from "../phases/describe.ts";
import type { ScenarioKit } from "../source.ts";
import { cpuSpike } from "./cpu-spike.ts";
import { fileLeak } from "./file-leak.ts";
import { forkStorm } from "./fork-storm.ts";
import { memoryLeak } from "./memory-leak.ts";
import { networkBurst } from "./network-burst.ts";
import { processHang } from "./process-hang.ts";
import { processHealthy } from "./process-healthy.ts";
import { processStall } from "./process-stall.ts";
import { syscallStorm } from "./syscall-storm.ts";

/** Scenarios of processes. A new built-in scenario is one file and one line here. */
export const processScenarios: ScenarioKit<ProcessScenario> = {
  first: [],
  suites: [
    {
      name: "process",
      summary: "A process that burns, leaks, floods or hangs, watched from outside.",
      scenarios: [
        cpuSpike,
        memoryLeak,
        fileLeak,
        networkBurst,
        syscallStorm,
        forkStorm,
        processStall,
        processHang,
        processHealthy,
      ],
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
