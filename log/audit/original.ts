import { hostNamed, userIdOf } from "../../domain/audit/hosts.ts";
import type {
  AuditEvent,
  AuditObservation,
  CommandRun,
  FileChange,
  FileChangeKind,
} from "../../domain/audit/observation.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import type { LineFormat, ParsedLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { byteOrderMark, spelledJson } from "../formats/text.ts";
import { readFullLog, untrusted } from "./full-log.ts";

/** Arguments that Wazuh's decoder keeps as fields; the others are only in `full_log`. */
const keptWords = 8;
const changeOfRule: Readonly<Record<string, FileChangeKind>> = {
  550: "modified",
  553: "deleted",
  554: "added",
};

/**
 * Wazuh's `alerts.json`: one alert per line. Its instants have milliseconds, and it writes no index: rows are counted.
 * Alerts of rules that tell neither a command nor a file are rows of the kind `other`. Fields that no row has are passed
 * over.
 */
export function wazuhAlerts(): LineFormat<AuditObservation> {
  return {
    header: "",
    recognises: (line) =>
      (line.startsWith("{") || line.startsWith(`${byteOrderMark}{`)) &&
      ['"timestamp"', '"rule"', '"agent"'].every((field) => line.includes(field)),
    encode: (row) => `${JSON.stringify(alertOf(row))}\n`,
    decode,
  };
}

function decode(line: string, index: number): ParsedLine<AuditObservation> {
  if (line === "") return skipped("the line is empty");
  const alert = parseJson(line.startsWith(byteOrderMark) ? line.slice(1) : line);
  if (!isJsonObject(alert)) return skipped("it is no JSON object");
  const { timestamp, rule, agent } = alert;
  const atMs = typeof timestamp === "string" ? instantOf(timestamp) : undefined;
  if (atMs === undefined)
    return skipped(
      `timestamp is ${spelledJson(timestamp)}, not like 2024-09-12T00:00:00.000+0000${yearNote(String(timestamp))}`,
    );
  if (!isJsonObject(rule)) return skipped(`rule is ${spelledJson(rule)}, not an object`);
  if (!isJsonObject(agent)) return skipped(`agent is ${spelledJson(agent)}, not an object`);
  const ruleId = textIn(rule, "id");
  if (ruleId === undefined) return skipped(`rule.id is ${spelledJson(rule["id"])}, not a text`);
  const level = wholeIn(rule, "level");
  if (level === undefined) return skipped(`rule.level is ${spelledJson(rule["level"])}, not a whole number`);
  const host = textIn(agent, "name");
  if (host === undefined) return skipped(`agent.name is ${spelledJson(agent["name"])}, not a text`);
  const given = rule["groups"];
  const groups = Array.isArray(given) ? given.filter((group) => typeof group === "string") : [];
  const event = eventIn(alert, ruleId, rule);
  if (event.kind === "skipped") return event;
  return { kind: "row", row: { kind: "audit", index, atMs, host, ruleId, level, groups, event } };
}

function instantOf(text: string): number | undefined {
  const [, instant, sign, hours, minutes] = /^([^+Z]+?)(?:Z|([+-])(\d\d):?(\d\d))$/.exec(text) ?? [];
  const atMs = instant === undefined ? undefined : parseGivenInstant(`${instant}Z`);
  if (atMs === undefined || sign === undefined) return atMs;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "+" ? atMs - offsetMs : atMs + offsetMs;
}

function eventIn(alert: JsonObject, ruleId: string, rule: JsonObject): AuditEvent | SkippedLine {
  const audit = tableIn(tableIn(alert, "data"), "audit");
  if (ruleId === "80792" || isJsonObject(audit["execve"]))
    return commandIn(audit, textIn(alert, "full_log") ?? "");
  if (isJsonObject(alert["syscheck"]) || changeOfRule[ruleId] !== undefined)
    return fileIn(tableIn(alert, "syscheck"), ruleId);
  return { kind: "other", description: textIn(rule, "description") ?? "" };
}

