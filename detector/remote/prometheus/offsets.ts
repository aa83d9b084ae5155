import { randomStream } from "../../../domain/chance/random.ts";

/** Where scrapes and evaluations fall, as shares of their intervals in [0, 1). */
export interface TimingOffsets {
  /** The first evaluation after the start of the log. */
  readonly evaluation: number;
  /** The first scrape after an evaluation. */
  readonly scrape: number;
}

const shares = [0.1, 0.3, 0.5, 0.7, 0.9] as const;

/** Every pair of five offsets each: Prometheus fixes both by hashes of its configuration, so that any may be yours. */
export const offsetGrid: readonly TimingOffsets[] = shares.flatMap((evaluation) =>
  shares.map((scrape) => ({ evaluation, scrape })),
);

/**
 * The pair whose alerts count: drawn from the seed, or the middle one in order of the first alert.
 * @param firstMs - when the first alert comes, for each pair of the grid; Infinity where none does
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
      return Math.floor(draw(seed) * firstMs.length);
  }
}

function middleOf(values: readonly number[]): number {
  const places = values.map((value, place) => ({ value, place }));
  const inOrder = places.toSorted((a, b) => (a.value === b.value ? a.place - b.place : a.value - b.value));
  return inOrder[Math.floor(inOrder.length / 2)]?.place ?? 0;
}

/** How far after a scrape a drill in wall time begins, as a share of the scrape interval. */
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
