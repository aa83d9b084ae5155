import { auditSubjects } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import { subjectOf } from "../../domain/subject.ts";
import { threshold } from "../series/threshold.ts";
import type { DetectorKit, TextKit } from "../source.ts";
import { auditGuard } from "./guard.ts";

/** Commands by their arguments, and files by the words of their path, without digits and what looks like a hash. */
const auditTexts: TextKit<AuditObservation> = {
  textOf: ({ event, level }) => {
    switch (event.kind) {
      case "command":
        return { kind: "command", line: event.words.join(" "), ...actorOf(event) };
      case "file":
        return level === 0
          ? undefined
          : { kind: "file", line: event.path, path: event.path, ...actorOf(event) };
      case "other":
        return undefined;
    }
  },
  kinds: {
    command: (line) => line,
    file: (path) =>
      path
        .replaceAll(/[a-f0-9]{7,40}/g, "")
        .replaceAll(/\p{Nd}/gu, "")
        .replaceAll(/[._/-]/g, " "),
  },
  aboutOf: (row) => {
    const { user, host, command, path } = auditSubjects(row);
    const who = `${user ?? "an unknown user"} on ${host}`;
    if (command !== undefined) return { subject: subjectOf("command", command), who };
    return { subject: path === undefined ? subjectOf("host", host) : subjectOf("path", path), who };
  },
};

function actorOf({ user, userId }: { readonly user?: string; readonly userId?: string }) {
  return { ...(user === undefined ? {} : { user }), ...(userId === undefined ? {} : { userId }) };
}

export const auditDetectors: DetectorKit<AuditObservation> = {
  detectors: [auditGuard],
  // audit-guard needs a model, which a log alone does not bring.
  guard: threshold,
  texts: auditTexts,
  metrics: undefined,
  exported: [],
};
