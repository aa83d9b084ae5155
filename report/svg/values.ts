import { scaleLinear, scaleUtc } from "d3-scale";
import type { DrillDocument } from "../../domain/results/document.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { durationText, elapsedText, secondText } from "../text/sentences.ts";

const sizes = ["B", "kB", "MB", "GB", "TB"] as const;

/** `505 ms`, `12.5 %`, `4.2 MB`, `3`. @param unit - as charts give it */
export function valueText(value: number, unit: string): string {
  if (unit === "ms") return durationText(value);
  if (unit !== "B") return `${Number(value.toPrecision(4))}${unit === "" ? "" : ` ${unit}`}`;
  const step = Math.max(0, Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${Number((value / Number(`1e${step * 3}`)).toPrecision(3))} ${sizes[step] ?? "B"}`;
}

/** A position in percent of the width, with a word. */
export interface TimeTick {
  readonly percent: number;
  readonly text: string;
}

/** What instants are written with. */
export interface Axis extends Pick<DrillDocument, "axis" | "startMs"> {
  /** Where instants are counted from, after the start of the drill. Default 0. */
  readonly sinceMs?: number;
}

const dayMs = 86_400_000;
const secondMs = 1000;

/** An instant as a person reads it: `00:51.300` since the start, or its date. */
export function afterText(afterMs: number, { axis, startMs, sinceMs = 0 }: Axis): string {
  const elapsedMs = sinceMs + afterMs;
  if (axis === "calendar") return secondText(startMs + elapsedMs);
  const parts = Math.floor(Math.max(0, elapsedMs)) % secondMs;
  return `${elapsedText(elapsedMs)}.${String(parts).padStart(3, "0")}`;
}

/** @param count - how many there should be, about */
export function timeTicks(
  lengthMs: number,
  { axis, startMs, sinceMs = 0 }: Axis,
  count: number,
): readonly TimeTick[] {
  const fromMs = axis === "calendar" ? startMs + sinceMs : sinceMs;
  const ticks = scaleUtc([fromMs, fromMs + lengthMs], [0, 100])
    .ticks(count)
    .map(Number);
  if (axis === "calendar") {
    const stepMs = (ticks[1] ?? 0) - (ticks[0] ?? 0);
    return ticks.map((atMs) => ({
      percent: percentOf(atMs - fromMs, lengthMs),
      text: stepMs >= dayMs ? formatInstant(atMs).slice(5, 10) : formatInstant(atMs).slice(11, 16),
    }));
  }
  const isFine = (ticks[1] ?? secondMs) < secondMs;
  return ticks.map((afterMs) => ({
    percent: percentOf(afterMs - fromMs, lengthMs),
    text: isFine ? durationText(afterMs) : elapsedText(afterMs),
  }));
}

/** To a ten-thousandth of a percent: a thousandth of a pixel. */
export function percentOf(afterMs: number, lengthMs: number): number {
  return Math.round((afterMs / lengthMs) * 1e6) / 1e4;
}

/** A vertical axis from 0, with round figures. */
export interface ValueScale {
  /** In pixels from the top. */
  readonly y: (value: number) => number;
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
}

export function valueScale(
  least: number,
  most: number,
  height: number,
  textOf: (value: number) => string,
): ValueScale {
  const scale = scaleLinear([Math.min(0, least), most > least || most > 0 ? most : 1], [height, 0]).nice(4);
  const y = (value: number): number => Math.round(scale(value) * 100) / 100;
  return { y, ticks: scale.ticks(4).map((value) => ({ y: y(value), text: textOf(value) })) };
}
