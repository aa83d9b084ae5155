import { FiredrillError } from "../../domain/error.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";
import { splitLine } from "../formats/csv.ts";
import { shown } from "../formats/text.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt } from "../import/format.ts";
import type { ToldFields } from "./json.ts";
import { fieldsLayout, fieldText, jsonObjectIn, namedFields } from "./json.ts";
import type { OpenedLayout } from "./layout.ts";
import { openLayout } from "./layout.ts";

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

/** Lines of JSON, or of CSV with a header (else columns are numbers from 1), in which the user says what stands where. */
export function openColumns(
  told: ToldFields,
  sample: readonly string[],
  unit: TimeUnit | undefined,
): OpenedLayout | Doubt {
  const isJson = sample.some((line) => line.startsWith("{"));
  const objectIn = isJson ? jsonObjectIn : recordReader(sample[0] ?? "", namesIn(told));
  if (typeof objectIn !== "function") return objectIn;
  const objects = sample.map(objectIn).filter((line) => typeof line === "object");
  const missing = namesIn(told).filter((name) => objects.every((line) => fieldText(line, [name]) === ""));
  if (missing.length > 0) return noSuchColumns(missing, objects[0] ?? {});
  const fields = namedFields(objects, unit, told);
  if (fields?.kind === "doubt") return fields;
  if (fields === undefined)
    return doubt(
      "No column is known as the time or the status.",
      "Say which with --columns at=NAME,status=NAME.",
    );
  return openLayout(fieldsLayout(fields, unit, objectIn));
}

function namesIn({ time, took, names }: ToldFields): readonly string[] {
  return [time?.name ?? [], took ?? [], Object.values(names).flat()].flat();
}

function noSuchColumns(missing: readonly string[], first: JsonObject): Doubt {
  return doubt(
    `No line has ${missing.map(shown).join(" or ")}.`,
    `Its columns are called ${Object.keys(first).map(shown).join(", ")}.`,
  );
}

const separators = [",", ";", "\t", "|"] as const;

/** @returns a reader of lines as objects; one without a header has the numbers of its columns as names */
function recordReader(
  first: string,
  wanted: readonly string[],
): ((line: string) => JsonObject | string | undefined) | Doubt {
  const isNumbered = wanted.every((name) => /^\d{1,3}$/.test(name));
  const cut = separators
    .map(
      (separator) => (line: string) => (separator === "," ? splitLine(line) : cellsBetween(line, separator)),
    )
    .toSorted((one, other) => (other(first)?.length ?? 0) - (one(first)?.length ?? 0));
  const split = cut.find(
    (cells) => isNumbered || wanted.every((name) => cells(first)?.includes(name) === true),
  );
  const names = split?.(first);
  if (split === undefined || names === undefined)
    return noSuchColumns(
      wanted.filter((name) => !first.includes(name)),
      Object.fromEntries((cut[0]?.(first) ?? []).map((name) => [name, ""])),
    );
  return (line) => {
    if (!isNumbered && line === first) return undefined;
    const cells = split(line);
    if (cells === undefined) return "its quotes do not match";
    if (cells.length !== names.length) return `${cells.length} columns, not ${names.length}`;
    return Object.fromEntries(
      cells.map((cell, at) => [isNumbered ? String(at + 1) : (names[at] ?? ""), cell]),
    );
  };
}

/** Quotes around a cell are taken off. */
function cellsBetween(line: string, separator: string): readonly string[] {
  return line.split(separator).map((cell) => cell.replace(/^"(.*)"$/s, "$1"));
}
