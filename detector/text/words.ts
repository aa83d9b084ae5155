/** Words of a text as a vector: ascending places in the hashed space, and the value at each. Its length is 1, or 0 without words. */
export interface WordVector {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

const placesInAll = 2 ** 20;

/** Two or more letters, digits or underscores. */
const wordsIn = /[\p{L}\p{N}_]{2,}/gu;

/**
 * Hashes the words of a text without regard to case and order, in the form of scikit-learn's HashingVectorizer with its
 * defaults (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009).
 */
export function wordVector(text: string): WordVector {
  const counts = new Map<number, number>();
  for (const [word] of text.toLowerCase().matchAll(wordsIn)) {
    const hash = murmur3(encoder.encode(word));
    const place = Math.abs(hash) % placesInAll;
    counts.set(place, (counts.get(place) ?? 0) + (hash < 0 ? -1 : 1));
  }
  const filled = [...counts].filter(([, count]) => count !== 0).toSorted(([a], [b]) => a - b);
  const length = Math.sqrt(filled.reduce((sum, [, count]) => sum + count * count, 0));
  return { places: filled.map(([place]) => place), values: filled.map(([, count]) => count / length) };
}

const encoder = new TextEncoder();

/** MurmurHash3 x86 32 with seed 0 (Austin Appleby, public domain), as a signed number. */
export function murmur3(bytes: Uint8Array): number {
  const blocks = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= scrambled(
      byte(bytes, at, 0) | byte(bytes, at + 1, 8) | byte(bytes, at + 2, 16) | byte(bytes, at + 3, 24),
    );
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= blocks; at -= 1) rest |= byte(bytes, at, 8 * (at - blocks));
  if (blocks < bytes.length) hash ^= scrambled(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function byte(bytes: Uint8Array, at: number, shift: number): number {
  return (bytes[at] ?? 0) << shift;
}

function scrambled(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/** Distinct word vectors, each counted, with the distances between them. */
export class WordPoints {
  readonly occurrences: number[] = [];
  readonly vectors: WordVector[] = [];
  /** 1, or 0 without words. */
  private readonly lengths: number[] = [];
  private readonly known = new Map<string, number>();
  private readonly postings = new Map<number, { readonly points: number[]; readonly values: number[] }>();

  /**
   * @param count - how often the text occurred
   * @returns its place among the distinct vectors
   */
  add(vector: WordVector, count = 1): number {
    const key = keyOf(vector);
    const at = this.known.get(key);
    if (at !== undefined) {
      this.occurrences[at] = (this.occurrences[at] ?? 0) + count;
      return at;
    }
    const point = this.vectors.push(vector) - 1;
    this.known.set(key, point);
    this.occurrences.push(count);
    this.lengths.push(lengthOf(vector));
    vector.places.forEach((place, rank) => {
      const posting = this.postings.get(place) ?? { points: [], values: [] };
      posting.points.push(point);
      posting.values.push(vector.values[rank] ?? 0);
      this.postings.set(place, posting);
    });
    return point;
  }

  distancesFrom(from: number, distances: Float64Array): void {
    const vector = this.vectors[from];
    if (vector !== undefined) this.distancesTo(vector, distances);
  }

  /** Euclidean. @param distances - one for each distinct vector */
  distancesTo(vector: WordVector, distances: Float64Array): void {
    const { places, values } = vector;
    distances.fill(0);
    places.forEach((place, rank) => {
      const posting = this.postings.get(place);
      if (posting === undefined) return;
      const value = values[rank] ?? 0;
      for (let at = 0; at < posting.points.length; at += 1) {
        const point = posting.points[at] ?? 0;
        distances[point] = (distances[point] ?? 0) + value * (posting.values[at] ?? 0);
      }
    });
    const own = lengthOf(vector);
    for (let point = 0; point < distances.length; point += 1) {
      const squared = own + (this.lengths[point] ?? 0) - 2 * (distances[point] ?? 0);
      // Rounding must not keep the same words apart, for their density is 1 / distance.
      distances[point] = squared < roundingOfSquares ? 0 : Math.sqrt(squared);
    }
  }
}

const roundingOfSquares = 1e-12;

function lengthOf({ places }: WordVector): number {
  return places.length === 0 ? 0 : 1;
}

function keyOf({ places, values }: WordVector): string {
  return places.map((place, rank) => `${place}:${values[rank] ?? 0}`).join(" ");
}
