import { detectorsFor } from "../../detector/registry.ts";
import type { Alert, Severity } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import type { Random } from "../../domain/chance/random.ts";
import { randomStream } from "../../domain/chance/random.ts";
import type { OptionSpec, OptionTable, OptionValues } from "../../domain/detector-options.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Detector, DetectorDefinition } from "../../domain/detector.ts";
import { checkReads } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { FalseAlarmRate } from "../../domain/results/statistics.ts";
import type { Observation, Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { readObservedLog } from "../../log/files/read.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { falseAlarmRate } from "../../score/statistics/false-alarm-rate.ts";
import { localOffsetMs } from "../clock/clock.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { simulate } from "../drill/simulate.ts";
import { isRemote } from "../session/definition.ts";
import { detectorCrashed, isFenced, lateFault } from "../session/fence.ts";
import { harnessKit } from "../sources.ts";
import { needsOwnProcess } from "./repeat.ts";

/** Where healthy traffic comes from. */
export type HealthyTraffic =
  | { readonly kind: "log"; readonly path: string }
  /** A name, or the path of a file; its health goes on, and nothing else happens. */
  | { readonly kind: "scenario"; readonly name: string };

export interface TuneOrder {
  readonly choice: DetectorChoice;
  readonly traffic: HealthyTraffic;
  readonly arl0: number;
  readonly severity: Severity;
  readonly seed: number;
  readonly block: number;
  readonly onProgress: (rows: number) => void;
}

export interface TunedDetector extends Tuned {
  /** Rows of healthy traffic that there were to draw from. */
  readonly healthyRows: number;
}

const fewestRows = 100;

/** @throws FiredrillError NO_HEALTHY_TRAFFIC, WRONG_LOG_SOURCE, CANNOT_TUNE, REMOTE_NOT_SUPPORTED, and what reading the log throws */
export async function tuneDetector({ choice, traffic, ...order }: TuneOrder): Promise<TunedDetector> {
  const { definition, options } = choice;
  if (isRemote(definition)) throw needsOwnProcess();
  const rows = await healthyRows(traffic, order.seed);
  const [first] = rows;
  if (first === undefined || rows.length < fewestRows)
    throw noHealthyTraffic(`there are ${rows.length} rows`);
  checkReads(definition, first.kind);
  const [tuned] = await Promise.allSettled([
    new Promise<Tuned>((resolve) => resolve(tune({ ...order, definition, options, rows }))),
  ]);
  const fault = await lateFault(definition);
  if (fault !== undefined) throw fault;
  if (tuned.status === "rejected") throw tuned.reason;
  return { ...tuned.value, healthyRows: rows.length };
}

async function healthyRows(traffic: HealthyTraffic, seed: number): Promise<readonly Observation[]> {
  switch (traffic.kind) {
    case "log": {
      const rows: Observation[] = [];
      const reading = readObservedLog(traffic.path, { utcOffsetMs: localOffsetMs });
      for await (const row of reading.rows) rows.push(row);
      return rows;
    }
    case "scenario":
      return Array.from(
        simulate(healthyPart(await loadOrFindScenario(traffic.name)), seed),
        ({ observation }) => observation,
      );
  }
}

/** @throws FiredrillError NO_HEALTHY_TRAFFIC */
function healthyPart(scenario: Scenario): Scenario {
  const healthy = harnessKit(scenario.source).study.healthOf(scenario);
  if (healthy === undefined)
    throw noHealthyTraffic(`the scenario ${scenario.name} has no healthy phase that could go on`);
  return healthy;
}

function noHealthyTraffic(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_HEALTHY_TRAFFIC",
    `There is too little healthy traffic to tune with: ${why}.`,
    `Give a log of at least ${fewestRows} rows in which nothing is wrong, or a scenario that begins in health.`,
  );
}

export interface TuneSettings {
  readonly definition: DetectorDefinition;
  /** As the user gave them. */
  readonly options: OptionValues;
  /** In which nothing is wrong. */
  readonly rows: readonly Observation[];
  /** Healthy rows to a false alarm. */
  readonly arl0: number;
  readonly severity: Severity;
  readonly seed: number;
  /** How many rows stay together when the log is resampled. */
  readonly block: number;
  /** @param rows - replayed so far */
  readonly onProgress: (rows: number) => void;
}

interface Tuned {
  /** To paste: those given, with the thresholds that were found. */
  readonly options: OptionValues;
  /** On healthy traffic that the search has not seen. */
  readonly measured: FalseAlarmRate;
  /** Replayed in all. */
  readonly replayed: number;
}

const growth = 1.5;
const mostSteps = 30;
const halvings = 6;
/** A threshold is tried on so many times the asked ARL0 of rows, or until it is clear that it is wrong. */
const triedFor = 60;
/** A run without an alert that is so many times as long is broken off; the next one goes on counting. */
const longestRun = 5;
/** In standard deviations of the number of false alarms. */
const clear = 3;
/** Before so many alarms have come, or should have, nothing is clear. */
const fewest = 12;