function commandIn(audit: JsonObject, fullLog: string): CommandRun | SkippedLine {
  const raw = readFullLog(fullLog);
  const words = commandWords(tableIn(audit, "execve"), raw.words);
  const program = textIn(audit, "exe");
  const known = words.length === 0 && program !== undefined ? [program] : words;
  if (known.length === 0)
    return skipped(`data.audit.execve is ${spelledJson(audit["execve"])}, not a command line`);
  const userId = textIn(audit, "uid");
  // Names come from the raw line alone. One that contradicts the fields was tampered with.
  const isSound =
    (program === undefined ||
      raw.fields.get("exe") === program ||
      raw.fields.get("exe") === bareHex(program)) &&
    raw.fields.get("uid") === userId &&
    (raw.fields.get("UID") !== "root" || userId === "0");
  const names = isSound ? raw.fields : new Map<string, string>();
  return {
    kind: "command",
    ...given("user", nameOf(names.get("UID")) ?? userId),
    ...given("userId", userId),
    ...given("loginUser", nameOf(names.get("AUID")) ?? loginId(textIn(audit, "auid"))),
    ...given("program", program),
    ...given("processId", wholeIn(audit, "pid")),
    ...given("parentId", wholeIn(audit, "ppid")),
    words: known,
    ...given("directory", textIn(audit, "cwd")),
  };
}

/** The fields, and the arguments of the raw line behind the eighth if the first eight agree. */
function commandWords(fields: JsonObject, raw: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (let word = fields["a0"]; typeof word === "string"; word = fields[`a${words.length}`]) words.push(word);
  return raw.length > words.length && words.every((word, place) => word === raw[place]) ? raw : words;
}

function bareHex(program: string): string {
  const spelled = untrusted(program);
  return spelled.startsWith('"') ? program : spelled;
}

function nameOf(name: string | undefined): string | undefined {
  return name !== undefined && /^[\w.-]+\$?$/.test(name) && name !== "unset" && name !== "unknown"
    ? name
    : undefined;
}

/** `undefined` for nobody: auid is -1. */
function loginId(auid: string | undefined): string | undefined {
  return auid === "4294967295" || auid === "-1" ? undefined : auid;
}

function fileIn(syscheck: JsonObject, ruleId: string): FileChange | SkippedLine {
  const path = textIn(syscheck, "path");
  if (path === undefined) return skipped(`syscheck.path is ${spelledJson(syscheck["path"])}, not a text`);
  const change = changeIn(syscheck["event"]) ?? changeOfRule[ruleId];
  if (change === undefined)
    return skipped(`syscheck.event is ${spelledJson(syscheck["event"])}, not added, modified or deleted`);
  const audit = tableIn(syscheck, "audit");
  const user = tableIn(audit, "effective_user");
  const process = tableIn(audit, "process");
  return {
    kind: "file",
    change,
    ...given("user", textIn(user, "name") ?? textIn(syscheck, "uname_after")),
    ...given("userId", textIn(user, "id") ?? textIn(syscheck, "uid_after")),
    ...given("loginUser", textIn(tableIn(audit, "login_user"), "name")),
    ...given("program", textIn(process, "name")),
    ...given("processId", wholeIn(process, "id")),
    ...given("parentId", wholeIn(process, "ppid")),
    path,
    noticedBy: textIn(syscheck, "mode") ?? "",
    ...given("parent", textIn(process, "parent_name")),
  };
}

function changeIn(event: unknown): FileChangeKind | undefined {
  return event === "added" || event === "modified" || event === "deleted" ? event : undefined;
}

function tableIn(table: JsonObject, name: string): JsonObject {
  const value = table[name];
  return isJsonObject(value) ? value : {};
}

