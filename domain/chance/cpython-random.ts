import { twisterFromWords } from "./mt19937.ts";

/** The draws of CPython 3.11's `random.Random`. */
export interface CPythonRandom {
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /**
   * A whole number in [0, limit).
   * @param limit - at most 2^32 - 1
   * @throws RangeError for a limit below 1
   */
  readonly below: (limit: number) => number;
  /** A whole number from `least` to `most`, inclusive. */
  readonly randint: (least: number, most: number) => number;
  /** @throws RangeError for an empty list */
  readonly choice: <T>(list: readonly T[]) => T;
  /** In place. */
  readonly shuffle: (list: unknown[]) => void;
  /** `count` different positions of the list, in the order of drawing. */
  readonly sample: <T>(list: readonly T[], count: number) => T[];
  readonly uniform: (low: number, high: number) => number;
  readonly triangular: (low: number, high: number, mode: number) => number;
  /**
   * Normal draws come in pairs; the second one uses no randomness. The last bit can differ from CPython's, because
   * logarithm and sine come from the JavaScript engine.
   */
  readonly gauss: (mean: number, sigma: number) => number;
}

/** @param seed - a safe integer from 0 */
export function cpythonRandom(seed: number): CPythonRandom {
  const { word, uniform: random } = twisterFromWords(wordsOf(seed));
  let kept: number | undefined;

  const below = (limit: number): number => {
    if (limit < 1) throw new RangeError(`nothing is below ${limit}`);
    const spare = Math.clz32(limit);
    for (;;) {
      const drawn = word() >>> spare;
      if (drawn < limit) return drawn;
    }
  };
  const normal = (): number => {
    if (kept !== undefined) {
      const drawn = kept;
      kept = undefined;
      return drawn;
    }
    const angle = random() * 2 * Math.PI;
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    kept = Math.sin(angle) * radius;
    return Math.cos(angle) * radius;
  };

  return {
    random,
    below,
    randint: (least, most) => least + below(most - least + 1),
    choice: (list) => at(list, below(list.length)),
    shuffle: (list) => shuffle(list, below),
    sample: (list, count) => sample(list, count, below),
    uniform: (low, high) => low + (high - low) * random(),
    triangular: (low, high, mode) => triangular(random(), low, high, mode),
    gauss: (mean, sigma) => mean + normal() * sigma,
  };
}

function wordsOf(seed: number): readonly number[] {
  const high = Math.floor(seed / 2 ** 32);
  return high === 0 ? [seed] : [seed >>> 0, high];
}

function shuffle(list: unknown[], below: (limit: number) => number): void {
  for (let place = list.length - 1; place > 0; place -= 1) {
    const other = below(place + 1);
    const moved = at(list, place);
    list[place] = at(list, other);
    list[other] = moved;
  }
}

function sample<T>(list: readonly T[], count: number, below: (limit: number) => number): T[] {
  return list.length <= setSize(count) ? samplePool(list, count, below) : sampleSet(list, count, below);
}

/** Above this length, a set of taken positions is smaller than a copy of the list. */
function setSize(count: number): number {
  if (count <= 5) return 21;
  let power = 4;
  while (power < count * 3) power *= 4;
  return 21 + power;
}

function samplePool<T>(list: readonly T[], count: number, below: (limit: number) => number): T[] {
  const pool = [...list];
  return Array.from({ length: count }, (_, taken) => {
    const last = pool.length - taken - 1;
    const place = below(last + 1);
    const drawn = at(pool, place);
    pool[place] = at(pool, last);
    return drawn;
  });
}

function sampleSet<T>(list: readonly T[], count: number, below: (limit: number) => number): T[] {
  const places = new Set<number>();
  while (places.size < count) places.add(below(list.length));
  return [...places].map((place) => at(list, place));
}

function triangular(drawn: number, low: number, high: number, mode: number): number {
  const share = (mode - low) / (high - low);
  return drawn > share
    ? high + (low - high) * Math.sqrt((1 - drawn) * (1 - share))
    : low + (high - low) * Math.sqrt(drawn * share);
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new RangeError(`nothing to draw at ${place} of ${list.length}`);
  return found;
}
