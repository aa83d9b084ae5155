import type { ImportedRequest } from "./format.ts";

/** What a line says about which request it tells of. */
export interface Identity {
  /** A line that no other request can have, for its time is too fine. */
  readonly line: string | undefined;
  /** What is called the id of a request; clients may send it, and pass it on to further requests. */
  readonly id: string | undefined;
  /** Method and target, as far as the line has them. */
  readonly asked: string;
}

/** Counts a request once that a log tells of twice. */
export interface Doubles {
  /** The requests that a line adds instead of its own; `undefined`: its own. */
  readonly requestsOf: (
    request: ImportedRequest,
    identity: Identity,
  ) => readonly ImportedRequest[] | undefined;
  /** After the last line: requests whose other line never came. */
  readonly rest: () => readonly ImportedRequest[];
  /** Lines left out so far. */
  readonly count: () => number;
}

/** So many doubles without a contradiction prove that ids are those of requests. */
const proof = 1000;
/** An id that comes again so much later is used anew, as counters are after a restart. */
const reuseMs = 60_000;
const spareMs = 1000;
const mostWaiting = 10_000;

/**
 * The same line again is proof where its time is fine enough. An id is proof as long as every line that repeats one tells of
 * the same request: same method, target, end and length, at a time at which a second one cannot have followed the first; or
 * without a length beside the line that has it. Once a line repeats an id and does not, ids are passed on from request to
 * request in this log: nothing more is left out by them, and what was left out is put back.
 */
export function createDoubles(): Doubles {
  const lines = new RecentTexts();
  const ids = new RecentRequests();
  /** Without a length, by their ids: the line that has it may follow. */
  const waiting = new Map<string, ImportedRequest>();
  let leftOut: ImportedRequest[] = [];
  let trust: "growing" | "proven" | "lost" = "growing";
  let count = 0;

  function ofId(request: ImportedRequest, id: string, asked: string): ReturnType<Doubles["requestsOf"]> {
    const before = ids.find(id);
    if (before < 0 || Math.abs(ids.stampMs(before) - request.stampMs) > reuseMs)
      return firstOf(request, id, asked);
    if (!isSame(ids.told(before), told(request, asked)))
      return trust === "proven" ? undefined : distrusted(request);
    count += 1;
    const late = isLengthless(request) ? undefined : waiting.get(id);
    if (trust === "growing") leftOut.push(late ?? request);
    if (leftOut.length === proof) {
      leftOut = [];
      trust = "proven";
    }
    if (late === undefined) return [];
    waiting.delete(id);
    ids.add(id, told(request, asked));
    return undefined;
  }

  function firstOf(request: ImportedRequest, id: string, asked: string): ReturnType<Doubles["requestsOf"]> {
    ids.add(id, told(request, asked));
    const late = waiting.size > 0 ? waiting.get(id) : undefined;
    if (late !== undefined) waiting.delete(id);
    if (!isLengthless(request)) return late === undefined ? undefined : [late, request];
    waiting.set(id, request);
    const tooMany = waiting.size > mostWaiting ? rest() : [];
    return late === undefined ? tooMany : [late, ...tooMany];
  }

  function distrusted(request: ImportedRequest): readonly ImportedRequest[] {
    trust = "lost";
    count -= leftOut.length;
    const back = [...leftOut, ...rest(), request];
    leftOut = [];
    return back;
  }

  function rest(): readonly ImportedRequest[] {
    const requests = [...waiting.values()];
    waiting.clear();
    return requests;
  }

  return {
    requestsOf: (request, { line, id, asked }) => {
      if (line !== undefined) {
        if (lines.find(line) >= 0) {
          count += 1;
          return [];
        }
        lines.put(line);
      }
      return id === undefined || trust === "lost" ? undefined : ofId(request, id, asked);
    },
    rest,
    count: () => count,
  };
}

/** What a line tells of its request, in numbers. */
interface Told {
  readonly stampMs: number;
  readonly tookMs: number;
  /** A status, 0 without an answer in time, 1 for a connection that broke. */
  readonly end: number;
  readonly asked: number;
}

function told({ stampMs, tookMs, end }: ImportedRequest, asked: string): Told {
  const code = end.kind === "answered" ? end.status : end.kind === "cut" ? 1 : 0;
  return { stampMs, tookMs, end: code, asked: asked === "" ? nothing : hashOf(asked) };
}

/** The log does not say how long it took. */
function isLengthless({ tookMs, end }: ImportedRequest): boolean {
  return tookMs === 0 && end.kind !== "answered";
}

/** Lines of an error often do not say what was asked for, or those of the end do not. */
const nothing = 0;

