import type { AuditObservation } from "../../../../domain/audit/observation.ts";
import type { Truth } from "../../../../domain/truth.ts";
import { exploreLimits, explorationCollector } from "../../../../harness/audit/explore/collector.ts";
import type { Exploration } from "../../../../report/audit/explore/exploration.ts";

export const startMs = Date.parse("2024-09-16T00:00:00Z");

interface Given {
  readonly atHour?: number;
  readonly host?: string;
  readonly user?: string | undefined;
}

function rowOf(event: AuditObservation["event"], { atHour = 0, host = "web-1" }: Given): AuditObservation {
  const ruleId = event.kind === "command" ? "80792" : "550";
  return {
    kind: "audit",
    index: 0,
    atMs: startMs + atHour * 3_600_000,
    host,
    ruleId,
    level: 3,
    groups: [],
    event,
  };
}

function userIn(given: Given): { readonly user?: string } {
  const user = "user" in given ? given.user : "anna";
  return user === undefined ? {} : { user };
}

/** A command line, with blanks between its words. */
export function ran(line: string, given: Given = {}): AuditObservation {
  return rowOf({ kind: "command", ...userIn(given), words: line.split(" ") }, given);
}

export function changed(path: string, given: Given = {}): AuditObservation {
  return rowOf({ kind: "file", change: "modified", ...userIn(given), path, noticedBy: "whodata" }, given);
}

export function other(given: Given = {}): AuditObservation {
  return rowOf({ kind: "other", description: "sshd: authentication failed." }, given);
}

/** The exploration of at least one row. @param truthOf - without it the truth is unknown */
export function explored(
  rows: readonly AuditObservation[],
  limits: Partial<typeof exploreLimits> = {},
  truthOf?: (row: AuditObservation) => Truth,
): Exploration {
  const collector = explorationCollector({ ...exploreLimits, ...limits });
  for (const row of rows) collector.add(row, truthOf?.(row));
  const exploration = collector.finish();
  if (exploration === undefined) throw new RangeError("no rows");
  return exploration;
}
