import type { AccessObservation } from "../../../domain/access/observation.ts";

/** What a request's answer is compared with. */
export interface Asked {
  readonly method: string;
  /** At most 200 characters. */
  readonly path: string;
  /** The path with numbers and long hexadecimal names replaced: `/orders/#`. */
  readonly route: string;
  /** The extension of the last name, such as `.php`; empty when there is none. */
  readonly extension: string;
  /** Everything before the last name: `/products/`. */
  readonly folder: string;
}

/** Longer paths are told apart by their beginning. */
const longestPath = 200;

const numbers = /(?=[a-f-]*\d)[\da-f-]{8,}|\d+/gi;

export function askedOf({ method, path }: Pick<AccessObservation, "method" | "path">): Asked {
  const start = path.length > longestPath ? path.slice(0, longestPath) : path;
  const slash = start.lastIndexOf("/");
  const dot = start.lastIndexOf(".");
  return {
    method: method.length > 20 ? method.slice(0, 20) : method,
    path: start,
    route: start.replace(numbers, "#"),
    extension: dot > slash ? start.slice(dot, dot + 10).toLowerCase() : "",
    folder: start.slice(0, slash + 1),
  };
}

/** Longer queries are judged by their beginning and their length. */
const longestQuery = 2000;

/** A query as it is judged. */
export interface Query {
  /** Names of the parameters, sorted: `page q`. */
  readonly names: string;
  /** Each kind of character that occurs: `a` for letters, `0` for digits, others as they are, once decoded. */
  readonly characters: ReadonlySet<string>;
}

const encoded = /%([\da-f]{2})|\+/gi;

const noQuery: Query = { names: "", characters: new Set() };

export function queryOf(text: string): Query {
  if (text === "") return noQuery;
  const start = text.length > longestQuery ? text.slice(0, longestQuery) : text;
  const names = start
    .split("&")
    .map((pair) => pair.split("=", 1)[0] ?? "")
    .toSorted()
    .join(" ");
  // Between pairs and after the name, & and = separate; anywhere else they are a value's characters.
  const values = start.split("&").map((pair) => pair.slice(pair.indexOf("=") + 1));
  const characters = new Set<string>();
  for (const value of values)
    for (const character of value.replace(encoded, decoded)) characters.add(kindOf(character));
  return { names: names.slice(0, longestPath), characters };
}

function decoded(_: string, hex: string | undefined): string {
  return hex === undefined ? " " : String.fromCharCode(Number.parseInt(hex, 16));
}

function kindOf(character: string): string {
  if (/[a-z]/i.test(character)) return "a";
  if (/\d/.test(character)) return "0";
  return character < " " || character > "~" ? "other" : character;
}