/**
 * Finds the thresholds at which a detector has this ARL0: replays resampled healthy traffic to fresh detectors, each from
 * its warm-up on to its first alert, and scales every threshold of the detector by one factor, or its option `threshold`,
 * as far as the ranges of these options go.
 * Thresholds that are clearly wrong are given up early; a few hundred times the asked ARL0 of rows are replayed.
 * @throws FiredrillError CANNOT_TUNE
 */
export function tune(settings: TuneSettings): Tuned {
  const { definition, arl0 } = settings;
  const { scale, lowest, highest } = scalerOf(settings);
  const replay = replayer(settings);
  const isTooLow = (factor: number): boolean => {
    const { rows, alarms } = replay(scale(factor), isClear);
    return alarms * arl0 > rows;
  };
  const factor = search(isTooLow, definition.name, { lowest, highest });
  const options = scale(factor);
  const { rows, alarms } = replay(options, () => false);
  return { options, measured: falseAlarmRate(rows, alarms, 0), replayed: replay.total() };
}

interface Replayed {
  readonly rows: number;
  readonly alarms: number;
}

interface Replay {
  (options: OptionValues, isEnough: (alarms: number, expected: number) => boolean): Replayed;
  readonly total: () => number;
}

/** Each replay draws other traffic than the one before. */
function replayer({ definition, rows: log, arl0, severity, seed, block, onProgress }: TuneSettings): Replay {
  const chance = randomStream(seed, "tune");
  const [source] = log.map(({ kind }) => kind);
  if (source === undefined) throw new RangeError("there is nothing to draw from");
  let total = 0;
  let streams = 0;
  const untilAlert = (values: OptionValues, mostRows: number): Replayed => {
    const detector = definition.create(values, { source });
    let rows = 0;
    streams += 1;
    for (const row of resampled(log, block, chance(streams))) {
      rows += 1;
      const hasAlarm = judged(definition, detector, row).some(
        (alert) => alert.state === "firing" && reaches(alert.severity, severity),
      );
      if (hasAlarm) return { rows, alarms: 1 };
      if (rows >= mostRows) return { rows, alarms: 0 };
    }
    return { rows, alarms: 0 };
  };
  const replay = (
    options: OptionValues,
    isEnough: (alarms: number, expected: number) => boolean,
  ): Replayed => {
    const values = parseOptions(definition.name, definition.options, options);
    let [rows, alarms] = [0, 0];
    while (rows < triedFor * arl0 && !isEnough(alarms, rows / arl0)) {
      const run = untilAlert(values, Math.min(triedFor * arl0 - rows, longestRun * arl0));
      rows += run.rows;
      alarms += run.alarms;
      total += run.rows;
      onProgress(total);
    }
    return { rows, alarms };
  };
  return Object.assign(replay, { total: () => total });
}

/** @throws FiredrillError DETECTOR_CRASHED for a detector from outside */
function judged(
  definition: DetectorDefinition,
  detector: Detector<Observation>,
  row: Observation,
): readonly Alert[] {
  try {
    return detector.observe(row);
  } catch (error) {
    throw isFenced(definition) ? detectorCrashed(definition.name, `observation ${row.index}`, error) : error;
  }
}

/** The number of false alarms is far from the one in `expected` that is asked for. */
function isClear(alarms: number, expected: number): boolean {
  const most = Math.max(alarms, expected);
  return most >= fewest && Math.abs(alarms - expected) > clear * Math.sqrt(most);
}

