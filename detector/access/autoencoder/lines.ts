import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Sparse } from "../../neural/layers.ts";

/** The fields of a line that are reconstructed, in the original's order. */
export const fieldNames = ["status", "bytes", "time", "method", "url"] as const;

export type FieldName = (typeof fieldNames)[number];

/** Where the usual numbers of a field lie, on the axis of `ln(1 + value)`. */
export interface Scaling {
  readonly center: number;
  /** From the lower to the upper end. */
  readonly range: number;
}

/** What is known of lines. A category that is not in its list counts as unseen. */
export interface Vocabulary {
  readonly statuses: readonly string[];
  readonly methods: readonly string[];
  /** Parts of URLs. */
  readonly tokens: readonly string[];
  readonly bytes: Scaling;
  /** In milliseconds. */
  readonly time: Scaling;
}

const mostStatuses = 24;
const mostMethods = 12;
const mostTokens = 300;
/** What was seen only once counts as unseen, so that it can be learned how usual it is to see something new. */
const fewestSeen = 2;

/** Learns the vocabulary of lines. */
export function vocabularyOf(rows: readonly AccessObservation[]): Vocabulary {
  const [statuses, methods] = [new Map<string, number>(), new Map<string, number>()];
  const tokens = new Map<string, number>();
  for (const { status, method, path, query } of rows) {
    count(statuses, String(status));
    count(methods, method);
    for (const token of urlTokens(path, query)) count(tokens, token);
  }
  return {
    statuses: frequent(statuses, mostStatuses),
    methods: frequent(methods, mostMethods),
    tokens: frequent(tokens, mostTokens),
    bytes: scalingOf(rows.map(({ bytes }) => bytes)),
    time: scalingOf(rows.flatMap(({ responseMs = 0 }) => responseMs)),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The most frequent first; names decide between equal counts. */
function frequent(counts: ReadonlyMap<string, number>, most: number): readonly string[] {
  return [...counts]
    .filter(([, times]) => times >= fewestSeen)
    .toSorted(([oneName, one], [otherName, other]) => other - one || (oneName < otherName ? -1 : 1))
    .slice(0, most)
    .map(([name]) => name);
}

/** Ends of the usual numbers, as shares of those above 0. */
const [lowerEnd, upperEnd] = [0.02, 0.98];
/** The least range: a factor of about 2.7. */
const leastRange = 1;

function scalingOf(values: readonly number[]): Scaling {
  const logs = Float64Array.from(
    values.filter((value) => value > 0),
    Math.log1p,
  ).sort();
  const end = (share: number): number => logs[Math.round(share * (logs.length - 1))] ?? 0;
  const [low, high] = [end(lowerEnd), end(upperEnd)];
  return { center: rounded((low + high) / 2), range: rounded(Math.max(leastRange, high - low)) };
}

/** To six digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

const mostTokensInLine = 48;
const longestScanned = 1024;
const longestPath = 120;
const longestWord = 20;
const deepest = 8;

/**
 * The tokens of a URL, each once: its path as a whole, its depth and length, and its words, numbers and signs, of which
 * those of the query are others than those of the path. At most 48, from the first 1,024 characters of each part.
 */
function urlTokens(path: string, query: string): ReadonlySet<string> {
  const tokens = new Set<string>();
  tokens.add(`path ${path.slice(0, longestPath)}`);
  tokens.add(`depth ${depthOf(path)}`);
  tokens.add(`length ${32 - Math.clz32(path.length + query.length)}`);
  addParts(tokens, "/", path);
  addParts(tokens, "?", query);
  return tokens;
}

function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf("/"); at >= 0 && depth < deepest; at = path.indexOf("/", at + 1)) depth += 1;
  return depth;
}

const part = /[a-z][a-z0-9]*|[0-9][a-z0-9]*|%[0-9a-f]{2}|[^a-z0-9]/giu;

/** @param kind - `/` for the path, `?` for the query */
function addParts(tokens: Set<string>, kind: string, text: string): void {
  if (text !== "") tokens.add(kind);
  for (const [found] of text.slice(0, longestScanned).matchAll(part)) {
    if (tokens.size >= mostTokensInLine) return;
    tokens.add(kind + (found.length === 3 && found.startsWith("%") ? unescaped(found) : wordOf(found)));
  }
}

function unescaped(found: string): string {
  const code = Number.parseInt(found.slice(1), 16);
  return code < 0x20 || code > 0x7e ? "%" : wordOf(String.fromCharCode(code));
}

function wordOf(found: string): string {
  return /^[0-9]+$/.test(found) ? "0" : found.slice(0, longestWord + 1).toLowerCase();
}

/** Kinds of tokens that are not in the vocabulary: paths, and words, mixtures, long words and signs of both parts. */
const unseenTokens = [
  "path",
  "/word",
  "/mixed",
  "/long",
  "/sign",
  "?word",
  "?mixed",
  "?long",
  "?sign",
] as const;

/** The kind of a token that is not in the vocabulary, as its place among them. */
function unseenPlace(token: string): number {
  if (token.startsWith("path ")) return 0;
  const word = token.slice(1);
  const kind = /^[a-z]+$/.test(word) ? 1 : /^[a-z0-9]+$/.test(word) ? 2 : 4;
  return (token.startsWith("?") ? 4 : 0) + (word.length > longestWord ? 3 : kind);
}

