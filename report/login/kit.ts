import { loginKit } from "../../domain/login/kit.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginPicture } from "../../domain/login/picture.ts";
import type { ReportKit } from "../source.ts";
import { minuteText } from "../text/sentences.ts";
import { activityLiveLine, activityTimeline } from "../traffic/timeline.ts";

export const loginReport: ReportKit<LoginObservation, LoginPicture> = {
  timeline: ({ activity }, frame) =>
    activityTimeline(activity, { rows: loginKit.nouns.row.many, failures: "failures" }, frame),
  isEmpty: ({ activity }) => activity.stretches.length === 0,
  // The date says more than the time since the log began: the hours of a month are hard to count.
  whenText: (_picture, atMs) => minuteText(atMs),
  axis: "calendar",
  startMs: ({ activity }) => activity.fromMs,
  charts: ({ activity, addresses, users }) => [
    { kind: "counts", title: "Attempts to log in", rows: "attempts", failures: "failures", activity },
    {
      kind: "names",
      title: "Addresses",
      rows: "attempts",
      failures: "failures",
      subject: "ip",
      tally: addresses,
    },
    { kind: "names", title: "Users", rows: "attempts", failures: "failures", subject: "user", tally: users },
  ],
  liveLine: () => activityLiveLine((row) => ({ atMs: row.atMs, outcome: row.outcome.kind })),
};
