import type { AccessScenario } from "../../domain/access/scenario.ts";
import { isAttack } from "../../domain/access/traffic.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { ScenarioKit } from "../source.ts";
import { attackStarts, describeHours } from "../traffic/describe.ts";
import { accessCredentialStuffing } from "./access-credential-stuffing.ts";
import { accessExfiltration } from "./access-exfiltration.ts";
import { accessFlashCrowd } from "./access-flash-crowd.ts";
import { accessKnownHoles } from "./access-known-holes.ts";
import { accessOffice } from "./access-office.ts";
import { accessPathTraversal } from "./access-path-traversal.ts";
import { accessPhpEnumeration } from "./access-php-enumeration.ts";
import { accessRelease } from "./access-release.ts";
import { accessScanner } from "./access-scanner.ts";
import { accessSlowLorises } from "./access-slow-lorises.ts";
import { needles } from "./needles.ts";

/** Scenarios of web access. A new built-in scenario is one file and one line here. */
export const accessScenarios: ScenarioKit<AccessScenario> = {
  first: [],
  suites: [
    {
      name: "access",
      summary: "Attacks on a web site, and visitors and robots that resemble them.",
      scenarios: [
        needles,
        accessPhpEnumeration,
        accessPathTraversal,
        accessKnownHoles,
        accessCredentialStuffing,
        accessExfiltration,
        accessSlowLorises,
        accessScanner,
        accessFlashCrowd,
        accessRelease,
        accessOffice,
      ],
    },
  ],
  toldBy: ["site"],
  file: async () => (await import("./file.ts")).accessFiles,
  lengthMs: ({ hours }) => hours * hourMs,
  describeLength: ({ hours }) => `${describeHours(hours)} of web access`,
  incidentStarts: ({ traffic }) => attackStarts(traffic.filter(isAttack)),
  onsetOf: () => undefined,
};