/** Each number has so many steps with places of their own in the input, from the lowest to the highest. */
const steps = 32;
const stepsPerUnit = 3;
/** Numbers count in units from the center; so many are a range. */
export const unitsPerRange = 6;
/** Further out, numbers count as this far, so that one cannot blind the network for the other fields. */
const farthestUnits = 12;

type Range = readonly [from: number, until: number];

/** Where fields stand in the network's input and output. */
export class Layout {
  readonly vocabulary: Vocabulary;
  readonly inputs: number;
  readonly outputs: number;
  /** First and last output (exclusive) of each field. In the input the fields have the same places. */
  readonly fields: Readonly<Record<FieldName, Range>>;
  private readonly statuses: ReadonlyMap<string, number>;
  private readonly methods: ReadonlyMap<string, number>;
  private readonly tokens: ReadonlyMap<string, number>;
  /** Of recent URLs. */
  private readonly known = new Map<string, UrlPlaces>();

  constructor(vocabulary: Vocabulary) {
    const { statuses, methods, tokens } = vocabulary;
    const bytes = statuses.length + 1;
    const url = bytes + 2 + methods.length + 1;
    this.vocabulary = vocabulary;
    this.outputs = url + unseenTokens.length + tokens.length;
    this.inputs = this.outputs + 2 * steps;
    this.fields = {
      status: [0, bytes],
      bytes: [bytes, bytes + 1],
      time: [bytes + 1, bytes + 2],
      method: [bytes + 2, url],
      url: [url, this.outputs],
    };
    this.statuses = placesOf(statuses, 1);
    this.methods = placesOf(methods, bytes + 3);
    this.tokens = placesOf(tokens, url + unseenTokens.length);
  }

  statusPlace(status: number): number {
    return this.statuses.get(String(status)) ?? this.fields.status[0];
  }

  methodPlace(method: string): number {
    return this.methods.get(method) ?? this.fields.method[0];
  }

  urlPlaces(path: string, query: string): UrlPlaces {
    const url = query === "" ? path : `${path}?${query}`;
    const known = this.known.get(url);
    if (known !== undefined) return known;
    const unseen = [...urlTokens(path, query)].map((token) => this.fields.url[0] + unseenPlace(token));
    const seen = [...urlTokens(path, query)].map((token, at) => this.tokens.get(token) ?? unseen[at] ?? 0);
    const places = { seen: Uint16Array.from(seen), unseen: Uint16Array.from(unseen) };
    if (this.known.size >= mostKnown) this.known.clear();
    if (url.length <= longestKnown) this.known.set(url, places);
    return places;
  }

  /** The place of a number's step. @param field - 0 for bytes, 1 for the time */
  stepPlace(field: number, units: number): number {
    const step = Math.round(units * stepsPerUnit) + steps / 2;
    return this.outputs + field * steps + Math.min(steps - 1, Math.max(0, step));
  }

  /** True for a word or a path, which can be new without being strange; false for a sign. */
  isWord(unseen: number): boolean {
    const kind = unseenTokens[unseen - this.fields.url[0]] ?? "";
    return !kind.endsWith("sign");
  }
}

const mostKnown = 4096;
const longestKnown = 512;

/** Places of a URL's tokens. */
interface UrlPlaces {
  readonly seen: Uint16Array;
  /** What they would be if they were not in the vocabulary. */
  readonly unseen: Uint16Array;
}

function placesOf(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, first + at]));
}

const nowhere: Range = [0, 0];

/** A line as the network takes it. Can read another line. */
export class Line implements Sparse {
  readonly places = new Uint16Array(6 + mostTokensInLine);
  readonly values = new Float64Array(6 + mostTokensInLine);
  length = 0;
  /** First and last entry (exclusive) of each field, in this order; empty for a time that the line does not tell. */
  readonly ranges: Record<FieldName, Range> = {
    url: nowhere,
    method: nowhere,
    status: nowhere,
    bytes: nowhere,
    time: nowhere,
  };
  /** In units from the center. */
  bytes = 0;
  /** In units from the center; 0 where the line does not tell. */
  time = 0;

  read({ status, method, bytes, responseMs, path, query }: AccessObservation, layout: Layout): this {
    const { vocabulary, fields } = layout;
    const { seen } = layout.urlPlaces(path, query);
    this.length = 0;
    for (let at = 0; at < seen.length; at += 1) this.put(seen[at] ?? 0, 1);
    const from = this.length;
    this.put(layout.methodPlace(method), 1);
    this.put(layout.statusPlace(status), 1);
    this.bytes = unitsOf(bytes, vocabulary.bytes);
    this.put(fields.bytes[0], this.bytes / 2);
    this.put(layout.stepPlace(0, this.bytes), 1);
    this.time = responseMs === undefined ? 0 : unitsOf(responseMs, vocabulary.time);
    if (responseMs !== undefined) {
      this.put(fields.time[0], this.time / 2);
      this.put(layout.stepPlace(1, this.time), 1);
    }
    this.ranges.url = [0, from];
    this.ranges.method = [from, from + 1];
    this.ranges.status = [from + 1, from + 2];
    this.ranges.bytes = [from + 2, from + 4];
    this.ranges.time = [from + 4, this.length];
    return this;
  }

  private put(place: number, value: number): void {
    this.places[this.length] = place;
    this.values[this.length] = value;
    this.length += 1;
  }
}

/** A number in units from its center. */
function unitsOf(value: number, { center, range }: Scaling): number {
  const units = ((Math.log1p(Math.max(0, value)) - center) / range) * unitsPerRange;
  return Math.min(farthestUnits, Math.max(-farthestUnits, units));
}
