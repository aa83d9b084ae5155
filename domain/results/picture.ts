/** One observation in a chart of a series. */
export interface SeriesPoint {
  readonly index: number;
  readonly atMs: number;
  /** The plotted value, in the chart's unit. */
  readonly value: number;
  readonly failed: boolean;
}

/** Points in order. An array of them is one, too. */
export interface Series extends Iterable<SeriesPoint> {
  readonly length: number;
  /** @param place - from 0 */
  readonly at: (place: number) => SeriesPoint | undefined;
}

const startingRoom = 256;
/** Most series of a study stay empty. */
const noRoom = new Float64Array(0);
const noFlags = new Uint8Array(0);

/** A long series in a quarter of the memory of its points, which are made when they are asked for. */
export class PointColumns implements Series {
  private size = 0;
  private indexes = noRoom;
  private instants = noRoom;
  private values = noRoom;
  private failures = noFlags;

  get length(): number {
    return this.size;
  }

  add({ index, atMs, value, failed }: SeriesPoint): void {
    if (this.size === this.values.length) this.grow();
    this.indexes[this.size] = index;
    this.instants[this.size] = atMs;
    this.values[this.size] = value;
    this.failures[this.size] = failed ? 1 : 0;
    this.size += 1;
  }

  at(place: number): SeriesPoint | undefined {
    const [index, atMs, value] = [this.indexes[place], this.instants[place], this.values[place]];
    if (place >= this.size || index === undefined || atMs === undefined || value === undefined)
      return undefined;
    return { index, atMs, value, failed: this.failures[place] === 1 };
  }

  *[Symbol.iterator](): Generator<SeriesPoint, void, undefined> {
    for (let place = 0; place < this.size; place += 1) {
      const point = this.at(place);
      if (point !== undefined) yield point;
    }
  }

  /** The points, for a shard keeps pictures as JSON. */
  toJSON(): readonly SeriesPoint[] {
    return [...this];
  }

  private grow(): void {
    this.indexes = larger(this.indexes);
    this.instants = larger(this.instants);
    this.values = larger(this.values);
    const failures = new Uint8Array(this.values.length);
    failures.set(this.failures);
    this.failures = failures;
  }
}

function larger(column: Float64Array): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(Math.max(startingRoom, 2 * column.length));
  twice.set(column);
  return twice;
}

/** Collects points in order and keeps, of many, the lowest and the highest of each stretch. */
interface SeriesCollector {
  readonly add: (point: SeriesPoint) => void;
  /** At most 8,000. */
  readonly finish: () => readonly SeriesPoint[];
}

interface Extremes {
  low: SeriesPoint;
  high: SeriesPoint;
}

/** Even, so that all stretches can be joined in pairs. */
const stretchesKept = 4000;

/** For series of any length, in bounded memory. */
export function seriesCollector(): SeriesCollector {
  let stretch = 1;
  let inLast = 1;
  let kept: Extremes[] = [];
  return {
    add: (point) => {
      const last = kept.at(-1);
      if (last === undefined || inLast === stretch) {
        kept.push({ low: point, high: point });
        inLast = 1;
      } else {
        if (point.value < last.low.value) last.low = point;
        if (point.value > last.high.value) last.high = point;
        inLast += 1;
      }
      if (kept.length < stretchesKept || inLast < stretch) return;
      kept = joinedInPairs(kept);
      stretch *= 2;
      inLast = stretch;
    },
    finish: () =>
      kept.flatMap(({ low, high }) => {
        if (low === high) return [low];
        return low.index < high.index ? [low, high] : [high, low];
      }),
  };
}

function joinedInPairs(stretches: readonly Extremes[]): Extremes[] {
  const joined: Extremes[] = [];
  for (let at = 0; at < stretches.length; at += 2) {
    const [first, second] = [stretches[at], stretches[at + 1]];
    if (first === undefined) continue;
    joined.push({
      low: second !== undefined && second.low.value < first.low.value ? second.low : first.low,
      high: second !== undefined && second.high.value > first.high.value ? second.high : first.high,
    });
  }
  return joined;
}

/** The number of rows in one stretch of time. */
interface Stretch {
  readonly rows: number;
  readonly failures: number;
}

/** Rows over time, in stretches of equal length that begin at multiples of it. */
export interface Activity {
  readonly stretchMs: number;
  /** The start of the first stretch. */
  readonly fromMs: number;
  /** From the first to the last, including empty ones; no stretches without rows. */
  readonly stretches: readonly Stretch[];
}

/** Counts rows in any order; keeps at most 1000 stretches. */
interface ActivityCollector {
  readonly add: (atMs: number, outcome: "success" | "failure") => void;
  /** The rows so far, in at most 1000 stretches. */
  readonly finish: () => Activity;
}

