import type { LoginFailure, LoginObservation } from "../../domain/login/observation.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";
import { formatInstant, yearNote } from "../../domain/time/instant.ts";
import type { RecordReader } from "../records/record.ts";
import { fieldText, jsonRecord } from "../records/record.ts";
import { cellsBetween, jsonRecords, logfmtRecord, mostly, tableRecords } from "../records/splitting.ts";
import type { ReadLine, SkippedLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { DateOrder, Doubt } from "../import/format.ts";
import { doubt, noSuchColumns } from "../import/format.ts";
import { createAnyStampReader, dateOrderIn } from "../import/stamp.ts";
import type { ForeignFormat, ForeignLogs } from "../source.ts";

/** An attempt as a line spells it. */
interface SpelledAttempt {
  readonly time: string;
  readonly address: string;
  readonly user: string;
  readonly isSuccess: boolean;
  readonly reason: string;
  /** How often it was made; default: once. */
  readonly times?: number;
}

/** An attempt, why a line is none, or nothing for a line that belongs there without being one. */
type AttemptReader = (line: string) => SpelledAttempt | SkippedLine | undefined;

interface LoginFormat extends Pick<ForeignFormat<LoginObservation>, "name" | "summary" | "guessed"> {
  readonly open: (sample: readonly string[]) => AttemptReader | undefined;
  /** Why `open` gave nothing. */
  readonly lacks?: (sample: readonly string[]) => Doubt | undefined;
}

const stamp = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ][\d:.,]{8,24}(?:Z|[+-]\d\d:?\d\d)?`;
const sshdLine = new RegExp(
  String.raw`^(?:<\d{1,3}>1? ?)?(${stamp}) \S{1,255} sshd(?:-session|-auth)?(?:\[\d{1,10}\]:| \d{1,10} \S{1,40} (?:-|\[[^\]]*\]))? (.*)$`,
);
const repeated = /^message repeated (\d{1,6}) times: \[ ?(.*)\]$/;
/** A name can hold blanks, and even " from ": the address is behind the last one. */
const attempt = /^(Accepted|Failed) (\S{1,40}) for (invalid user )?(.*) from (\S{1,60}) port \d{1,5}\b/;

/** Probes without a password, and steps of one attempt, are none. */
function sshdAttempt(line: string): ReturnType<AttemptReader> {
  const [, time, message = ""] = sshdLine.exec(line) ?? [];
  if (time === undefined) return skipped(`${shown(line)} is no line of sshd`);
  const [, count = "1", inner = message] = repeated.exec(message) ?? [];
  const [, result, method, invalid, user = "", address = ""] = attempt.exec(inner) ?? [];
  if (result === undefined || method === "none") return undefined;
  return {
    time,
    address,
    user,
    isSuccess: result === "Accepted",
    reason: invalid === undefined ? "wrong password" : "invalid user",
    times: Number(count),
  };
}

const keycloakEvent = /\btype="?(LOGIN|LOGIN_ERROR|[A-Z_]{3,60})"?,/;
const keycloakTime = /^(\d{4}-\d\d-\d\d[T ][\d:.,]{8,20}(?:Z|[+-]\d\d:?\d\d)?) /;

function keycloakAttempt(line: string): ReturnType<AttemptReader> {
  const record = line.startsWith("{") ? jsonRecord(line) : undefined;
  if (typeof record === "string") return skipped(record);
  const text = record === undefined ? line : fieldText(record, ["message"]);
  const time =
    record === undefined
      ? (keycloakTime.exec(line)?.[1] ?? "")
      : fieldText(record, ["timestamp", "@timestamp"]);
  const type = keycloakEvent.exec(text)?.[1];
  if (type !== "LOGIN" && type !== "LOGIN_ERROR") return undefined;
  const valueOf = (name: string): string =>
    new RegExp(`\\b${name}="?([^",]{0,200})"?`).exec(text)?.[1]?.replace(/^null$/, "") ?? "";
  return {
    time,
    address: valueOf("ipAddress"),
    user: valueOf("username") || valueOf("userId"),
    isSuccess: type === "LOGIN",
    reason: valueOf("error"),
  };
}

