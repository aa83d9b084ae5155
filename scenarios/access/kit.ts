import type { AccessScenario } from "../../domain/access/scenario.ts";
import { isAttack } from "../../domain/access/traffic.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { ScenarioKit } from "../source.ts";
import { attackStarts, describeHours } from "../traffic/describe.ts";
import { accessOffice } from "./access-office.ts";
import { needles } from "./needles.ts";

/** Scenarios of web access. A new built-in scenario is one file and one line here. */
export const accessScenarios: ScenarioKit<AccessScenario> = {
  first: [],
  suites: [
    {
      name: "access",
      summary: "Attacks on a web site, and visitors and robots that resemble them.",
      scenarios: [needles, accessOffice],
    },
  ],
  toldBy: ["site"],
  file: async () => (await import("./file/kit.ts")).accessFiles,
  lengthMs: ({ hours }) => hours * hourMs,
  describeLength: ({ hours }) => `${describeHours(hours)} of web access`,
  incidentStarts: ({ traffic }) => attackStarts(traffic.filter(isAttack)),
  onsetOf: () => undefined,
};
