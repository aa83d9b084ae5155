import { gaussLegendre } from "./gauss-legendre.ts";
import { solveLinear } from "./linear-system.ts";
import { normalCumulative, normalDensity } from "./normal.ts";

/** Three nodes to a standard deviation, for the kernel is as wide as that. */
const nodesPerSd = 3;
const fewestNodes = 32;

/**
 * The mean run length of a one-sided CUSUM, `W = max(0, W + x - k)`, alarm at `W >= h`, from zero, on normal values of
 * variance 1. By the integral equation of Page (1954), exact to about seven digits.
 * @param k - the reference value, half of the shift it is made for
 * @param mean - of the values: 0 gives ARL0, the shift itself ARL1
 */
export function cusumRunLength(k: number, h: number, mean: number): number {
  const { nodes, weights } = gaussLegendre(fewestNodes + Math.ceil(nodesPerSd * h), h);
  const starts = [0, ...nodes];
  const matrix = starts.map((start, row) => [
    (row === 0 ? 1 : 0) - normalCumulative(k - start - mean),
    ...nodes.map(
      (node, at) => (row === at + 1 ? 1 : 0) - (weights[at] ?? 0) * normalDensity(node + k - start - mean),
    ),
  ]);
  return (
    solveLinear(
      matrix,
      starts.map(() => 1),
    )[0] ?? Infinity
  );
}