function oktaAttempt(line: string): ReturnType<AttemptReader> {
  const record = jsonRecord(line);
  if (typeof record === "string") return skipped(record);
  const result = fieldText(record, ["outcome.result"]);
  if (record["eventType"] !== "user.session.start" || !["SUCCESS", "FAILURE"].includes(result))
    return undefined;
  return {
    time: fieldText(record, ["published"]),
    address: fieldText(record, ["client.ipAddress"]),
    user: fieldText(record, ["actor.alternateId"]),
    isSuccess: result === "SUCCESS",
    reason: fieldText(record, ["outcome.reason"]),
  };
}

/** What a column of attempts can hold, and how programs call it. */
const usualNames = {
  at: ["at", "time", "timestamp", "@timestamp", "datetime", "date", "ts", "published", "TimeCreated"],
  ip: [
    "source_ip",
    "ip",
    "src_ip",
    "ip_address",
    "ipAddress",
    "IpAddress",
    "remote_ip",
    "client_ip",
    "address",
    "source.ip",
  ],
  user: [
    "username",
    "user",
    "user_name",
    "userName",
    "account",
    "login",
    "email",
    "TargetUserName",
    "user.name",
  ],
  success: ["outcome", "success", "result", "status", "event.outcome"],
  reason: ["failure_reason", "reason", "error"],
} as const;

type Holding = keyof typeof usualNames;
type LoginNames = Readonly<Record<Holding, readonly string[]>>;

const successWords = /^(?:true|1|yes|ok|success|successful|succeeded|accepted|allowed|granted)$/i;
const failureWords = /^(?:false|0|no|fail|failed|failure|error|denied|rejected|invalid|unauthorized)$/i;

function recordAttempt(record: JsonObject, names: LoginNames): ReturnType<AttemptReader> {
  const success = successText(record, names.success);
  const isSuccess = successWords.test(success);
  if (!isSuccess && !failureWords.test(success))
    return skipped(`${shown(success)} is neither success nor failure (true, false)`);
  return {
    time: fieldText(record, names.at),
    address: fieldText(record, names.ip),
    user: fieldText(record, names.user),
    isSuccess,
    reason: fieldText(record, names.reason),
  };
}

function successText(record: JsonObject, names: readonly string[]): string {
  const truth = names.map((name) => record[name]).find((value) => typeof value === "boolean");
  return truth === undefined ? fieldText(record, names) : String(truth);
}

/** JSON, CSV with a header, or logfmt. */
function recordsOf(sample: readonly string[]): RecordReader | undefined {
  if (mostly(sample, (line) => typeof jsonRecord(line) === "object")) return jsonRecord;
  const [header = ""] = sample;
  const separator = [",", ";", "\t"].find((one) => header.split(one).length > 2);
  if (separator !== undefined) return tableRecords(header, cellsBetween(separator));
  return mostly(sample, (line) => typeof logfmtRecord(line) === "object") ? logfmtRecord : undefined;
}

function namedReader(
  sample: readonly string[],
  names: LoginNames,
  needed: readonly Holding[],
): AttemptReader | undefined {
  const records = recordsOf(sample);
  const found = objectsIn(sample, records);
  if (records === undefined || found.length === 0 || absentIn(found, names, needed).length > 0)
    return undefined;
  return (line) => {
    const record = records(line);
    if (record === undefined) return undefined;
    return typeof record === "string" ? skipped(record) : recordAttempt(record, names);
  };
}

function objectsIn(sample: readonly string[], records = recordsOf(sample)): readonly JsonObject[] {
  return sample.map((line) => records?.(line)).filter((record) => typeof record === "object");
}

