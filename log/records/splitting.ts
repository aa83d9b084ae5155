import type { JsonObject } from "../../domain/text/json.ts";
import { splitLine } from "../formats/csv.ts";
import { shown } from "../formats/text.ts";
import type { RecordReader } from "./record.ts";
import { jsonRecord } from "./record.ts";

/** The cells of a line, of many of them those asked for; `undefined` when its quotes do not match. */
export type CellSplitter = (line: string, most?: number) => readonly string[] | undefined;

/** Cuts at blanks outside quotes and brackets, which are left out. */
export function cellsBetweenBlanks(line: string, most = Infinity): readonly string[] {
  const cells: string[] = [];
  for (let from = 0; from < line.length && cells.length < most;) {
    const first = line.charCodeAt(from);
    if (first === blank) {
      from += 1;
      continue;
    }
    const closed =
      first === quote ? closingQuote(line, from + 1) : first === bracket ? line.indexOf("]", from) : -1;
    // Without an end it is a word like any other.
    const end = closed < 0 ? endOfWord(line, from) : closed;
    cells.push(line.slice(closed < 0 ? from : from + 1, end));
    from = end + 1;
    if (closed < 0 && (first === quote || first === bracket)) return [...cells, ...wordsOf(line, from)];
  }
  return cells;
}

const [blank, quote, bracket, backslash] = [32, 34, 91, 92];

function endOfWord(line: string, from: number): number {
  const end = line.indexOf(" ", from);
  return end < 0 ? line.length : end;
}

function wordsOf(line: string, from: number): readonly string[] {
  return line
    .slice(from)
    .split(" ")
    .filter((word) => word !== "");
}

/** The next quote that is not escaped, or -1. */
export function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
  return -1;
}

/** Cuts at a separator, commas outside quotes only; quotes around a cell are taken off. */
export function cellsBetween(separator: string): CellSplitter {
  if (separator === ",") return splitLine;
  return (line) => line.split(separator).map((cell) => cell.replace(/^"(.*)"$/s, "$1"));
}

/** Lines whose cells stand in this order. Further cells at the end are left out, and those called `-`. @param least - of them there must be */
export function cellsNamed(names: string, split: CellSplitter, least: number): RecordReader {
  const known = names.split(" ");
  return (line) => {
    const cells = split(line, Math.max(least, known.length));
    if (cells === undefined) return "its quotes do not match";
    if (cells.length < least) return `${shown(line)} has ${cells.length} fields, fewer than ${least}`;
    return recordOf(known, cells);
  };
}

function recordOf(names: readonly string[], cells: readonly string[]): JsonObject {
  const record: Record<string, string> = {};
  for (let at = 0; at < names.length; at += 1) {
    const [name, cell] = [names[at], cells[at]];
    if (name !== undefined && name !== "-" && cell !== undefined) record[name] = cell;
  }
  return record;
}

/** A table whose first line names its columns. */
export function tableRecords(header: string, split: CellSplitter): RecordReader | undefined {
  const names = split(header);
  if (names === undefined) return undefined;
  return (line) => {
    if (line === header) return undefined;
    const cells = split(line);
    if (cells === undefined) return "its quotes do not match";
    if (cells.length !== names.length) return `${cells.length} columns, not ${names.length}`;
    return recordOf(names, cells);
  };
}

/** W3C's extended log: `#Fields:` names the columns, and again whenever they change. */
export function w3cRecords(sample: readonly string[]): RecordReader | undefined {
  const first = sample.find((line) => line.startsWith(fieldsMark));
  if (first === undefined) return undefined;
  let names = namesIn(first);
  return (line) => {
    if (line.startsWith(fieldsMark)) names = namesIn(line);
    if (line.startsWith("#")) return undefined;
    const cells = line.includes("\t") ? line.split("\t") : line.split(" ");
    if (cells.length !== names.length) return `${cells.length} columns, not ${names.length}`;
    return recordOf(names, cells);
  };
}

const fieldsMark = "#Fields:";

function namesIn(line: string): readonly string[] {
  return line.slice(fieldsMark.length).trim().split(/\s+/);
}

const leastPairs = 3;
const longestKey = 80;

/** `at=info method=GET path="/"`, with anything in front. */
export function logfmtRecord(line: string): JsonObject | string {
  const record: Record<string, string> = {};
  let [pairs, from] = [0, 0];
  for (let equals = line.indexOf("="); equals > 0;) {
    const before = line.slice(Math.max(from, equals - longestKey), equals);
    const name = before.slice(before.lastIndexOf(" ") + 1);
    const closed = line.charCodeAt(equals + 1) === quote ? closingQuote(line, equals + 2) : -1;
    const end = closed < 0 ? endOfWord(line, equals + 1) : closed;
    if (/^[\w.@-]+$/.test(name)) {
      record[name] = line.slice(closed < 0 ? equals + 1 : equals + 2, end);
      pairs += 1;
    }
    from = end + 1;
    equals = line.indexOf("=", from);
  }
  return pairs < leastPairs ? `${shown(line)} is no line of logfmt` : record;
}

/** Lines of JSON of which most have all of these fields. */
export function jsonRecords(
  isOne: (record: JsonObject) => boolean,
): (sample: readonly string[]) => RecordReader | undefined {
  return (sample) => (mostly(sample, (line) => isJsonWith(line, isOne)) ? jsonRecord : undefined);
}

function isJsonWith(line: string, isOne: (record: JsonObject) => boolean): boolean {
  const record = line.startsWith("{") ? jsonRecord(line) : "";
  return typeof record === "object" && isOne(record);
}

/** Whether at least half of the lines are so. */
export function mostly(sample: readonly string[], isSo: (line: string) => boolean): boolean {
  return sample.length > 0 && sample.filter(isSo).length * 2 >= sample.length;
}

/** Lines that look like this. */
export function linesLike(
  pattern: RegExp,
  reader: RecordReader,
): (sample: readonly string[]) => RecordReader | undefined {
  return (sample) => (mostly(sample, (line) => pattern.test(line)) ? reader : undefined);
}
