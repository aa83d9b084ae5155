import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { StoredLevel } from "./rarity.ts";
import { Rarity } from "./rarity.ts";
import type { StoredMagnitudes } from "./magnitudes.ts";
import { Magnitudes, MagnitudesLearner } from "./magnitudes.ts";
import type { Asked, Query } from "./request.ts";
import { askedOf, queryOf } from "./request.ts";

/** What of a line is unusual. */
export type Field =
  "status" | "method" | "protocol" | "bytes" | "time" | "parameters" | "characters" | "query";

/** The most unusual field of a line. */
export interface Surprise {
  readonly field: Field;
  /** `-ln` of the probability of something at least as unusual there. */
  readonly nats: number;
}

/** What is usual on the site, as a model file stores it. */
export interface StoredAnswers {
  /** Statuses by route and by path, whatever the method. */
  readonly pages: readonly StoredLevel[];
  readonly statuses: readonly StoredLevel[];
  readonly methods: readonly StoredLevel[];
  readonly protocols: readonly StoredLevel[];
  readonly parameters: readonly StoredLevel[];
  /** Number of queries of answered requests, */
  readonly queries: number;
  /** and in how many of them each kind of character occurs. */
  readonly characters: readonly (readonly [string, number])[];
  readonly bytes: StoredMagnitudes;
  /** Absent when the log has no times. */
  readonly time?: StoredMagnitudes;
  readonly query: StoredMagnitudes;
}

/** How many symbols are conceivable. */
const conceivable = { status: 60, method: 40, protocol: 10, parameters: 1000 } as const;

export const depth = {
  pages: 2,
  statuses: 6,
  methods: 2,
  protocols: 1,
  parameters: 2,
  bytes: 4,
  time: 4,
  query: 2,
} as const;

/** The profile of a path that was never asked for. */
const unknownPath = "new";

/** A request that the site served. */
function isAnswered({ status }: Pick<AccessObservation, "status">): boolean {
  return status < 400;
}

/** Without a byte or a moment a logarithm has no value; differences below these are no news either. */
const [leastBytes, leastMs] = [16, 0.5];

/**
 * What the site usually answers. A request alone is no surprise, because anybody can ask for anything; what counts is
 * the answer: a status that such requests do not get, a size or a time that such answers do not have. Of requests that
 * were answered, the method, the protocol and the query count, too.
 *
 * A path's profile is the status that it usually gets, so that "a path that was always a 404" is a context of its own,
 * with all the evidence of all such paths.
 */
export class Answers {
  private readonly pages: Rarity;
  private readonly statuses: Rarity;
  private readonly methods: Rarity;
  private readonly protocols: Rarity;
  private readonly parameters: Rarity;
  private readonly characters: ReadonlyMap<string, number>;
  private readonly bytes: Magnitudes;
  private readonly time: Magnitudes | undefined;
  private readonly query: Magnitudes;
  private readonly queries: number;

  constructor(stored: StoredAnswers) {
    this.queries = stored.queries;
    this.pages = Rarity.of(stored.pages, conceivable.status);
    this.statuses = Rarity.of(stored.statuses, conceivable.status);
    this.methods = Rarity.of(stored.methods, conceivable.method);
    this.protocols = Rarity.of(stored.protocols, conceivable.protocol);
    this.parameters = Rarity.of(stored.parameters, conceivable.parameters);
    this.characters = new Map(stored.characters);
    this.bytes = new Magnitudes(stored.bytes);
    this.time = stored.time === undefined ? undefined : new Magnitudes(stored.time);
    this.query = new Magnitudes(stored.query);
  }

  surprise(row: AccessObservation, asked = askedOf(row)): Surprise {
    const profile = profileOf(this.pages, asked) ?? unknownPath;
    const contexts = magnitudeContexts(asked, row);
    const status = this.statuses.nats(statusContexts(asked, profile), String(row.status));
    let field: Field = "status";
    let nats = status;
    const consider = (other: Field, its: number): void => {
      if (its > nats) [field, nats] = [other, its];
    };
    consider("bytes", this.bytes.nats(contexts, bytesScale(row.bytes)));
    if (row.responseMs !== undefined && this.time !== undefined)
      consider("time", this.time.nats(contexts, timeScale(row.responseMs)));
    if (!isAnswered(row)) return { field, nats };
    const method = this.methods.nats(["", asked.route], asked.method);
    consider(method > status ? "method" : "status", method + status);
    consider("protocol", this.protocols.nats([""], row.protocol));
    const query = queryOf(row.query);
    consider("parameters", this.parameters.nats(["", asked.route], query.names));
    if (row.query === "") return { field, nats };
    consider("characters", charactersNats(query, this.characters, this.queries));
    consider("query", this.query.nats(["", asked.route], lengthScale(row.query)));
    return { field, nats };
  }

