import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";
import { countText } from "../text/sentences.ts";

/** A word on an axis. */
export interface Tick {
  /** In pixels. */
  readonly at: number;
  readonly text: string;
}

/** Where values stand on one axis of a picture. */
export interface Scale {
  /** In pixels, to a hundredth. */
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** First the pixel of the least value. */
export type PixelRange = readonly [from: number, to: number];

/** Counts from 0 to at least `most`. */
export function linearCounts(most: number, range: PixelRange): Scale {
  const scale = scaleLinear([0, Math.max(1, most)], range).nice();
  const whole = scale.ticks(6).filter(Number.isInteger);
  return { place: (value) => round(scale(value)), ticks: ticksAt(whole, scale) };
}

/** Shares from 0 to 1 with a little room at both ends. */
export function shares(range: PixelRange): Scale {
  const scale = scaleLinear([-0.03, 1.03], range);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => ({
    at: round(scale(share)),
    text: `${Math.round(share * 100)} %`,
  }));
  return { place: (value) => round(scale(value)), ticks };
}

/** Values of at least 1 on a logarithmic axis, up to `most` and a little further; lower ones stand at 1. */
export function logCounts(most: number, range: PixelRange): Scale {
  const scale = scaleLog([0.8, Math.max(10, most) * 1.25], range);
  return { place: (value) => round(scale(Math.max(1, value))), ticks: ticksAt(steps(most), scale) };
}

/** What stands for 0 where a logarithmic axis has no place for it: one step below 1. */
const zero = 0.5;

/** The same with a place for 0, at the beginning of the axis. */
export function logCountsWithZero(most: number, range: PixelRange): Scale {
  const scale = scaleLog([zero * 0.8, Math.max(10, most) * 1.25], range);
  const place = (value: number): number => round(scale(value === 0 ? zero : Math.max(1, value)));
  return { place, ticks: [{ at: place(0), text: "0" }, ...ticksAt(steps(most), scale)] };
}

/** Losses on a logarithmic axis, from the least to the most; those of 0 and below stand at the end. */
export function lossScale(least: number, most: number, range: PixelRange): Scale {
  const low = Math.max(least, most / 1e6, Number.MIN_VALUE);
  const scale = scaleLog([low / 1.1, Math.max(most, low) * 1.1], range);
  const nameOf = scale.tickFormat(6, "~r");
  const ticks = scale.ticks(6).map((loss) => ({ at: round(scale(loss)), text: nameOf(loss) }));
  return { place: (loss) => round(scale(Math.max(loss, low))), ticks };
}

/** Instants in UTC. @param range - of the first and the last of them */
export function instants(firstMs: number, lastMs: number, range: PixelRange): Scale {
  const scale = scaleUtc([firstMs, lastMs], range);
  const nameOf = scale.tickFormat();
  const ticks = scale.ticks(8).map((instant) => ({ at: round(scale(instant)), text: nameOf(instant) }));
  return { place: (atMs) => round(scale(atMs)), ticks };
}

/** To a hundredth of a pixel. */
export function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** 1, 2, 5, 10, ...; only powers of ten where there are many. */
function steps(most: number): readonly number[] {
  const end = Math.max(10, most);
  const factors = end > 5000 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = 1; power <= end; power *= 10) all.push(...factors.map((factor) => factor * power));
  return all.filter((step) => step <= end);
}

function ticksAt(values: readonly number[], scale: (value: number) => number): readonly Tick[] {
  return values.map((value) => ({ at: round(scale(value)), text: countText(value) }));
}
