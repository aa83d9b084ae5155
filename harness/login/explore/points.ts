import type { Origin, Point } from "../../../report/login/explore/exploration.ts";

/** Collects points of a picture; equal ones are one point. */
export interface PointBook {
  /** @param example - whose point it is, a text from the log */
  readonly add: (x: number, y: number, origin: Origin, example: string) => void;
  readonly finish: () => readonly Point[];
  /** Points that were rounded. */
  readonly rounded: () => number;
}

interface Growing extends Point {
  count: number;
}

/** @param limit - once there are so many distinct points, new ones are rounded to one digit */
export function pointBook(limit: number): PointBook {
  const points = new Map<string, Growing>();
  let rounded = 0;

  function add(x: number, y: number, origin: Origin, example: string): void {
    const key = `${x} ${y} ${origin}`;
    const known = points.get(key);
    if (known === undefined) points.set(key, { x, y, origin, count: 1, example });
    else known.count += 1;
  }

  return {
    add: (x, y, origin, example) => {
      if (points.size < limit || points.has(`${x} ${y} ${origin}`)) return add(x, y, origin, example);
      rounded += 1;
      add(oneDigit(x), oneDigit(y), origin, example);
    },
    finish: () => [...points.values()],
    rounded: () => rounded,
  };
}

function oneDigit(value: number): number {
  return Number(value.toPrecision(1));
}
