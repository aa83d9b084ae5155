import { roundToMicros } from "../domain/clock.ts";
import type { Observation } from "../domain/observation.ts";
import type { Random } from "../domain/random.ts";

/**
 * Healthy traffic without end, made of blocks of a healthy log (the moving-block bootstrap of Kunsch 1989): what depends
 * on each other within a block still does. Rows are numbered from 0 and follow each other in time.
 * @param rows - at least one
 */
export function* resampled(
  rows: readonly Observation[],
  block: number,
  random: Random,
): Generator<Observation, never, undefined> {
  const size = Math.min(block, rows.length);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("there is nothing to draw from");
  const gapMs = rows.length < 2 ? 1 : (last.atMs - first.atMs) / (rows.length - 1);
  let endMs = first.atMs;
  for (let index = 0; ;) {
    const from = Math.floor(random.uniform() * (rows.length - size + 1));
    const shiftMs = endMs + (index === 0 ? 0 : gapMs) - (rows[from]?.atMs ?? 0);
    for (const row of rows.slice(from, from + size)) {
      yield shifted(row, index, shiftMs);
      endMs = row.atMs + shiftMs;
      index += 1;
    }
  }
}

function shifted(row: Observation, index: number, shiftMs: number): Observation {
  const atMs = roundToMicros(row.atMs + shiftMs);
  switch (row.kind) {
    case "response":
      return {
        ...row,
        index,
        atMs,
        plannedAtMs: roundToMicros(row.plannedAtMs + shiftMs),
        sentAtMs: roundToMicros(row.sentAtMs + shiftMs),
      };
    case "login":
      return { ...row, index, atMs };
  }
}