function isSame(one: Told, other: Told): boolean {
  if (one.asked !== other.asked && one.asked !== nothing && other.asked !== nothing) return false;
  const apartMs = Math.abs(one.stampMs - other.stampMs);
  const lengthMs = Math.max(one.tookMs, other.tookMs);
  if (lacksLength(one) !== lacksLength(other))
    return isFailure(one) && isFailure(other) && apartMs <= lengthMs + spareMs;
  return one.tookMs === other.tookMs && one.end === other.end && (apartMs === 0 || apartMs < lengthMs);
}

function lacksLength({ tookMs, end }: Told): boolean {
  return tookMs === 0 && end <= 1;
}

function isFailure({ end }: Told): boolean {
  return end <= 1 || end >= 500;
}

const buckets = 16_384;
const inBucket = 4;

/**
 * The last 50,000 texts or so by a hash of 64 bits, in tables of numbers: objects that live a while would cost more than
 * reading the lines does.
 */
class RecentTexts {
  private readonly hashes = new Int32Array(buckets * inBucket);
  private readonly checks = new Int32Array(buckets * inBucket);
  private readonly ages = new Float64Array(buckets * inBucket);
  private age = 0;
  /** What was asked for last; it is often put in right after. */
  private lastText = "";
  private lastHash = 0;
  private lastCheck = 0;

  /** @returns the place of the text, or -1 */
  find(text: string): number {
    this.note(text);
    const first = (this.lastHash & (buckets - 1)) * inBucket;
    for (let place = first; place < first + inBucket; place += 1)
      if (
        this.hashes[place] === this.lastHash &&
        this.checks[place] === this.lastCheck &&
        this.ages[place] !== 0
      )
        return place;
    return -1;
  }

  /** Takes the place of the text, else of the oldest in its bucket. */
  put(text: string): number {
    const known = this.find(text);
    const place = known >= 0 ? known : this.oldest((this.lastHash & (buckets - 1)) * inBucket);
    this.age += 1;
    this.hashes[place] = this.lastHash;
    this.checks[place] = this.lastCheck;
    this.ages[place] = this.age;
    return place;
  }

  /** Two hashes in one pass, and two units in each of its steps. */
  private note(text: string): void {
    if (text === this.lastText) return;
    let [hash, check] = [basis, basis];
    const paired = text.length - (text.length % 2);
    for (let at = 0; at < paired; at += 2) {
      const pair = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
      hash = Math.imul(hash ^ pair, prime);
      check = Math.imul(check ^ pair, otherFactor);
      // A factor moves bits up only, and the second unit stands in the upper half.
      hash ^= hash >>> 15;
      check ^= check >>> 13;
    }
    if (paired < text.length) {
      hash = Math.imul(hash ^ text.charCodeAt(paired), prime);
      check = Math.imul(check ^ text.charCodeAt(paired), otherFactor);
    }
    this.lastText = text;
    this.lastHash = mixed(hash ^ text.length);
    this.lastCheck = mixed(check);
  }

  private oldest(first: number): number {
    let oldest = first;
    for (let place = first + 1; place < first + inBucket; place += 1)
      if ((this.ages[place] ?? 0) < (this.ages[oldest] ?? 0)) oldest = place;
    return oldest;
  }
}

/** What lines told of requests, by texts. */
class RecentRequests extends RecentTexts {
  private readonly stamps = new Float64Array(buckets * inBucket);
  private readonly lengths = new Float64Array(buckets * inBucket);
  private readonly ends = new Uint16Array(buckets * inBucket);
  private readonly askeds = new Int32Array(buckets * inBucket);

  stampMs(place: number): number {
    return this.stamps[place] ?? 0;
  }

  told(place: number): Told {
    return {
      stampMs: this.stamps[place] ?? 0,
      tookMs: this.lengths[place] ?? 0,
      end: this.ends[place] ?? 0,
      asked: this.askeds[place] ?? 0,
    };
  }

  add(text: string, { stampMs, tookMs, end, asked }: Told): void {
    const place = this.put(text);
    this.stamps[place] = stampMs;
    this.lengths[place] = tookMs;
    this.ends[place] = end;
    this.askeds[place] = asked;
  }
}

/** Of FNV, and of MurmurHash. */
const [prime, otherFactor, basis] = [0x0100_0193, 0x5bd1_e995, 0x811c_9dc5];

/** FNV-1a over UTF-16 units, mixed at the end. */
function hashOf(text: string): number {
  let hash = basis;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return mixed(hash);
}

function mixed(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return spread ^ (spread >>> 13);
}
