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
  axis: "calendar",
  startMs: ({ activity }) => activity.fromMs,
  charts: ({ activity, users, hosts, commands, paths }) => [
    { kind: "counts", title: "Alerts of hosts", rows: "alerts", activity },
    { kind: "names", title: "Users", rows: "alerts", subject: "user", tally: users },
    { kind: "names", title: "Hosts", rows: "alerts", subject: "host", tally: hosts },
    { kind: "names", title: "Commands", rows: "alerts", subject: "command", tally: commands },
    { kind: "names", title: "Changed files", rows: "alerts", subject: "path", tally: paths },
  ],
  liveLine: () => activityLiveLine(({ atMs }) => ({ atMs, outcome: "success" })),
};
