import { accessKit } from "../../domain/access/kit.ts";
import type { AccessObservation } from "../../domain/access/observation.ts";
import type { AccessPicture } from "../../domain/access/picture.ts";
import type { ReportKit } from "../source.ts";
import { minuteText } from "../text/sentences.ts";
import { activityLiveLine, activityTimeline } from "../traffic/timeline.ts";

export const accessReport: ReportKit<AccessObservation, AccessPicture> = {
  timeline: ({ activity }, frame) =>
    activityTimeline(activity, { rows: accessKit.nouns.row.many, failures: "refused" }, frame),
  isEmpty: ({ activity }) => activity.stretches.length === 0,
  whenText: (_picture, atMs) => minuteText(atMs),
  axis: "calendar",
  startMs: ({ activity }) => activity.fromMs,
  charts: ({ activity, clients, paths, statuses }) => [
    { kind: "counts", title: "Requests", rows: "requests", failures: "refused", activity },
    { kind: "names", title: "Clients", rows: "requests", failures: "refused", subject: "ip", tally: clients },
    { kind: "names", title: "Paths", rows: "requests", failures: "refused", subject: "path", tally: paths },
    { kind: "names", title: "Statuses", rows: "requests", tally: statuses },
  ],
  liveLine: () =>
    activityLiveLine(({ atMs, status }) => ({ atMs, outcome: status >= 400 ? "failure" : "success" })),
};
