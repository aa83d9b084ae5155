import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const syscallStorm: ProcessScenario = {
  source: "process",
  name: "syscall-storm",
  summary: "A process begins to make 200,000 system calls a second.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    syscalls: { kind: "syscalls", thousandsPerS: 200 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "syscalls", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [{ detector: "process-guard", severity: "error", within: 2 }],
};