  /**
   * The status that such a request usually gets: with this method if it was seen with it, else with any. `always` when
   * it never got another one; `undefined` for an unknown path.
   */
  profile(row: AccessObservation): { readonly status: string; readonly always: boolean } | undefined {
    const asked = askedOf(row);
    const [counts, level, context] = this.knowsRequest(row)
      ? ([this.statuses, 5, pageContext(asked)] as const)
      : ([this.pages, this.pages.total(1, asked.path) > 0 ? 1 : 0, asked.path] as const);
    const name = level === 0 ? asked.route : context;
    const status = counts.usual(level, name);
    return status === undefined
      ? undefined
      : { status, always: counts.count(level, name, status) === counts.total(level, name) };
  }

  /** True when this path was asked for with this method before. */
  knowsRequest(row: AccessObservation): boolean {
    return this.statuses.total(5, pageContext(askedOf(row))) > 0;
  }

  /** True when any answer had this status. */
  knowsStatus({ status }: AccessObservation): boolean {
    return this.statuses.count(0, "", String(status)) > 0;
  }

  /** True when any answered request had this method. */
  knowsMethod({ method }: AccessObservation): boolean {
    return this.methods.count(0, "", method) > 0;
  }

  /** Bytes of the body that such an answer usually has. */
  usualBytes(row: AccessObservation): number {
    const usual = this.bytes.usual(magnitudeContexts(askedOf(row), row));
    return Math.max(0, Math.round(Math.exp(usual?.center ?? 0) - leastBytes));
  }

  /** Milliseconds that such an answer usually takes. */
  usualMs(row: AccessObservation): number {
    const usual = this.time?.usual(magnitudeContexts(askedOf(row), row));
    return Math.max(0, Math.exp(usual?.center ?? 0) - leastMs);
  }

  /** Kinds of characters in the query that hardly any query has. */
  rareCharacters({ query }: AccessObservation): readonly string[] {
    return [...queryOf(query).characters].filter(
      (character) => (this.characters.get(character) ?? 0) < this.queries * rareShare,
    );
  }
}

/** A training row. */
export interface Line {
  readonly row: AccessObservation;
  readonly asked: Asked;
}

/** The surprise of each training row given all others, and what a model file stores. */
export function learnedAnswers(every: readonly Line[]): {
  readonly surprises: Float64Array;
  readonly stored: StoredAnswers;
} {
  const surprises = new Float64Array(every.length);
  const raise = (at: number | undefined, nats: number): void => {
    if (at !== undefined && nats > (surprises[at] ?? 0)) surprises[at] = nats;
  };
  const answered = every.flatMap(({ row, asked }, at) => (isAnswered(row) ? [{ row, asked, at }] : []));
  const queried = answered.flatMap((line) =>
    line.row.query === "" ? [] : [{ ...line, query: queryOf(line.row.query) }],
  );
  const timed = every.flatMap(({ row, asked }, at) =>
    row.responseMs === undefined ? [] : [{ row, asked, at, ms: row.responseMs }],
  );

  const pages = new Rarity(depth.pages, conceivable.status);
  for (const { row, asked } of every) pages.add([asked.route, asked.path], String(row.status));
  const statuses = statusesOf(every, pages);
  for (const [at, nats] of statuses.nats.entries()) raise(at, nats);
  const methods = raritiesOf(
    depth.methods,
    conceivable.method,
    (at, nats) => raise(at, nats + (statuses.nats[at] ?? 0)),
    answered.map(({ asked, at }) => ({
      at,
      contexts: ["", asked.route],
      symbol: asked.method,
    })),
  );
  const protocols = raritiesOf(
    depth.protocols,
    conceivable.protocol,
    raise,
    answered.map(({ row, at }) => ({
      at,
      contexts: [""],
      symbol: row.protocol,
    })),
  );
  const parameters = raritiesOf(
    depth.parameters,
    conceivable.parameters,
    raise,
    answered.map(({ row, asked, at }) => ({
      at,
      contexts: ["", asked.route],
      symbol: queryOf(row.query).names,
    })),
  );

  const characters = new Map<string, number>();
  for (const { query } of queried)
    for (const character of query.characters) characters.set(character, (characters.get(character) ?? 0) + 1);
  for (const { query, at } of queried) raise(at, charactersNats(query, characters, queried.length, 1));

  const bytes = magnitudesOf(
    depth.bytes,
    raise,
    every.map(({ row, asked }, at) => ({
      at,
      contexts: magnitudeContexts(asked, row),
      value: bytesScale(row.bytes),
    })),
  );
  const time =
    timed.length === 0
      ? undefined
      : magnitudesOf(
          depth.time,
          raise,
          timed.map(({ row, asked, at, ms }) => ({
            at,
            contexts: magnitudeContexts(asked, row),
            value: timeScale(ms),
          })),
        );
  const query = magnitudesOf(
    depth.query,
    raise,
    queried.map(({ row, asked, at }) => ({
      at,
      contexts: ["", asked.route],
      value: lengthScale(row.query),
    })),
  );
  return {
    surprises,
    stored: {
      pages: pages.stored(),
      statuses: statuses.stored,
      methods,
      protocols,
      parameters,
      queries: queried.length,
      characters: [...characters],
      bytes,
      ...(time === undefined ? {} : { time }),
      query,
    },
  };
}