function search(
  isTooLow: (factor: number) => boolean,
  name: string,
  { lowest, highest }: FactorRange,
): number {
  let [low, high] = [1, 1];
  if (isTooLow(1)) {
    for (let step = 0; low === high || isTooLow(high); step += 1) {
      if (step === mostSteps || high >= highest)
        throw cannotTune(name, "it alarms at every threshold that was tried");
      [low, high] = [high, Math.min(high * growth, highest)];
    }
  } else {
    for (let step = 0; low === high || !isTooLow(low); step += 1) {
      if (step === mostSteps || low <= lowest)
        throw cannotTune(name, "it never alarms on this traffic, however low they are");
      [low, high] = [Math.max(low / growth, lowest), low];
    }
  }
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = Math.sqrt(low * high);
    if (isTooLow(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** By which factors thresholds may be scaled: the first option that is at the end of its range ends it for all. */
interface FactorRange {
  readonly lowest: number;
  readonly highest: number;
}

interface Scaler extends FactorRange {
  /** The given options with thresholds so many times as high as they are. */
  readonly scale: (factor: number) => OptionValues;
}

function scalerOf(settings: TuneSettings): Scaler {
  const { definition, options: given } = settings;
  const { name, options: table } = definition;
  const values = parseOptions(name, table, given);
  const starts = thresholdsOf(table).map(({ key, min, max }) => {
    return { key, min, max, start: Number(values[key]) || 1 };
  });
  if (starts.length === 0) throw noThresholds(settings);
  return {
    lowest: Math.max(0, ...starts.map(({ min, start }) => min / start)),
    highest: Math.min(...starts.map(({ max, start }) => max / start)),
    scale: (factor) => ({
      ...given,
      ...Object.fromEntries(
        starts.map(({ key, min, max, start }) => {
          return [key, Math.min(max, Math.max(min, Number((start * factor).toPrecision(4))))];
        }),
      ),
    }),
  };
}

interface Threshold {
  readonly key: string;
  readonly min: number;
  readonly max: number;
}

/** The options that can be tuned. */
function thresholdsOf(table: OptionTable): readonly Threshold[] {
  const numbers = Object.entries<OptionSpec>(table).flatMap(([key, spec]) => {
    if (spec.kind !== "number") return [];
    const { min = -Infinity, max = Infinity, threshold: isMarked = false } = spec;
    return [{ key, min, max, isMarked }];
  });
  const marked = numbers.filter(({ isMarked }) => isMarked);
  return marked.length > 0 ? marked : numbers.filter(({ key }) => key === "threshold");
}

function noThresholds({ definition: { name, options }, rows, arl0 }: TuneSettings): FiredrillError {
  const own = Object.hasOwn(options, "arl0")
    ? `Its option arl0 says how rare its false alarms are to be: ${name}:arl0=${arl0}. `
    : "";
  const readers = detectorsFor(rows.slice(0, 1).map(({ kind }) => kind));
  const tunable = readers.filter((one) => thresholdsOf(one.options).length > 0);
  return new FiredrillError(
    "usage",
    "CANNOT_TUNE",
    `The detector ${name} has no threshold to be found.`,
    `${own}Detectors that can be tuned on such a log: ${tunable.map((one) => one.name).join(", ")}.`,
  );
}

function cannotTune(name: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "CANNOT_TUNE",
    `The thresholds of ${name} cannot be found: ${why}.`,
    "Give a longer healthy log, or ask for fewer rows between false alarms.",
  );
}

/**
 * Healthy traffic without end, made of blocks of a healthy log (the moving-block bootstrap of Kunsch 1989): what depends
 * on each other within a block still does. Rows are numbered from 0 and follow each other in time.
 * @param rows - at least one
 */
export function* resampled(
  rows: readonly Observation[],
  block: number,
  random: Random,
): Generator<Observation, never, undefined> {
  const size = Math.min(block, rows.length);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("there is nothing to draw from");
  const gapMs = rows.length < 2 ? 1 : (last.atMs - first.atMs) / (rows.length - 1);
  let endMs = first.atMs;
  for (let index = 0; ;) {
    const from = Math.floor(random.uniform() * (rows.length - size + 1));
    const shiftMs = endMs + (index === 0 ? 0 : gapMs) - (rows[from]?.atMs ?? 0);
    for (const row of rows.slice(from, from + size)) {
      yield domainKit(row.kind).shifted(row, index, shiftMs);
      endMs = row.atMs + shiftMs;
      index += 1;
    }
  }
}

/** How rare false alarms are to be, as asked. */
export interface FalseAlarmGoal {
  /** Healthy rows to a false alarm. */
  readonly arl0?: number;
  /** `1/week`. */
  readonly falseAlarms?: string;
  /** Of rows: `2/s`. */
  readonly rate?: string;
}

const secondsIn: Readonly<Record<string, number>> = {
  s: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
  year: 31_557_600,
};

/**
 * Healthy rows to a false alarm.
 * @throws FiredrillError BAD_FALSE_ALARM_RATE
 */
export function goalArl0({ arl0, falseAlarms, rate }: FalseAlarmGoal): number {
  if (arl0 !== undefined && (falseAlarms !== undefined || rate !== undefined))
    throw badGoal("both --arl0 and --false-alarms were given");
  const goal =
    arl0 ?? perSecond("--rate", rate ?? "1/s") / perSecond("--false-alarms", falseAlarms ?? "1/week");
  if (arl0 === undefined && (falseAlarms === undefined || rate === undefined))
    throw badGoal("nothing says how rare false alarms are to be");
  if (!(goal >= 10 && goal <= 1e9)) throw badGoal(`it comes to ${goal} rows between false alarms`);
  return goal;
}

function perSecond(option: string, text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\/([a-z]+)$/.exec(text) ?? [];
  const seconds = secondsIn[unit];
  if (count === undefined || Number(count) === 0 || seconds === undefined)
    throw badGoal(`${option} is "${text}"`);
  return Number(count) / seconds;
}

function badGoal(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_FALSE_ALARM_RATE",
    `No goal to tune for: ${why}.`,
    "Give --arl0 100000 (rows to a false alarm, 10 to 1e9), or --false-alarms 1/week with --rate 2/s.",
  );
}