/** What no record holds. A reason may be empty, and can be missing only where a login failed. */
function absentIn(
  found: readonly JsonObject[],
  names: LoginNames,
  needed: readonly Holding[],
): readonly Holding[] {
  const failed = found.filter((record) => failureWords.test(successText(record, names.success)));
  const holds = (record: JsonObject, holding: Holding): boolean =>
    fieldText(record, names[holding]) !== "" ||
    successText(record, names[holding]) !== "" ||
    (holding === "reason" && names.reason.some((name) => Object.hasOwn(record, name)));
  return needed.filter((holding) => {
    const records = holding === "reason" ? failed : found;
    return records.length > 0 && !records.some((record) => holds(record, holding));
  });
}

const formats: readonly LoginFormat[] = [
  {
    name: "sshd",
    summary: "sshd's lines of auth.log, of a syslog with or without a year",
    guessed: "first",
    open: (sample) => (mostly(sample, (line) => sshdLine.test(line)) ? sshdAttempt : undefined),
  },
  {
    name: "keycloak",
    summary: "Keycloak's events LOGIN and LOGIN_ERROR, as text or JSON",
    guessed: "first",
    open: (sample) =>
      mostly(sample, (line) => line.includes("org.keycloak.events") && line.includes("type="))
        ? keycloakAttempt
        : undefined,
  },
  {
    name: "okta",
    summary: "Okta's events user.session.start as JSON lines",
    guessed: "first",
    open: (sample) =>
      jsonRecords((record) => "eventType" in record && "published" in record && "outcome" in record)(
        sample,
      ) && oktaAttempt,
  },
  {
    name: "logins",
    summary: "CSV or JSON with a time, an address, a user and success or failure, by their names",
    guessed: "first",
    open: (sample) => namedReader(sample, usualNames, ["at", "ip", "user", "success"]),
  },
];