type Raise = (at: number, nats: number) => void;

function statusesOf(
  every: readonly Line[],
  pages: Rarity,
): { readonly stored: readonly StoredLevel[]; readonly nats: readonly number[] } {
  const statuses = new Rarity(depth.statuses, conceivable.status);
  const seen = new Set<string>();
  const lines = every.map(({ row, asked }) => {
    const symbol = String(row.status);
    const profile = profileOf(pages, asked, symbol) ?? unknownPath;
    return { contexts: statusContexts(asked, profile), symbol };
  });
  for (const [at, { asked }] of every.entries()) {
    const [line, page] = [lines[at], pageContext(asked)];
    if (line === undefined) continue;
    const [all, profile, method, extension] = line.contexts;
    statuses.add([all, profile, method, extension, routeContext(asked), page], line.symbol);
    if (!seen.has(page))
      statuses.add([undefined, undefined, undefined, undefined, folderContext(asked)], line.symbol);
    seen.add(page);
  }
  statuses.fit(lines);
  const nats = lines.map(({ contexts, symbol }) => statuses.nats(contexts, symbol, 1));
  return { stored: statuses.stored(), nats };
}

function raritiesOf(
  levels: number,
  symbols: number,
  raise: Raise,
  lines: readonly { readonly at: number; readonly contexts: readonly string[]; readonly symbol: string }[],
): readonly StoredLevel[] {
  const rarity = new Rarity(levels, symbols);
  for (const { contexts, symbol } of lines) rarity.add(contexts, symbol);
  rarity.fit(lines);
  for (const { at, contexts, symbol } of lines) raise(at, rarity.nats(contexts, symbol, 1));
  return rarity.stored();
}

function magnitudesOf(
  levels: number,
  raise: Raise,
  lines: readonly { readonly at: number; readonly contexts: readonly string[]; readonly value: number }[],
): StoredMagnitudes {
  const learner = new MagnitudesLearner(levels);
  for (const { contexts, value } of lines) learner.add(contexts, value);
  const { nats, stored } = learner.finish();
  for (const [place, { at }] of lines.entries()) raise(at, nats[place] ?? 0);
  return stored;
}

/** @param without - a status that counts once less */
function profileOf(pages: Rarity, { path, route }: Asked, without?: string): string | undefined {
  return pages.usual(1, path, without) ?? (route === path ? undefined : pages.usual(0, route, without));
}

function statusContexts(asked: Asked, profile: string): readonly string[] {
  const { method, extension } = asked;
  const special = profile === unknownPath ? (folderContext(asked) ?? "") : routeContext(asked);
  const ofMethod = `${profile} ${method}`;
  return ["", profile, ofMethod, `${ofMethod} ${extension}`, special, pageContext(asked)];
}

function pageContext({ method, path }: Asked): string {
  return `${method} ${path}`;
}

function routeContext({ method, route }: Asked): string {
  return `${method} ${route}`;
}

/** Paths beside an unknown one, each counted once; none at the root, where everything is beside everything. */
function folderContext({ method, folder, extension }: Asked): string | undefined {
  return folder.length > 1 ? `${method} ${folder}*${extension}` : undefined;
}

function magnitudeContexts(
  { method, path, folder, extension }: Asked,
  row: Pick<AccessObservation, "status">,
): readonly string[] {
  const ofStatus = `${row.status} ${method}`;
  const beside = `${ofStatus} ${folder}*${extension}`;
  return ["", ofStatus, beside, isAnswered(row) ? `${ofStatus} ${path}` : beside];
}

function bytesScale(bytes: number): number {
  return Math.log(bytes + leastBytes);
}

function timeScale(ms: number): number {
  return Math.log(Math.max(0, ms) + leastMs);
}

function lengthScale(query: string): number {
  return Math.log(query.length + leastBytes);
}

/** Kinds of characters in more queries than this are no surprise. */
const rareShare = 0.05;

/** The sum over rare kinds: `'` and `(` together are rarer than each. */
function charactersNats(
  { characters }: Query,
  learned: ReadonlyMap<string, number>,
  queries: number,
  own: 0 | 1 = 0,
): number {
  let nats = 0;
  for (const character of characters) {
    const share = ((learned.get(character) ?? 0) - own + 0.5) / (queries - own + 1);
    if (share < rareShare) nats -= Math.log(share);
  }
  return nats;
}
