import { FiredrillError } from "../../domain/error.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";
import { shown } from "../formats/text.ts";
import type { Doubt } from "../import/format.ts";
import { doubt, noSuchColumns } from "../import/format.ts";
import { combinedLayout } from "./combined.ts";
import type { RecordReader } from "../records/record.ts";
import type { FieldWords } from "./fields.ts";
import { openFields } from "./fields.ts";
import { fieldText, jsonRecord } from "../records/record.ts";
import type { OpenedLayout } from "./layout.ts";
import { openLayout } from "./layout.ts";
import type { ToldFields } from "./named-fields.ts";
import { namedFields } from "./named-fields.ts";
import type { CellSplitter } from "../records/splitting.ts";
import {
  cellsBetween,
  cellsBetweenBlanks,
  logfmtRecord,
  mostly,
  tableRecords,
} from "../records/splitting.ts";

/** What `--columns` can say a column holds, and under which name the fields of a row know it. */
const holdings = {
  at: "time",
  start: "time",
  took: "took",
  status: "status",
  ip: "address",
  address: "address",
  method: "method",
  url: "target",
  path: "target",
  query: "query",
  protocol: "protocol",
  request: "request",
  bytes: "bytes",
  agent: "agent",
  cookie: "cookie",
} as const;

function isHolding(text: string): text is keyof typeof holdings {
  return Object.hasOwn(holdings, text);
}

/**
 * Reads `took=dt,at=ts,status=c`. `at` is the time at which a request ended, `start` the one at which it began.
 * @throws FiredrillError BAD_COLUMNS
 */
export function parseColumns(text: string): ToldFields {
  let told: ToldFields = { names: {} };
  for (const pair of text.split(",")) {
    const [, holding = "", name = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === "") throw badColumns(text, `${shown(pair)} is not like took=NAME`, undefined);
    if (!isHolding(holding))
      throw badColumns(
        text,
        `${shown(holding)} is nothing that a column can hold`,
        nearestName(holding, Object.keys(holdings)),
      );
    const role = holdings[holding];
    if (role === "time") told = { ...told, time: { name, stamps: holding === "at" ? "end" : "start" } };
    else if (role === "took") told = { ...told, took: name };
    else told = { ...told, names: { ...told.names, [role]: [name] } };
  }
  return told;
}

function badColumns(text: string, why: string, nearest: string | undefined): FiredrillError {
  const known = `A column holds one of ${Object.keys(holdings).join(", ")}.`;
  return new FiredrillError(
    "usage",
    "BAD_COLUMNS",
    `Invalid --columns ${shown(text)}: ${why}.`,
    nearest === undefined ? known : `Did you mean ${nearest}? ${known}`,
  );
}

/**
 * Lines in which the user says what stands where: JSON, CSV with a header, logfmt, or anything between blanks, whose columns
 * are numbers from 1. Of an access log it is enough to say where the response time stands.
 */
export function openColumns(
  told: ToldFields,
  sample: readonly string[],
  words: FieldWords,
): OpenedLayout | Doubt {
  const { unit } = words;
  const combined = isOnlyTook(told) ? combinedLayout(sample, { unit, took: Number(told.took) }) : undefined;
  if (combined !== undefined) return "kind" in combined ? combined : openLayout(combined);
  const objectIn = readerOf(sample, namesIn(told));
  if (typeof objectIn !== "function") return objectIn;
  const objects = sample.map(objectIn).filter((line) => typeof line === "object");
  const missing = namesIn(told).filter((name) => objects.every((line) => fieldText(line, [name]) === ""));
  if (missing.length > 0) return noSuchColumns(missing, Object.keys(objects[0] ?? {}));
  const fields = namedFields(objects, unit, objectIn, told);
  if (fields?.kind === "doubt") return fields;
  if (fields === undefined)
    return doubt(
      "No column is known as the time or the status.",
      "Say which with --columns at=NAME,status=NAME.",
    );
  return openFields(fields, words, objectIn, objects);
}

function isOnlyTook({ time, took = "", names }: ToldFields): boolean {
  return time === undefined && /^\d{1,3}$/.test(took) && Object.keys(names).length === 0;
}

/** How lines are taken apart in which these names must be found. */
function readerOf(sample: readonly string[], wanted: readonly string[]): RecordReader | Doubt {
  if (sample.some((line) => line.startsWith("{"))) return jsonRecord;
  const isNumbered = wanted.every((name) => /^\d{1,3}$/.test(name));
  const isLogfmt = !isNumbered && mostly(sample, (line) => typeof logfmtRecord(line) === "object");
  return isLogfmt ? logfmtRecord : recordReader(sample[0] ?? "", wanted, isNumbered);
}

function namesIn({ time, took, names }: ToldFields): readonly string[] {
  return [time?.name ?? [], took ?? [], Object.values(names).flat()].flat();
}

const splitters: readonly CellSplitter[] = [
  ...[",", ";", "\t", "|"].map(cellsBetween),
  (line) => cellsBetweenBlanks(line),
];

/** @returns a reader of lines as records; one without a header has the numbers of its columns as names */
function recordReader(first: string, wanted: readonly string[], isNumbered: boolean): RecordReader | Doubt {
  const [best] = splitters.toSorted((one, other) => (other(first)?.length ?? 0) - (one(first)?.length ?? 0));
  const split = isNumbered
    ? best
    : splitters.find((cells) => wanted.every((name) => cells(first)?.includes(name) === true));
  const records = isNumbered || split === undefined ? undefined : tableRecords(first, split);
  if (records !== undefined) return records;
  if (split === undefined)
    return noSuchColumns(
      wanted.filter((name) => !first.includes(name)),
      best?.(first) ?? [],
    );
  return (line) => {
    const cells = split(line);
    return cells === undefined
      ? "its quotes do not match"
      : Object.fromEntries(cells.map((cell, at) => [String(at + 1), cell]));
  };
}
