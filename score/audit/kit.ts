import { auditSubjects } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import type { AuditPicture } from "../../domain/audit/picture.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import { activityCollector } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";

export const auditScore: ScoreKit<AuditObservation, AuditScenario, AuditPicture> = {
  subjects: (["user", "host", "command", "path"] as const).map((kind) => ({
    kind,
    nameOf: (row) => auditSubjects(row)[kind],
  })),
  pictureCollector: () => {
    const { add, finish } = activityCollector();
    return {
      // An alert does not tell whether the action failed.
      add: ({ atMs }) => add(atMs, "success"),
      finish: () => ({ source: "audit", activity: finish() }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "actions on hosts are not independent draws from one law" }),
};