/** Reads `at=when,ip=from,user=who,success=ok,reason=why`. @throws FiredrillError BAD_COLUMNS */
function parseLoginColumns(text: string): LoginNames {
  const names: Record<Holding, readonly string[]> = { at: [], ip: [], user: [], success: [], reason: [] };
  for (const pair of text.split(",")) {
    const [, holding = "", name = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (!isHolding(holding) || name === "") throw badColumns(text, pair, holding);
    names[holding] = [name];
  }
  return names;
}

function isHolding(text: string): text is Holding {
  return Object.hasOwn(usualNames, text);
}

function badColumns(text: string, pair: string, holding: string): FiredrillError {
  const known = Object.keys(usualNames);
  const nearest = nearestName(holding, known);
  const names = `A column of a log of logins holds one of ${known.join(", ")}.`;
  return new FiredrillError(
    "usage",
    "BAD_COLUMNS",
    `Invalid --columns ${shown(text)}: ${shown(pair)} is not like user=NAME.`,
    nearest === undefined ? names : `Did you mean ${nearest}? ${names}`,
  );
}

/** Logs of logins of other programs. */
export const foreignLogins: ForeignLogs<LoginObservation> = {
  formats: formats.map(foreignFormat),
  described: ({ columns }) => {
    if (columns === undefined || !/(?:^|,)\s*(?:user|success)\s*=/.test(columns)) return undefined;
    const names = parseLoginColumns(columns);
    const told = Object.keys(names)
      .filter(isHolding)
      .filter((holding) => names[holding].length > 0);
    return foreignFormat({
      name: "columns",
      summary: "as --columns says",
      guessed: "never",
      open: (sample) => namedReader(sample, names, told),
      lacks: (sample) => {
        const found = objectsIn(sample);
        const absent = absentIn(found, names, told).flatMap((holding) => names[holding]);
        const [first] = found;
        return first === undefined || absent.length === 0
          ? undefined
          : noSuchColumns(absent, Object.keys(first));
      },
    });
  },
};

function foreignFormat({
  name,
  summary,
  guessed,
  open,
  lacks,
}: LoginFormat): ForeignFormat<LoginObservation> {
  return {
    name,
    summary,
    guessed,
    precision: "perhaps-seconds",
    score: (lines) => (open(lines) === undefined ? 0 : 1),
    open: () =>
      doubt(
        "It is a log of logins, which have no response times.",
        "Use it with firedrill explore, train, score or watch.",
      ),
    openRows: (lines, { utcOffsetMs, writtenMs = unknownYearMs, dates: told }) => {
      const read = open(lines);
      if (read === undefined)
        return (
          lacks?.(lines) ??
          doubt(
            `Its first lines are not in the format ${name}, or lack a column.`,
            "Say what its columns hold with --columns at=NAME,ip=NAME,user=NAME,success=NAME.",
          )
        );
      const dates = dateOrderIn(
        lines.flatMap((line) => timeIn(read(line))),
        told,
      );
      if (typeof dates === "object") return dates;
      const times = loginTimes(utcOffsetMs, writtenMs, dates);
      return { kind: "lines", lines: { decode: attemptDecoder(read, times) } };
    },
  };
}

function timeIn(spelled: ReturnType<AttemptReader>): readonly string[] {
  return spelled === undefined || "kind" in spelled ? [] : [spelled.time];
}

function attemptDecoder(
  read: AttemptReader,
  times: (text: string) => number | undefined,
): (line: string, index: number) => ReadLine<LoginObservation> {
  return (line, index) => {
    const spelled = read(line);
    if (spelled === undefined) return { kind: "header" };
    if ("kind" in spelled) return spelled;
    const { time, address, user, isSuccess, reason, times: count = 1 } = spelled;
    const atMs = times(time);
    if (atMs === undefined) return skipped(`${shown(time)} is no time${yearNote(time)}`);
    const ip = canonicalAddress(address);
    if (ip === undefined) return skipped(`${shown(address)} is no address`);
    const outcome = isSuccess
      ? ({ kind: "success" } as const)
      : ({ kind: "failure", reason: reasonOf(reason) } as const);
    const rows = Array.from({ length: Math.min(count, mostRepeated) }, (_, at) => ({
      kind: "login" as const,
      index: index + at,
      atMs,
      ip,
      user,
      outcome,
    }));
    return { kind: "rows", rows };
  };
}

/** Where nothing says when a log was written, times without a year are of 2001. */
const unknownYearMs = 1_000_000_000_000;
const mostRepeated = 100_000;

/** A reason that is none of ours counts as a wrong password, which most are. */
function reasonOf(text: string): LoginFailure {
  if (/user.?not.?found|(?:invalid|unknown|wrong|no such).?user|0xc0000064/i.test(text))
    return "wrong_username";
  return /lock|disabled|0xc0000234/i.test(text) ? "account_locked" : "wrong_password";
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const syslogTime = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)$/;
const dayMs = 86_400_000;

/**
 * Reads any time, and those of a syslog, which name no year and no zone: the year is the last one in which the first of them
 * is not after the log was last written, and the next one begins when December is over.
 */
function loginTimes(
  utcOffsetMs: UtcOffsetMs,
  writtenMs: number,
  dates: DateOrder | undefined,
): (text: string) => number | undefined {
  const times = createAnyStampReader(dates);
  let year: number | undefined;
  let lastMs = -Infinity;

  return (text) => {
    const [, name = "", day = "", clock] = syslogTime.exec(text) ?? [];
    if (clock === undefined) return times.read(text);
    const month = String(months.indexOf(name) + 1).padStart(2, "0");
    const inYear = (one: number): number | undefined =>
      times.read(`${one}-${month}-${day.replace(" ", "0")}T${clock}Z`);
    const written = Number(formatInstant(writtenMs).slice(0, 4));
    year ??= (inYear(written) ?? 0) > writtenMs + dayMs ? written - 1 : written;
    if ((inYear(year) ?? 0) < lastMs - 180 * dayMs) year += 1;
    const wallMs = inYear(year);
    if (wallMs === undefined) return undefined;
    lastMs = wallMs;
    return wallMs - utcOffsetMs(wallMs - utcOffsetMs(wallMs));
  };
}