/** A text that is not empty, or a number as text. */
function textIn(table: JsonObject, name: string): string | undefined {
  const value = table[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function wholeIn(table: JsonObject, name: string): number | undefined {
  const text = textIn(table, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value };
function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function alertOf({ index, atMs, host, ruleId, level, groups, event }: AuditObservation): object {
  const at = formatInstant(atMs);
  const place = String(hostNumber(host)).padStart(3, "0");
  const { description, ...content } = contentOf(event, atMs, index);
  return {
    timestamp: `${at.slice(0, 23)}+0000`,
    rule: { level, description, id: ruleId, firedtimes: 1, mail: false, groups },
    agent: { id: place, name: host, ip: hostNamed(host)?.address ?? "any" },
    manager: { name: "wazuh" },
    id: `${Math.floor(atMs / 1000)}.${index}`,
    ...content,
  };
}

function hostNumber(host: string): number {
  return Number(hostNamed(host)?.address.split(".").at(-1) ?? 0);
}

/** What is in an alert besides what all have. `description` belongs to its rule. */
interface AlertParts {
  readonly description: string;
  readonly [field: string]: unknown;
}

function contentOf(event: AuditEvent, atMs: number, index: number): AlertParts {
  switch (event.kind) {
    case "command":
      return commandAlert(
        event,
        `${(Math.floor(atMs) / 1000).toFixed(3)}:${index + 1000}`,
        String(index + 1000),
      );
    case "file":
      return fileAlert(event, formatInstant(atMs).slice(0, 19));
    case "other":
      return { description: event.description };
  }
}

function commandAlert(event: CommandRun, stamp: string, id: string): AlertParts {
  const { words, user, userId = "", loginUser, program = "", processId, parentId, directory = "" } = event;
  const auid = loginUser === undefined ? "4294967295" : idOf(loginUser);
  const command = program.slice(program.lastIndexOf("/") + 1).slice(0, 15);
  const names =
    user === undefined || user === userId
      ? ""
      : `ARCH=x86_64 SYSCALL=execve AUID="${loginUser ?? "unset"}" UID="${user}" EUID="${user}"`;
  const argv = words.map((word, place) => `a${place}=${untrusted(word)}`).join(" ");
  return {
    description: `Audit: Command: ${program}.`,
    full_log:
      `type=SYSCALL msg=audit(${stamp}): arch=c000003e syscall=59 success=yes exit=0 items=2 ` +
      `ppid=${parentId ?? 0} pid=${processId ?? 0} auid=${auid} uid=${userId} gid=${userId} euid=${userId} tty=pts0 ses=1 ` +
      `comm=${untrusted(command)} exe=${untrusted(program)} key="audit-wazuh-c"${names} ` +
      `type=EXECVE msg=audit(${stamp}): argc=${words.length} ${argv} ` +
      `type=CWD msg=audit(${stamp}): cwd=${untrusted(directory)}`,
    decoder: { parent: "auditd", name: "auditd" },
    data: {
      audit: {
        type: "SYSCALL",
        id,
        arch: "c000003e",
        syscall: "59",
        success: "yes",
        exit: "0",
        ppid: numberText(parentId),
        pid: numberText(processId),
        auid,
        uid: userId,
        gid: userId,
        euid: userId,
        tty: "pts0",
        session: "1",
        command,
        exe: program,
        key: "audit-wazuh-c",
        execve: Object.fromEntries(words.slice(0, keptWords).map((word, place) => [`a${place}`, word])),
        cwd: directory,
      },
    },
    location: "/var/log/audit/audit.log",
  };
}

function idOf(user: string): string {
  return /^\d+$/.test(user) ? user : userIdOf(user);
}

const fileWords = {
  added: "File added to the system.",
  modified: "Integrity checksum changed.",
  deleted: "File deleted.",
} as const;

function fileAlert(event: FileChange, second: string): AlertParts {
  const { change, path, user, userId, loginUser, program, parent, processId, parentId, noticedBy } = event;
  const audit = {
    user: { id: userId, name: user },
    process: { id: numberText(processId), name: program, parent_name: parent, ppid: numberText(parentId) },
    ...(loginUser === undefined ? {} : { login_user: { id: idOf(loginUser), name: loginUser } }),
    effective_user: { id: userId, name: user },
  };
  return {
    description: fileWords[change],
    full_log: `File '${path}' ${change}\nMode: ${noticedBy}\n`,
    syscheck: {
      path,
      mode: noticedBy,
      size_after: "423",
      perm_after: "rw-r--r--",
      uid_after: userId,
      gid_after: userId,
      uname_after: user,
      gname_after: user,
      mtime_after: second,
      event: change,
      ...(change === "modified" ? { changed_attributes: ["size", "mtime"] } : {}),
      ...(noticedBy === "whodata" ? { audit } : {}),
    },
    decoder: { name: `syscheck_${change === "modified" ? "integrity_changed" : change}` },
    location: "syscheck",
  };
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
