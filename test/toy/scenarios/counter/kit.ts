import type { CounterScenario } from "../../domain/counter/kit.ts";
import type { ScenarioKit } from "../source.ts";

const toy: CounterScenario = {
  source: "counter",
  name: "toy",
  summary: "A counter jumps.",
  readings: 40,
  jumpsFrom: 30,
  expect: [{ detector: "threshold", options: { limit: 10 }, severity: "error", within: 1 }],
};

export const counterScenarios: ScenarioKit<CounterScenario> = {
  first: [toy],
  suites: [],
  toldBy: ["readings"],
  file: async () => (await import("./file.ts")).counterFiles,
  lengthMs: ({ readings }) => 1000 * readings,
  describeLength: ({ readings }) => `${readings} readings`,
  incidentStarts: ({ jumpsFrom }) =>
    jumpsFrom === undefined ? [] : [`jump-1 from reading ${jumpsFrom + 1}`],
  onsetOf: () => undefined,
};
