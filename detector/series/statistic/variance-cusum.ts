import { normalCumulative, normalDensity } from "../../../domain/numbers/normal.ts";
import { reflectedRunLength } from "../../../domain/numbers/run-length.ts";
import type { StepLaw } from "../../../domain/numbers/run-length.ts";
import { risingRoot } from "../../../domain/numbers/root.ts";
import { remembered } from "./statistic.ts";
import type { Statistic } from "./statistic.ts";

/**
 * The values that count as evidence of a larger spread: all, or only those above the middle, so that a drop is no
 * evidence.
 */
export type Side = "both" | "upper";

const cells = 120;

/** The CUSUM of the likelihood ratio of a standard deviation `ratio` times as large (Page 1954, Hawkins 1981). */
export class VarianceCusum implements Statistic {
  private readonly perSquare: number;
  private readonly toll: number;
  /** Values below this are ignored. */
  private readonly least: number;
  private sum = 0;

  /** @param ratio - above 1 */
  constructor(ratio: number, side: Side) {
    this.perSquare = squareWeight(ratio);
    this.toll = Math.log(ratio);
    this.least = side === "both" ? -Infinity : 0;
  }

  next(value: number): number {
    if (value >= this.least) this.sum = Math.max(0, this.sum + value * value * this.perSquare - this.toll);
    return this.sum;
  }

  reset(): void {
    this.sum = 0;
  }
}

/**
 * Solves the integral equation; accurate to four digits. With the upper side alone the chain moves at every second
 * value on average, so its run lengths are exactly twice as long.
 */
export function varianceCusumThreshold(arl0: number, ratio: number, side: Side): number {
  return side === "both" ? bothSides(arl0, ratio) : bothSides(arl0 / 2, ratio);
}

const bothSides = remembered((arl0, ratio) =>
  risingRoot(0.05, Math.max(1, Math.log(arl0)), (h) => Math.log(varianceRunLength(ratio, h) / arl0)),
);

/** The mean run length on standard normal values. */
function varianceRunLength(ratio: number, h: number): number {
  const perSquare = squareWeight(ratio);
  const toll = Math.log(ratio);
  const law: StepLaw = {
    cumulative: (at) => squareCumulative((at + toll) / perSquare),
    partialMean: (at) => {
      const square = (at + toll) / perSquare;
      return perSquare * squarePartialMean(square) - toll * squareCumulative(square);
    },
  };
  return reflectedRunLength(law, h, cells);
}

function squareWeight(ratio: number): number {
  return (1 - 1 / (ratio * ratio)) / 2;
}

/** P(Z^2 <= at) for a standard normal Z. */
function squareCumulative(at: number): number {
  return at <= 0 ? 0 : 2 * normalCumulative(Math.sqrt(at)) - 1;
}

/** E[Z^2; Z^2 <= at]. */
function squarePartialMean(at: number): number {
  if (at <= 0) return 0;
  const root = Math.sqrt(at);
  return squareCumulative(at) - 2 * root * normalDensity(root);
}
