import type {
  AuditEvent,
  AuditObservation,
  CommandRun,
  FileChangeKind,
} from "../../domain/audit/observation.ts";
import { fileChanges } from "../../domain/audit/observation.ts";
import { parseWords, quoteWords } from "../../domain/audit/words.ts";
import type { Cell, Column } from "../formats/columns.ts";
import { emptyCell } from "../formats/columns.ts";
import type { ParsedLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { LogKit } from "../source.ts";
import { wazuhAlerts } from "./original.ts";

const optional = true;

const columns: readonly Column[] = [
  { name: "index", holds: "count" },
  { name: "at", holds: "instant" },
  { name: "host", holds: "text" },
  { name: "rule_id", holds: "text" },
  { name: "level", holds: "count" },
  { name: "groups", holds: "text", optional },
  { name: "event", holds: "text" },
  { name: "user", holds: "text", optional },
  { name: "user_id", holds: "text", optional },
  { name: "login_user", holds: "text", optional },
  { name: "program", holds: "text", optional },
  { name: "process_id", holds: "count", optional },
  { name: "parent_id", holds: "count", optional },
  { name: "parent", holds: "text", optional },
  { name: "directory", holds: "text", optional },
  { name: "command", holds: "text", optional },
  { name: "path", holds: "text", optional },
  { name: "noticed_by", holds: "text", optional },
  { name: "description", holds: "text", optional },
];

/** Alerts of monitored hosts. `command` and `groups` are words quoted as for a shell. */
export const auditLog: LogKit<AuditObservation> = {
  columns: { columns, cellsOf, rowOf },
  original: wazuhAlerts,
  attackList: undefined,
};

function cellsOf({ index, atMs, host, ruleId, level, groups, event }: AuditObservation): readonly Cell[] {
  const head = [index, atMs, host, ruleId, level, groups.length === 0 ? undefined : quoteWords(groups)];
  switch (event.kind) {
    case "command":
      return [
        ...head,
        event.kind,
        ...actorCells(event),
        undefined,
        event.directory,
        quoteWords(event.words),
        undefined,
        undefined,
        undefined,
      ];
    case "file":
      return [
        ...head,
        event.change,
        ...actorCells(event),
        event.parent,
        undefined,
        undefined,
        event.path,
        event.noticedBy,
        undefined,
      ];
    case "other":
      return [...head, event.kind, ...Array.from({ length: 11 }, () => undefined), event.description];
  }
}

type Actor = Omit<CommandRun, "kind" | "words" | "directory">;

function actorCells({ user, userId, loginUser, program, processId, parentId }: Actor): readonly Cell[] {
  return [user, userId, loginUser, program, processId, parentId];
}

function rowOf(cells: readonly Cell[]): ParsedLine<AuditObservation> {
  const [index, atMs, host, ruleId, level, groupCell] = cells;
  if (typeof index !== "number") return emptyCell("index");
  if (typeof atMs !== "number") return emptyCell("at");
  if (typeof host !== "string") return emptyCell("host");
  if (typeof ruleId !== "string") return emptyCell("rule_id");
  if (typeof level !== "number") return emptyCell("level");
  const groups = parseWords(String(groupCell ?? ""));
  if (groups === undefined) return badQuotes("groups", groupCell);
  const event = eventOf(cells.slice(6));
  if (event.kind === "skipped") return event;
  return { kind: "row", row: { kind: "audit", index, atMs, host, ruleId, level, groups, event } };
}

function eventOf(cells: readonly Cell[]): AuditEvent | SkippedLine {
  const [event, user, userId, loginUser, program, processId, parentId, parent, directory] = cells;
  const [command, path, noticedBy, description] = cells.slice(9);
  const actor = {
    ...text("user", user),
    ...text("userId", userId),
    ...text("loginUser", loginUser),
    ...text("program", program),
    ...count("processId", processId),
    ...count("parentId", parentId),
  };
  if (event === "command") {
    const words = parseWords(String(command ?? ""));
    if (words === undefined) return badQuotes("command", command);
    if (words.length === 0) return emptyCell("command");
    return { kind: event, ...actor, ...text("directory", directory), words };
  }
  if (event === "other") return { kind: event, description: String(description ?? "") };
  if (!isFileChange(event))
    return skipped(`event is ${shown(String(event ?? ""))}, not command, ${fileChanges.join(", ")} or other`);
  if (typeof path !== "string") return emptyCell("path");
  return {
    kind: "file",
    change: event,
    ...actor,
    ...text("parent", parent),
    path,
    noticedBy: String(noticedBy ?? ""),
  };
}

function isFileChange(event: Cell): event is FileChangeKind {
  return fileChanges.some((change) => change === event);
}

function badQuotes(name: string, cell: Cell): SkippedLine {
  return skipped(`${name} is ${shown(String(cell ?? ""))}, not quoted as a shell reads it`);
}

function text<Name extends string>(name: Name, cell: Cell): { readonly [N in Name]?: string };
function text(name: string, cell: Cell): { readonly [name: string]: string } {
  return typeof cell === "string" ? { [name]: cell } : {};
}

function count<Name extends string>(name: Name, cell: Cell): { readonly [N in Name]?: number };
function count(name: string, cell: Cell): { readonly [name: string]: number } {
  return typeof cell === "number" ? { [name]: cell } : {};
}
