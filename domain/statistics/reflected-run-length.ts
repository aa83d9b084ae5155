import { solveLinear } from "./linear-system.ts";

/** The law of the steps of a sum. It may have atoms, and mass at both infinities. */
export interface StepLaw {
  /** P(step <= at). */
  readonly cumulative: (at: number) => number;
  /** E[step; step <= at], without what lies at minus infinity. */
  readonly partialMean: (at: number) => number;
}

/**
 * The mean number of steps until a sum that is held at 0 or above first reaches `h`, from 0: Page's integral equation,
 * solved for a run length that is linear between neighbours on an even grid.
 * @param cells - of the grid; the error falls with their square
 */
export function reflectedRunLength({ cumulative, partialMean }: StepLaw, h: number, cells: number): number {
  const width = h / cells;
  const edges = Array.from({ length: 2 * cells + 1 }, (_, at) => (at - cells) * width);
  const masses = edges.map((edge) => cumulative(edge));
  const means = edges.map((edge) => partialMean(edge));
  const matrix = Array.from({ length: cells + 1 }, (_, from) => {
    const row = Array.from({ length: cells + 1 }, () => 0);
    row[0] = masses[cells - from] ?? 0;
    for (let to = 0; to < cells; to += 1) {
      const edge = to - from + cells;
      const mass = (masses[edge + 1] ?? 0) - (masses[edge] ?? 0);
      const mean = (means[edge + 1] ?? 0) - (means[edge] ?? 0);
      const upper = (mean - (edges[edge] ?? 0) * mass) / width;
      row[to] = (row[to] ?? 0) + mass - upper;
      row[to + 1] = (row[to + 1] ?? 0) + upper;
    }
    return row.map((share, at) => (at === from ? 1 : 0) - share);
  });
  return (
    solveLinear(
      matrix,
      matrix.map(() => 1),
    )[0] ?? Infinity
  );
}
