import type { Row } from "./section.ts";
import { median } from "./section.ts";

/** One measurement, in a unit of which more is better: rows a second, never nanoseconds. */
type Measure = () => number | Promise<number>;

/** A hot path beside the barest code that does the same work. */
export interface HotPath {
  /** What is measured, with its unit: `cusum, rows a second`. */
  readonly what: string;
  readonly ours: Measure;
  /** The same work with nothing around it, or the machine's own share of it. */
  readonly bare: Measure;
  /** Ours divided by the bare code's, as it was when the path was last worked on. */
  readonly usual: number;
}

/** The heading of the verdict of a hot path. A section whose rows have it makes `npm run bench` fail. */
export const verdictHeading = "verdict";

/** The verdict of a path whose ratio is less than half the usual one. */
export const halved = "HALVED";

/**
 * Measures each path and its bare code in turns, so that both meet the same machine.
 * @param turns - of each; the ratio is the median of the turns' ratios
 * @returns a row for each path, with the heading `verdict`
 */
export async function besideBare(paths: readonly HotPath[], turns = 7): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const path of paths) rows.push(await rowOf(path, turns));
  return rows;
}

async function rowOf({ what, ours, bare, usual }: HotPath, turns: number): Promise<Row> {
  const [own, barest, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn < turns; turn += 1) {
    const [one, other] = [await ours(), await bare()];
    own.push(one);
    barest.push(other);
    ratios.push(one / other);
  }
  const ratio = median(ratios);
  return {
    what,
    ours: median(own),
    bare: median(barest),
    ratio,
    usual,
    [verdictHeading]: verdictOf(ratio, usual),
  };
}

/** @param usual - the ratio as it was when the path was last worked on */
export function verdictOf(ratio: number, usual: number): string {
  return ratio < usual / 2 ? halved : "kept";
}

/** How many of something a second. @param work - does it so many times */
export async function perSecondOf(count: number, work: () => void | Promise<void>): Promise<number> {
  const beforeMs = performance.now();
  await work();
  return (count * 1000) / (performance.now() - beforeMs);
}
