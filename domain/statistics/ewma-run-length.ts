import { gaussLegendre } from "./gauss-legendre.ts";
import { solveLinear } from "./linear-system.ts";
import { normalCumulative, normalDensity } from "./normal.ts";

/** So far below 0, in its own standard deviations, an average is taken to stay. */
const lowest = -8;
const nodesPerSd = 2.5;
const fewestNodes = 40;

/**
 * The mean run length of a one-sided exponentially weighted average of normal values of variance 1, from 0: the integral
 * equation of Crowder (1987).
 * @param lambda - the weight of the newest value, above 0 and at most 1
 * @param limit - alarm at so many of the average's own (final) standard deviations
 * @param mean - of the values
 */
export function ewmaRunLength(lambda: number, limit: number, mean: number): number {
  const sd = Math.sqrt(lambda / (2 - lambda));
  const length = (limit - lowest) * sd;
  const count = Math.max(fewestNodes, Math.ceil((nodesPerSd * length) / lambda));
  const { nodes, weights } = gaussLegendre(count, length);
  const levels = nodes.map((node) => node + lowest * sd);
  const starts = [0, ...levels];
  const matrix = starts.map((start, row) => {
    const centre = (1 - lambda) * start + lambda * mean;
    const below = normalCumulative((lowest * sd - centre) / lambda);
    return [
      row === 0 ? 1 : 0,
      ...levels.map((level, at) => {
        const weight = ((weights[at] ?? 0) * normalDensity((level - centre) / lambda)) / lambda;
        const isLowest = at === levels.length - 1 ? below : 0;
        return (row === at + 1 ? 1 : 0) - weight - isLowest;
      }),
    ];
  });
  return (
    solveLinear(
      matrix,
      starts.map(() => 1),
    )[0] ?? Infinity
  );
}
