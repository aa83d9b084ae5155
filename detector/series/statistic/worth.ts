import { randomStream } from "../../../domain/chance/random.ts";
import type { Arl0Worth } from "../../../domain/detector.ts";
import type { Dependence } from "../../../domain/numbers/dependence.ts";
import { chanceAutocorrelation, normalCorrelation } from "../../../domain/numbers/dependence.ts";
import { Hold } from "./hold.ts";

/** What a detector does with normal scores. */
export interface ScoreWatch {
  /** The rule for this ARL0, fresh. @returns true for an alarm, after which it starts again */
  readonly rule: (arl0: number) => (score: number) => boolean;
  /** Rows without an alarm that end an episode. */
  readonly quiet: number;
  /** Tells rules and their options apart. */
  readonly key: string;
}

/** A promise kept to two thirds is kept: on independent rows, too, it is met to within a third. */
const keptShare = 2 / 3;

/**
 * What an ARL0 that holds on independent rows is worth on rows that depend on each other.
 * @param arl0 - as promised
 * @returns undefined when the dependence could be chance, or does not matter to this rule
 */
export function arl0Worth(watch: ScoreWatch, arl0: number, dependence: Dependence): Arl0Worth | undefined {
  const { rows, rankAutocorrelations, effectiveRows } = dependence;
  const [rankAutocorrelation = 0] = rankAutocorrelations;
  if (rankAutocorrelation <= chanceAutocorrelation(rows)) return undefined;
  const ofSum = (rows - effectiveRows) / (rows + effectiveRows);
  const correlation = Math.max(normalCorrelation(rankAutocorrelation), ofSum);
  const expected = Number(expectedArl0(watch, arl0, onGrid(correlation)).toPrecision(2));
  return expected < keptShare * arl0 ? { promised: arl0, expected, rankAutocorrelation, rows } : undefined;
}

const finest = 0.02;
const highest = 0.98;

/** Finer steps do not matter, and coarse ones are remembered. */
function onGrid(correlation: number): number {
  return Math.min(highest, Math.max(finest, Math.round(correlation / finest) * finest));
}

/** Above it, run lengths are extrapolated: their logarithm grows evenly with that of the ARL0. */
const highestSimulated = 10_000;
const lowerSimulated = 1000;

function expectedArl0(watch: ScoreWatch, arl0: number, correlation: number): number {
  if (arl0 <= highestSimulated) return simulated(watch, arl0, correlation);
  const [low, high] = [lowerSimulated, highestSimulated].map((one) => simulated(watch, one, correlation));
  const growth = Math.log((high ?? 1) / (low ?? 1)) / Math.log(highestSimulated / lowerSimulated);
  return (high ?? 1) * (arl0 / highestSimulated) ** Math.max(0, growth);
}

const known = new Map<string, number>();
const episodesWanted = 200;
const mostRows = 400_000;

/**
 * Rows per episode on normal scores in which each row depends on the one before (a first-order autoregression), from a
 * fixed seed. The standard error is about a tenth.
 */
function simulated({ rule, quiet, key }: ScoreWatch, arl0: number, correlation: number): number {
  const name = `${key} ${arl0} ${correlation.toFixed(2)}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const random = randomStream(1, "dependent scores")(0);
  const hasAlarm = rule(arl0);
  const hold = new Hold(quiet);
  const fresh = Math.sqrt(1 - correlation * correlation);
  let score = random.normal();
  let [rows, episodes, wasOpen] = [0, 0, false];
  while (rows < mostRows && episodes < episodesWanted) {
    const isOpen = hold.row(hasAlarm(score));
    if (isOpen && !wasOpen) episodes += 1;
    wasOpen = isOpen;
    rows += 1;
    score = correlation * score + fresh * random.normal();
  }
  const perEpisode = rows / Math.max(1, episodes);
  known.set(name, perEpisode);
  return perEpisode;
}
