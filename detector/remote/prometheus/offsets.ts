import { randomStream } from "../../../domain/chance/random.ts";

/** Positions of scrapes and evaluations within their intervals, as shares in [0, 1). */
export interface TimingOffsets {
  /** From the start of the log to the first evaluation. */
  readonly evaluation: number;
  /** From an evaluation to the next scrape. */
  readonly scrape: number;
}

const shares = [0.1, 0.3, 0.5, 0.7, 0.9] as const;

/**
 * All pairs of five offsets each. Prometheus derives both from hashes of its configuration, so any pair can occur in
 * production.
 */
export const offsetGrid: readonly TimingOffsets[] = shares.flatMap((evaluation) =>
  shares.map((scrape) => ({ evaluation, scrape })),
);

/**
 * Index of the pair whose alerts count: drawn from the seed, or the median by first alert.
 * @param firstMs - time of the first alert for each pair of the grid; Infinity without one
 */
export function chosenOffsets(
  offsets: "pinned" | "sampled",
  seed: number,
  firstMs: readonly number[],
): number {
  switch (offsets) {
    case "pinned":
      return middleOf(firstMs);
    case "sampled":
      return drawnOffset(seed);
  }
}

/** Index of the pair that the seed draws. */
export function drawnOffset(seed: number): number {
  return Math.floor(draw(seed) * offsetGrid.length);
}

function middleOf(values: readonly number[]): number {
  const places = values.map((value, place) => ({ value, place }));
  const inOrder = places.toSorted((a, b) => (a.value === b.value ? a.place - b.place : a.value - b.value));
  return inOrder[Math.floor(inOrder.length / 2)]?.place ?? 0;
}

/** Delay from a scrape to the start of a drill in wall time, as a share of the scrape interval. */
export function startShare(offsets: "pinned" | "sampled", seed: number): number {
  switch (offsets) {
    case "pinned":
      return 0.5;
    case "sampled":
      return draw(seed);
  }
}

function draw(seed: number): number {
  return randomStream(seed, "prometheus-phase")(0).uniform();
}
