const halfBits = 16;
const halves = 65_536;

/**
 * The smallest value that this share of the values does not exceed, exactly, without a copy of them: counts the upper
 * halves of their bits, then the lower halves of those that share the right upper one.
 * @param share - above 0, at most 1
 * @returns 0 of nothing
 */
export function quantileOf(values: Uint32Array, share: number): number {
  const counts = new Uint32Array(halves);
  let rank = Math.max(1, Math.ceil(share * values.length));
  for (const value of values) increment(counts, value >>> halfBits);
  const upper = binOf(counts, rank);
  rank -= upper.before;
  counts.fill(0);
  for (const value of values) if (value >>> halfBits === upper.bin) increment(counts, value % halves);
  return values.length === 0 ? 0 : upper.bin * halves + binOf(counts, rank).bin;
}

function increment(counts: Uint32Array, bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** The bin that holds the value of this rank, from 1, and how many values stand in the bins before it. */
function binOf(counts: Uint32Array, rank: number): { readonly bin: number; readonly before: number } {
  let before = 0;
  for (const [bin, count] of counts.entries()) {
    if (before + count >= rank) return { bin, before };
    before += count;
  }
  return { bin: 0, before: 0 };
}
