import { auditSubjects } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import type { AuditPicture } from "../../domain/audit/picture.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import { activityCollector, tallyCollector } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";

export const auditScore: ScoreKit<AuditObservation, AuditScenario, AuditPicture> = {
  subjects: (["user", "host", "command", "path"] as const).map((kind) => ({
    kind,
    nameOf: (row) => auditSubjects(row)[kind],
  })),
  pictureCollector: () => {
    const activity = activityCollector();
    const tallies = {
      user: tallyCollector(),
      host: tallyCollector(),
      command: tallyCollector(),
      path: tallyCollector(),
    };
    return {
      // An alert does not tell whether the action failed.
      add: (row) => {
        activity.add(row.atMs, "success");
        const subjects = auditSubjects(row);
        for (const kind of ["user", "host", "command", "path"] as const) {
          const name = subjects[kind];
          if (name !== undefined) tallies[kind].add(name, "success");
        }
      },
      finish: () => ({
        source: "audit",
        activity: activity.finish(),
        users: tallies.user.finish(),
        hosts: tallies.host.finish(),
        commands: tallies.command.finish(),
        paths: tallies.path.finish(),
      }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "actions on hosts are not independent draws from one law" }),
};
