/** Nodes and weights of an integral over an interval. */
export interface Quadrature {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss-Legendre quadrature over [0, length], exact for polynomials of degree 2 count - 1; nodes by Newton's method. */
export function gaussLegendre(count: number, length: number): Quadrature {
  const points = Array.from({ length: count }, (_, at) => legendreRoot(count, at));
  return {
    nodes: points.map(({ root }) => ((1 - root) * length) / 2),
    weights: points.map(({ root, slope }) => length / ((1 - root * root) * slope * slope)),
  };
}

function legendreRoot(count: number, at: number): { readonly root: number; readonly slope: number } {
  let root = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
  let slope = 0;
  for (let step = 0; step < 20; step += 1) {
    const { value, derivative } = legendre(count, root);
    slope = derivative;
    const change = value / derivative;
    root -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return { root, slope };
}

function legendre(count: number, at: number): { readonly value: number; readonly derivative: number } {
  let [before, value] = [1, at];
  for (let degree = 2; degree <= count; degree += 1) {
    [before, value] = [value, ((2 * degree - 1) * at * value - (degree - 1) * before) / degree];
  }
  return { value, derivative: (count * (at * value - before)) / (at * at - 1) };
}
