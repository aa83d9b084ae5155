import { yearNote } from "../../domain/time/instant.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { AccessLine } from "./access-line.ts";
import { parseAccessLine, requestDetails } from "./access-line.ts";
import type { ImportedLine, ImportFormat, ImportReader, ImportSettings, OpenedImport } from "./format.ts";
import { endOfStatus, keptOf, msIn, requestLine } from "./format.ts";
import { createStampReader } from "./stamp.ts";
import type { ChosenUnit, TimeField } from "./time-field.ts";
import {
  amountIn,
  findTimeField,
  microsOfApache,
  namedUnit,
  secondsOfNginx,
  unitSentence,
} from "./time-field.ts";

/** nginx writes a line when a request has ended, and dates it by that. */
export const nginxFormat: ImportFormat = accessFormat({
  name: "nginx",
  summary: "nginx's combined log with $request_time behind it (seconds)",
  spelling: "decimal",
  stamps: "end",
  stampSentence: "The time in a line is that of the request's end, as nginx writes $time_local.",
});

/** Apache dates a line by the request's arrival. */
export const apacheFormat: ImportFormat = accessFormat({
  name: "apache",
  summary: "Apache's common or combined log with %D behind it (microseconds)",
  spelling: "whole",
  stamps: "start",
  stampSentence: "The time in a line is that of the request's arrival, as Apache writes %t.",
});

interface AccessDialect extends Pick<ImportFormat, "name" | "summary">, Pick<ImportReader, "stamps"> {
  readonly spelling: TimeField["spelling"];
  readonly stampSentence: string;
}

function accessFormat(dialect: AccessDialect): ImportFormat {
  return {
    name: dialect.name,
    summary: dialect.summary,
    precision: "perhaps-seconds",
    score: (lines) => {
      const parsed = parsedLines(lines);
      const field = findTimeField(parsed.map(({ fields }) => fields));
      const isOther = field.kind === "field" && field.spelling !== dialect.spelling;
      return isOther ? 0 : parsed.length / lines.length;
    },
    open: (lines, settings) => openAccess(dialect, parsedLines(lines), settings),
  };
}

function parsedLines(lines: readonly string[]): readonly AccessLine[] {
  return lines.flatMap((line) => parseAccessLine(line) ?? []);
}

function openAccess(
  { spelling, stamps, stampSentence }: AccessDialect,
  lines: readonly AccessLine[],
  settings: ImportSettings,
): OpenedImport {
  const field = findTimeField(lines.map(({ fields }) => fields));
  if (field.kind === "doubt") return field;
  const amounts = lines.flatMap(({ fields }) => amountIn(fields[field.at]) ?? []);
  const ownUnit = spelling === "decimal" ? secondsOfNginx() : microsOfApache(amounts);
  const unit = settings.unit === undefined ? ownUnit : namedUnit(settings.unit);
  if (unit.kind === "doubt") return unit;
  return {
    kind: "reader",
    reader: {
      stamps,
      assumptions: [unitSentence(unit), stampSentence],
      ...accessReader(field, unit, settings),
    },
  };
}

function accessReader(
  field: TimeField,
  { unit }: ChosenUnit,
  { keep }: ImportSettings,
): Pick<ImportReader, "read" | "zoneMs"> {
  const stamps = createStampReader();

  function read(line: string): ImportedLine {
    const parsed = parseAccessLine(line);
    if (parsed === undefined) return skipped(`${shown(line)} is no line of an access log`);
    const stampMs = stamps.read(parsed.time);
    if (stampMs === undefined) return skipped(`${shown(parsed.time)} is no time${yearNote(parsed.time)}`);
    const spelled = parsed.fields[field.at] ?? "";
    const amount = amountIn(spelled);
    if (amount === undefined) return skipped(`the response time is ${shown(spelled)}, not a number`);
    const tookMs = msIn(unit, amount);
    const details = keep.length === 0 ? undefined : keptOf(detailsOf(parsed), keep);
    return requestLine({ stampMs, tookMs, details }, endOfStatus(parsed.fields[0] ?? ""), spelled);
  }

  return { read, zoneMs: stamps.zoneMs };
}

function detailsOf({ address, request, fields }: AccessLine) {
  return { address, ...requestDetails(request), "user-agent": fields[3] ?? "" };
}
