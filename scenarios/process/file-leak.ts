import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const fileLeak: ProcessScenario = {
  source: "process",
  name: "file-leak",
  summary: "A process begins to open five files a second and to close none.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    "leak-files": { kind: "leak-files", perS: 5 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "leak-files", seconds: 60 },
  ],
  expect: [
    { detector: "process-guard", severity: "error", within: 2 },
    { detector: "cusum", options: { signal: "openFiles" }, severity: "error", within: 2 },
    {
      detector: "knn",
      options: { signal: "openFiles", warning: 5, error: 10 },
      severity: "error",
      within: 5,
    },
  ],
};
