import type { AuditScenario } from "../../domain/audit/scenario.ts";
import { isAttack } from "../../domain/audit/traffic.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { ScenarioKit } from "../source.ts";
import { attackStarts, describeHours } from "../traffic/describe.ts";
import { auditAuthorizedKeys } from "./audit-authorized-keys.ts";
import { auditCron } from "./audit-cron.ts";
import { auditDeploy } from "./audit-deploy.ts";
import { auditDownload } from "./audit-download.ts";
import { auditLogWiping } from "./audit-log-wiping.ts";
import { auditNewRoot } from "./audit-new-root.ts";
import { auditOffice } from "./audit-office.ts";
import { auditPreload } from "./audit-preload.ts";
import { auditReverseShell } from "./audit-reverse-shell.ts";
import { auditShadow } from "./audit-shadow.ts";
import { auditSu } from "./audit-su.ts";
import { auditTerraform } from "./audit-terraform.ts";
import { auditUpgrade } from "./audit-upgrade.ts";
import { auditWebShell } from "./audit-web-shell.ts";
import { auditWrongUser } from "./audit-wrong-user.ts";
import { intruder } from "./intruder.ts";
import { intruderInDeploy } from "./intruder-in-deploy.ts";

/** Scenarios of host audits. A new built-in scenario is one file and one line here. */
export const auditScenarios: ScenarioKit<AuditScenario> = {
  first: [],
  suites: [
    {
      name: "audit",
      summary: "Intruders on hosts, and maintenance that resembles them.",
      scenarios: [
        intruder,
        auditSu,
        auditShadow,
        auditReverseShell,
        auditDownload,
        auditNewRoot,
        auditCron,
        auditPreload,
        auditAuthorizedKeys,
        auditWebShell,
        auditWrongUser,
        auditLogWiping,
        intruderInDeploy,
        auditDeploy,
        auditTerraform,
        auditUpgrade,
        auditOffice,
      ],
    },
  ],
  toldBy: ["operators"],
  file: async () => (await import("./file.ts")).auditFiles,
  lengthMs: ({ hours }) => hours * hourMs,
  describeLength: ({ hours }) => `${describeHours(hours)} of host audits`,
  incidentStarts: ({ traffic }) => attackStarts(traffic.filter(isAttack)),
  onsetOf: () => undefined,
};
