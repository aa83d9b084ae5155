import { normalUpperTail } from "../../../domain/numbers/normal.ts";
import type { StoredTail } from "./tail.ts";
import { Tail } from "./tail.ts";

/** Where values of a context lie, on the log scale. */
export interface Usual {
  readonly count: number;
  /** Median. */
  readonly center: number;
  /** Standard deviation of a normal distribution with the same 5 % and 95 % quantiles. */
  readonly spread: number;
}

/** A context's usual values as a model file stores them: name, count, center, spread. */
export type StoredUsual = readonly [string, number, number, number];

export interface StoredMagnitudes {
  /** From the most general level to the most special one. */
  readonly levels: readonly (readonly StoredUsual[])[];
  readonly tail: StoredTail;
}

/** Below a factor of 1.35, a size or a time that differs is no surprise, however constant it was. */
const leastSpread = 0.3;

/** What a general context is worth in a special one, in observations. */
const worthOfParent = 1;

/**
 * Sizes or times in nested contexts, on a log scale. Each level's median and spread are mixed with those of the level
 * above, which count as one observation, so that a page seen twice is judged mostly by itself and a new one by its
 * kind. The surprise is that of a normal distribution, but no larger than the tail of the training rows allows.
 */
export class Magnitudes {
  private readonly levels: readonly ReadonlyMap<string, Usual>[];
  private readonly tail: Tail;

  constructor({ levels, tail }: StoredMagnitudes) {
    this.levels = levels.map(
      (level) =>
        new Map(level.map(([context, count, center, spread]) => [context, { count, center, spread }])),
    );
    this.tail = new Tail(tail);
  }

  /** `-ln` of the probability of a value at least as far from the usual one. */
  nats(contexts: readonly string[], value: number): number {
    const distance = distanceOf(value, (at) => this.levels[at]?.get(contexts[at] ?? ""), this.levels.length);
    return Math.min(normalNats(distance), this.tail.nats(distance));
  }

  /** Of the most special context that was seen before. */
  usual(contexts: readonly string[]): Usual | undefined {
    const found = contexts.map((context, at) => this.levels[at]?.get(context));
    return found.findLast((usual) => usual !== undefined);
  }
}

/** Values that the tail is taken from; fewer say little. */
const fewestAbove = 30;

/** The number of values kept per context: the newest. */
const mostValues = 200;

/** Learns `Magnitudes`. */
export class MagnitudesLearner {
  private readonly levels: readonly Map<string, { newest: number[]; sorted: Float64Array | undefined }>[];
  private readonly rows: { readonly contexts: readonly string[]; readonly value: number }[] = [];

  constructor(depth: number) {
    this.levels = Array.from({ length: depth }, () => new Map());
  }

  add(contexts: readonly string[], value: number): void {
    this.rows.push({ contexts, value });
    for (const [at, level] of this.levels.entries()) {
      const context = contexts[at] ?? "";
      const kept = level.get(context);
      if (kept === undefined) level.set(context, { newest: [value], sorted: undefined });
      else if (kept.newest.length < mostValues) kept.newest.push(value);
      else kept.newest[this.rows.length % mostValues] = value;
    }
  }

  /** The surprise of each training row given all others, and what a model file stores. */
  finish(): { readonly nats: readonly number[]; readonly stored: StoredMagnitudes } {
    const levels = this.levels.map(
      (level) =>
        new Map([...level].map(([context, { newest }]) => [context, Float64Array.from(newest).sort()])),
    );
    const distances = this.rows.map(({ contexts, value }) =>
      distanceOf(value, (at) => usualOf(levels[at]?.get(contexts[at] ?? ""), value), levels.length),
    );
    const tail = Tail.learned(distances, fewestAbove);
    const fitted = new Tail(tail);
    return {
      nats: distances.map((distance) => Math.min(normalNats(distance), fitted.nats(distance))),
      stored: {
        levels: levels.map((level) =>
          [...level].flatMap(([context, sorted]) => {
            const usual = usualOf(sorted);
            return usual === undefined
              ? []
              : [[context, usual.count, rounded(usual.center), rounded(usual.spread)] as const];
          }),
        ),
        tail,
      },
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** @param without - one of the values, which is left out */
function usualOf(sorted: Float64Array | undefined, without?: number): Usual | undefined {
  if (sorted === undefined) return undefined;
  const gap = without === undefined ? -1 : sorted.indexOf(without);
  const count = sorted.length - (gap === -1 ? 0 : 1);
  if (count === 0) return undefined;
  const valueAt = (share: number): number => {
    const place = Math.round(share * (count - 1));
    return sorted[gap === -1 || place < gap ? place : place + 1] ?? 0;
  };
  const spread = (valueAt(0.95) - valueAt(0.05)) / (2 * 1.645);
  return { count, center: valueAt(0.5), spread: Math.max(leastSpread, spread) };
}

/** Distance from the usual value, in standard deviations. */
function distanceOf(value: number, usualAt: (level: number) => Usual | undefined, depth: number): number {
  let [center, variance] = [value, leastSpread ** 2];
  for (let at = 0; at < depth; at += 1) {
    const usual = usualAt(at);
    if (usual === undefined) continue;
    const worth = at === 0 ? 0 : worthOfParent;
    const all = usual.count + worth;
    center = (usual.count * usual.center + worth * center) / all;
    variance = (usual.count * usual.spread ** 2 + worth * variance) / all;
  }
  return Math.abs(value - center) / Math.sqrt(variance);
}

/** Beyond this the tail is 0 in double precision. */
const farthest = 30;

function normalNats(distance: number): number {
  return distance < farthest
    ? -Math.log(2 * normalUpperTail(distance))
    : (distance * distance) / 2 + Math.log(distance * Math.sqrt(Math.PI / 2));
}