interface Counted {
  rows: number;
  failures: number;
}

const keptAtMost = 1000;
const secondMs = 1000;
/** From a second to a week; each is a multiple of the previous one. */
const lengthsMs = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 43_200, 86_400, 604_800].map(
  (seconds) => seconds * secondMs,
);

export function activityCollector(): ActivityCollector {
  let stretchMs = secondMs;
  let kept = new Map<number, Counted>();
  return {
    add: (atMs, outcome) => {
      const counted = countedAt(kept, Math.floor(atMs / stretchMs));
      counted.rows += 1;
      if (outcome === "failure") counted.failures += 1;
      if (kept.size <= keptAtMost) return;
      const longerMs = longerThan(stretchMs);
      kept = coarser(kept, longerMs / stretchMs);
      stretchMs = longerMs;
    },
    finish: () => inStretches(kept, stretchMs, keptAtMost),
  };
}

/** Merges stretches into at most this many. @param most - at least 2 */
export function inAtMost(most: number, { stretchMs, fromMs, stretches }: Activity): Activity {
  const first = Math.round(fromMs / stretchMs);
  return inStretches(new Map(stretches.map((stretch, at) => [first + at, stretch])), stretchMs, most);
}

function countedAt(stretches: Map<number, Counted>, number: number): Counted {
  const known = stretches.get(number);
  if (known !== undefined) return known;
  const fresh = { rows: 0, failures: 0 };
  stretches.set(number, fresh);
  return fresh;
}

/** Doubles beyond a week. */
function longerThan(stretchMs: number): number {
  return lengthsMs.find((lengthMs) => lengthMs > stretchMs) ?? stretchMs * 2;
}

/** @param times - old stretches per new one */
function coarser(stretches: ReadonlyMap<number, Stretch>, times: number): Map<number, Counted> {
  const merged = new Map<number, Counted>();
  for (const [number, { rows, failures }] of stretches) {
    const counted = countedAt(merged, Math.floor(number / times));
    counted.rows += rows;
    counted.failures += failures;
  }
  return merged;
}

function inStretches(kept: ReadonlyMap<number, Stretch>, keptMs: number, most: number): Activity {
  if (kept.size === 0) return { stretchMs: keptMs, fromMs: 0, stretches: [] };
  let stretchMs = keptMs;
  let counted = kept;
  while (countOf(counted) > most) {
    const longerMs = longerThan(stretchMs);
    counted = coarser(counted, longerMs / stretchMs);
    stretchMs = longerMs;
  }
  const first = Math.min(...counted.keys());
  const stretches = Array.from({ length: countOf(counted) }, (_, at) => ({
    ...(counted.get(first + at) ?? { rows: 0, failures: 0 }),
  }));
  return { stretchMs, fromMs: first * stretchMs, stretches };
}

function countOf(stretches: ReadonlyMap<number, Stretch>): number {
  const numbers = [...stretches.keys()];
  return Math.max(...numbers) - Math.min(...numbers) + 1;
}

/** Rows that share a name: an address, a user, a status. */
export interface NamedRows {
  readonly name: string;
  readonly rows: number;
  readonly failures: number;
}

/** The names with the most rows, and the rows of all others. */
export interface Tally {
  /** By falling rows, then by name; at most 12. */
  readonly names: readonly NamedRows[];
  /** Names that are not listed; a lower bound where the log has more than can be told apart. */
  readonly otherNames: number;
  /** Of the names that are not listed. */
  readonly others: Stretch;
}

/** Counts rows by name; tells at most 10,000 names apart, those that come first. */
interface TallyCollector {
  readonly add: (name: string, outcome: "success" | "failure") => void;
  readonly finish: () => Tally;
}

const namesKept = 10_000;
const namesListed = 12;

export function tallyCollector(): TallyCollector {
  const kept = new Map<string, Counted>();
  const beyond = { rows: 0, failures: 0 };
  return {
    add: (name, outcome) => {
      const known = kept.get(name);
      const counted = known ?? (kept.size < namesKept ? { rows: 0, failures: 0 } : beyond);
      if (known === undefined && counted !== beyond) kept.set(name, counted);
      counted.rows += 1;
      if (outcome === "failure") counted.failures += 1;
    },
    finish: () => {
      const names = [...kept]
        .map(([name, { rows, failures }]) => ({ name, rows, failures }))
        .toSorted((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
      const others = { ...beyond };
      for (const { rows, failures } of names.slice(namesListed)) {
        others.rows += rows;
        others.failures += failures;
      }
      const otherNames = Math.max(0, names.length - namesListed) + (beyond.rows > 0 ? 1 : 0);
      return { names: names.slice(0, namesListed), otherNames, others };
    },
  };
}
