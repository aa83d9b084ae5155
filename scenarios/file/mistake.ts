import { z } from "zod";
import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";

/** Keys and indexes from the root of a file to a field. */
export type FieldPath = readonly PropertyKey[];

/** A mistake in a scenario. */
export interface Mistake {
  readonly path: FieldPath;
  /** Whether the field's name or its value is wrong. Default: the value. */
  readonly at?: "name" | "value";
  readonly message: string;
}

/** A position in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake with its position; no position if it concerns the whole file. */
export interface LocatedMistake extends Mistake {
  readonly position?: Position;
}

const maxListed = 50;

/** All mistakes of one file, in order of position. */
export function badScenario(file: string, mistakes: readonly LocatedMistake[]): FiredrillError {
  const lines = mistakes
    .toSorted((a, b) => compare(a.position, b.position))
    .map((mistake) => formatMistake(file, mistake));
  const hidden = lines.length - maxListed;
  const more = hidden > 0 ? [`... and ${hidden} more`] : [];
  const list = [...lines.slice(0, maxListed), ...more].map((line) => `\n  ${line}`).join("");
  return new FiredrillError(
    "usage",
    "BAD_SCENARIO",
    `${file} has ${lines.length === 1 ? "1 mistake" : `${lines.length} mistakes`}:${list}`,
    `"firedrill lint ${file}" checks the file without running it.`,
  );
}

function compare(a: Position = { line: 0, column: 0 }, b: Position = { line: 0, column: 0 }): number {
  return a.line - b.line || a.column - b.column;
}

function formatMistake(file: string, { path, message, position }: LocatedMistake): string {
  const where = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  return path.length === 0 ? `${where} ${message}` : `${where} ${formatPath(path)}: ${message}`;
}

/** `phases[1].mode`. Keys other than plain words are quoted in brackets. */
export function formatPath(path: FieldPath): string {
  return path.map((key, depth) => formatKey(key, depth)).join("");
}

function formatKey(key: PropertyKey, depth: number): string {
  if (typeof key === "number") return `[${key}]`;
  const word = String(key);
  if (!/^[\w$][\w$-]*$/.test(word)) return `[${quoted(word)}]`;
  return depth === 0 ? word : `.${word}`;
}

/** A value for a message: on one line, shortened. */
export function quoted(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  }
  if (Array.isArray(value)) return "a list";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "a table of fields";
}

/** `"atack" is not one of ...`, with a suggestion. */
export function notOneOf(given: string, wanted: string, known: readonly string[]): string {
  const hint = didYouMean(given, known).trim();
  return `${quoted(given)} is not ${wanted}${hint === "" ? "" : `. ${hint}`}`;
}

const looseExpectation = z.object({ incident: z.string() });

/**
 * Expectations about incidents that never happen, which would hold for any detector.
 * @param kinds - of the scenario's incidents
 */
export function incidentMistakes(kinds: readonly string[], expect: readonly unknown[]): readonly Mistake[] {
  const known = [...new Set(kinds)];
  return expect.flatMap((expectation, at) => {
    const { data } = looseExpectation.safeParse(expectation);
    if (data === undefined || data.incident === "" || known.includes(data.incident)) return [];
    const list = known.length === 0 ? "it has no incidents" : `kinds: ${known.join(", ")}`;
    const wanted = `a kind of incident in this scenario (${list})`;
    return [{ path: ["expect", at, "incident"], message: notOneOf(data.incident, wanted, known) }];
  });
}
