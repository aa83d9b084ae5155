import { auditKit } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import type { AuditPicture } from "../../domain/audit/picture.ts";
import type { ReportKit } from "../source.ts";
import { minuteText } from "../text/sentences.ts";
import { activityLiveLine, activityTimeline } from "../traffic/timeline.ts";

export const auditReport: ReportKit<AuditObservation, AuditPicture> = {
  timeline: ({ activity }, frame) => activityTimeline(activity, { rows: auditKit.nouns.row.many }, frame),
  isEmpty: ({ activity }) => activity.stretches.length === 0,
  whenText: (_picture, atMs) => minuteText(atMs),
  liveLine: () => activityLiveLine(({ atMs }) => ({ atMs, outcome: "success" })),
};
