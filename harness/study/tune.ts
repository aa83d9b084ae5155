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
import type { Dependence } from "../../domain/numbers/dependence.ts";
import { dependenceOf } from "../../domain/numbers/dependence.ts";
import type { RemoteDefinition } from "../../domain/remote-detector.ts";
import type { LogSource, Observation, Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import { readObservedLog } from "../../log/files/read.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { counted } from "../../report/text/sentences.ts";
import { falseAlarmRate } from "../../score/statistics/false-alarm-rate.ts";
import { localOffsetMs } from "../clock/clock.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { simulate } from "../drill/simulate.ts";
import type { AnyDefinition } from "../session/definition.ts";
import { howToMark, isRemote, keepingPrograms } from "../session/definition.ts";
import { detectorCrashed, isFenced, lateFault } from "../session/fence.ts";
import { sessionsFor } from "../session/sessions.ts";
import { harnessKit } from "../sources.ts";

/** The source of healthy traffic. */
export type HealthyTraffic =
  | { readonly kind: "log"; readonly path: string }
  /** A name, or the path of a file. Only the scenario's healthy traffic is used, extended. */
  | { readonly kind: "scenario"; readonly name: string };

export interface TuneRequest {
  readonly choice: DetectorChoice;
  readonly traffic: HealthyTraffic;
  /** Healthy rows per false alarm. */
  readonly arl0: number;
  readonly severity: Severity;
  readonly seed: number;
  /** In rows, a whole number from 1. Default: what the measured dependence requires. */
  readonly block?: number;
  /** Logs at once that a detector outside this process judges. Default 1. */
  readonly jobs?: number;
  /** @param rows - replayed so far */
  readonly onProgress: (rows: number) => void;
}

export interface TunedDetector extends Tuned {
  /** Rows per block, drawn together. */
  readonly block: number;
  /** Of neighboring rows, by the ranks of the watched signal; absent when all its values are equal. */
  readonly rankAutocorrelation?: number;
  /** Rows of healthy traffic available for sampling. */
  readonly healthyRows: number;
}

const fewestRows = 100;

/** @throws FiredrillError NO_HEALTHY_TRAFFIC, WRONG_LOG_SOURCE, CANNOT_TUNE, and what reading the log and the detector throw */
export async function tuneDetector({ choice, traffic, ...request }: TuneRequest): Promise<TunedDetector> {
  const { definition, options } = choice;
  const rows = await healthyRows(traffic, request.seed);
  const [first] = rows;
  if (first === undefined || rows.length < fewestRows)
    throw noHealthyTraffic(`${counted(rows.length, "row", "rows")}, and at least ${fewestRows} are needed`);
  checkReads(definition, first.kind);
  const dependence = dependenceOf(watchedValues(rows, first.kind, options));
  const block = request.block ?? blockFor(rows.length, dependence);
  const [tuned] = await Promise.allSettled([tune({ ...request, definition, options, rows, block })]);
  const fault = await lateFault(definition);
  if (fault !== undefined) throw fault;
  if (tuned.status === "rejected") throw tuned.reason;
  const [rankAutocorrelation] = dependence?.rankAutocorrelations ?? [];
  return {
    ...tuned.value,
    healthyRows: rows.length,
    block,
    ...(rankAutocorrelation === undefined ? {} : { rankAutocorrelation }),
  };
}

const shortestBlock = 50;

/**
 * As long as the dependence requires, and long enough for rules with a window; at most a tenth of the log, so that it has
 * some to choose from.
 */
export function blockFor(rows: number, dependence: Dependence | undefined): number {
  const wanted = Math.max(shortestBlock, dependence?.blockRows ?? 1);
  return Math.min(wanted, Math.max(shortestBlock, Math.floor(rows / 10)));
}

/** The values of the detector's option `signal`, else of the log's default signal. */
function watchedValues(
  rows: readonly Observation[],
  source: LogSource,
  options: OptionValues,
): readonly number[] {
  const { signals, defaultSignal } = domainKit(source);
  const signal = signals[String(options["signal"] ?? "")] ?? signals[defaultSignal];
  return signal === undefined ? [] : rows.flatMap((row) => signal.valueOf(row) ?? []);
}

async function healthyRows(traffic: HealthyTraffic, seed: number): Promise<readonly Observation[]> {
  switch (traffic.kind) {
    case "log": {
      const rows: Observation[] = [];
      const reading = readObservedLog(traffic.path, { utcOffsetMs: localOffsetMs });
      for await (const batch of reading.batches) for (const row of batch) rows.push(row);
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
    throw noHealthyTraffic(`scenario "${scenario.name}" has no healthy phase that can be extended`);
  return healthy;
}

function noHealthyTraffic(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_HEALTHY_TRAFFIC",
    `Not enough healthy traffic for tuning: ${why}.`,
    `Give a healthy log of at least ${fewestRows} rows, or a scenario with a healthy first phase.`,
  );
}

export interface TuneSettings extends Pick<
  TuneRequest,
  "arl0" | "severity" | "seed" | "jobs" | "onProgress"
> {
  readonly definition: AnyDefinition;
  /** As the user gave them. */
  readonly options: OptionValues;
  /** A healthy log. */
  readonly rows: readonly Observation[];
  /** Block length of the resampling, in rows. */
  readonly block: number;
}

interface Tuned {
  /** The given options with the thresholds found. */
  readonly options: OptionValues;
  /** Measured on healthy traffic that the search did not use. */
  readonly measured: FalseAlarmRate;
  /** Total number of replayed rows. */
  readonly replayed: number;
}

const growth = 1.5;
const mostSteps = 30;
const halvings = 6;
/** A threshold is tried on this many times the target ARL0 of rows, or until it is clearly wrong. */
const triedFor = 60;
/** A run without an alert ends after this many times the target ARL0. The next one continues the count. */
const longestRun = 5;
/** The same for a detector outside this process, which judges a log to its end whenever it alerts. */
const longestRunOutside = 2;
/** A threshold is clearly wrong at this many standard deviations of the number of false alarms. */
const clear = 3;
/** Below this many alarms, actual and expected, nothing is clear. */
const fewest = 12;

/**
 * Finds the thresholds at which a detector has the target ARL0. Replays resampled healthy traffic to fresh detectors, each
 * up to its first alert, and scales all thresholds of the detector, or its option `threshold`, by one factor, within the
 * ranges of these options.
 * Stops early on thresholds that are clearly wrong. Replays a few hundred times the target ARL0 of rows.
 * @throws FiredrillError CANNOT_TUNE, and of kind `drill` when a detector outside this process fails
 */
export async function tune(settings: TuneSettings): Promise<Tuned> {
  const { definition, arl0 } = settings;
  const { scale, lowest, highest } = scalerOf(settings);
  const replay = replayer(settings);
  const isTooLow = async (factor: number): Promise<boolean> => {
    const { rows, alarms } = await replay(scale(factor), isClear);
    return alarms * arl0 > rows;
  };
  const factor = await search(isTooLow, definition.name, { lowest, highest });
  const options = scale(factor);
  const { rows, alarms } = await replay(options, () => false);
  return { options, measured: falseAlarmRate(rows, alarms, 0), replayed: replay.total() };
}

interface Replayed {
  readonly rows: number;
  readonly alarms: number;
}

interface Replay {
  (options: OptionValues, isEnough: (alarms: number, expected: number) => boolean): Promise<Replayed>;
  readonly total: () => number;
}

/** Each replay draws new traffic. */
function replayer(settings: TuneSettings): Replay {
  const { definition, rows: log, arl0, seed, block, jobs = 1, onProgress } = settings;
  const chance = randomStream(seed, "tune");
  const isOutside = isRemote(definition);
  const atOnce = isOutside ? jobs * (definition.logsAtOnce ?? 1) : 1;
  const untilAlert = isOutside ? outsideRun(settings, definition) : insideRun(settings, definition);
  let total = 0;
  let streams = 0;
  const replay = async (
    values: OptionValues,
    isEnough: (alarms: number, expected: number) => boolean,
  ): Promise<Replayed> => {
    let [rows, alarms] = [0, 0];
    const isDone = (): boolean => rows >= triedFor * arl0 || isEnough(alarms, rows / arl0);
    while (!isDone()) {
      const mostRows = isOutside
        ? longestRunOutside * arl0
        : Math.min(triedFor * arl0 - rows, longestRun * arl0);
      const runs = await Promise.all(
        Array.from({ length: atOnce }, async (_, at) =>
          untilAlert(values, resampled(log, block, chance(streams + 1 + at)), Math.ceil(mostRows)),
        ),
      );
      // How many are played at once does not change how many count.
      for (const run of runs) {
        if (isDone()) break;
        streams += 1;
        rows += run.rows;
        alarms += run.alarms;
        total += run.rows;
        onProgress(total);
      }
    }
    return { rows, alarms };
  };
  const kept = async (options: OptionValues, isEnough: Parameters<Replay>[1]): Promise<Replayed> => {
    const values = parseOptions(definition.name, definition.options, options);
    const { result, differs } = await keepingPrograms([definition], () => replay(values, isEnough));
    for (const error of differs.values()) throw notTrusted(error);
    return result;
  };
  return Object.assign(kept, { total: () => total });
}

/** Shows a fresh detector this traffic up to its first alert, or so many rows. */
type Run = (
  values: OptionValues,
  traffic: Iterable<Observation>,
  mostRows: number,
) => Replayed | Promise<Replayed>;

function insideRun({ rows: log, severity }: TuneSettings, definition: DetectorDefinition): Run {
  const source = sourceOf(log);
  return (values, traffic, mostRows) => {
    const detector = definition.create(values, { source });
    let rows = 0;
    for (const row of traffic) {
      rows += 1;
      const hasAlarm = judged(definition, detector, row).some(
        (alert) => alert.state === "firing" && reaches(alert.severity, severity),
      );
      if (hasAlarm) return { rows, alarms: 1 };
      if (rows >= mostRows) break;
    }
    return { rows, alarms: 0 };
  };
}

/** A detector outside this process gets all rows, and those after its first alert do not count. */
function outsideRun({ rows: log, severity, seed }: TuneSettings, definition: RemoteDefinition): Run {
  const source = sourceOf(log);
  let runs = 0;
  return async (options, traffic, mostRows) => {
    let nowMs = 0;
    const clock: Clock = {
      nowMs: () => nowMs,
      sleepUntilMs: () => Promise.reject(new RangeError("nothing sleeps while a log is replayed")),
      hold: () => () => undefined,
    };
    const context = { clock, clockKind: { kind: "virtual" }, seed: seed + (runs += 1) } as const;
    const sessions = sessionsFor([{ definition, options }], source, context, () => undefined);
    try {
      await Promise.all(sessions.all.map((session) => session.start()));
      for (const row of traffic) {
        nowMs = row.atMs;
        for (const session of sessions.all) await session.observe(row);
        if (row.index + 1 >= mostRows) break;
      }
      await Promise.all(sessions.all.map((session) => session.finish(nowMs)));
    } finally {
      await Promise.all(sessions.all.map((session) => session.abandon()));
    }
    for (const { error } of sessions.all) if (error !== undefined) throw notTrusted(error);
    const alarmed = sessions.all
      .flatMap(({ alerts }) => alerts)
      .filter((alert) => alert.state === "firing" && reaches(alert.severity, severity))
      .map(({ atIndex }) => atIndex + 1);
    return alarmed.length === 0 ? { rows: mostRows, alarms: 0 } : { rows: Math.min(...alarmed), alarms: 1 };
  };
}

function sourceOf([first]: readonly Observation[]): LogSource {
  if (first === undefined) throw new RangeError("there are no rows to sample from");
  return first.kind;
}

function notTrusted({ message }: VerdictError): FiredrillError {
  return new FiredrillError("drill", "DETECTOR_CRASHED", message, "Mend the detector, then tune again.");
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

/** True if the number of false alarms differs clearly from the expected number. */
function isClear(alarms: number, expected: number): boolean {
  const most = Math.max(alarms, expected);
  return most >= fewest && Math.abs(alarms - expected) > clear * Math.sqrt(most);
}

async function search(
  isTooLow: (factor: number) => Promise<boolean>,
  name: string,
  { lowest, highest }: FactorRange,
): Promise<number> {
  let [low, high] = [1, 1];
  if (await isTooLow(1)) {
    for (let step = 0; low === high || (await isTooLow(high)); step += 1) {
      if (step === mostSteps || high >= highest) throw cannotTune(name, "it alarms at every threshold tried");
      [low, high] = [high, Math.min(high * growth, highest)];
    }
  } else {
    for (let step = 0; low === high || !(await isTooLow(low)); step += 1) {
      if (step === mostSteps || low <= lowest)
        throw cannotTune(name, "it never alarms on this traffic, even at the lowest threshold tried");
      [low, high] = [Math.max(low / growth, lowest), low];
    }
  }
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = Math.sqrt(low * high);
    if (await isTooLow(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Factors that keep every threshold within the range of its option. */
interface FactorRange {
  readonly lowest: number;
  readonly highest: number;
}

interface Scaler extends FactorRange {
  /** The given options with every threshold multiplied by the factor. */
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

/** Options marked as thresholds, else the option `threshold`. */
function thresholdsOf(table: OptionTable): readonly Threshold[] {
  const numbers = Object.entries<OptionSpec>(table).flatMap(([key, spec]) => {
    if (spec.kind !== "number") return [];
    const { min = -Infinity, max = Infinity, threshold: isMarked = false } = spec;
    return [{ key, min, max, isMarked }];
  });
  const marked = numbers.filter(({ isMarked }) => isMarked);
  return marked.length > 0 ? marked : numbers.filter(({ key }) => key === "threshold");
}

function noThresholds({ definition, rows, arl0 }: TuneSettings): FiredrillError {
  const { name, options } = definition;
  const own = Object.hasOwn(options, "arl0")
    ? `Set its false alarm rate with its option arl0: ${name}:arl0=${arl0}. `
    : "";
  const readers = detectorsFor(rows.slice(0, 1).map(({ kind }) => kind));
  const tunable = readers.filter((reader) => thresholdsOf(reader.options).length > 0);
  return new FiredrillError(
    "usage",
    "CANNOT_TUNE",
    `The detector ${name} has no threshold to tune.`,
    howToMark(definition) ??
      `${own}Detectors that can be tuned on such a log: ${tunable.map((reader) => reader.name).join(", ")}.`,
  );
}

function cannotTune(name: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "CANNOT_TUNE",
    `Cannot tune ${name}: ${why}.`,
    "Give a longer healthy log, or a lower --arl0.",
  );
}

/**
 * Endless healthy traffic from blocks of a healthy log (the moving-block bootstrap of Kunsch 1989), which keeps the
 * dependence within a block. Rows are numbered from 0 and ordered by time.
 * @param rows - at least one
 */
export function* resampled(
  rows: readonly Observation[],
  block: number,
  random: Random,
): Generator<Observation, never, undefined> {
  const size = Math.min(block, rows.length);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("there are no rows to sample from");
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

/** The target rate of false alarms as the command line gives it. */
export interface FalseAlarmGoal {
  /** Healthy rows per false alarm. */
  readonly arl0?: number;
  /** `1/week`. */
  readonly falseAlarms?: string;
  /** Rate of rows: `2/s`. */
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
 * Healthy rows per false alarm.
 * @throws FiredrillError BAD_FALSE_ALARM_RATE
 */
export function goalArl0({ arl0, falseAlarms, rate }: FalseAlarmGoal): number {
  if (arl0 !== undefined && (falseAlarms !== undefined || rate !== undefined))
    throw badGoal("both --arl0 and --false-alarms were given");
  const goal =
    arl0 ?? perSecond("--rate", rate ?? "1/s") / perSecond("--false-alarms", falseAlarms ?? "1/week");
  if (arl0 === undefined && (falseAlarms === undefined || rate === undefined))
    throw badGoal("--arl0, or --false-alarms with --rate, is required");
  if (!(goal >= 10 && goal <= 1e9))
    throw badGoal(`${goal} rows per false alarm is outside the range from 10 to 1e9`);
  return goal;
}

function perSecond(option: string, text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\/([a-z]+)$/.exec(text) ?? [];
  const seconds = secondsIn[unit];
  if (count === undefined || Number(count) === 0 || seconds === undefined)
    throw badGoal(`${option} "${text}" is not a rate like 2/s or 1/week`);
  return Number(count) / seconds;
}

function badGoal(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_FALSE_ALARM_RATE",
    `Invalid false alarm rate: ${why}.`,
    "Give --arl0 100000 (rows per false alarm, 10 to 1e9), or --false-alarms 1/week with --rate 2/s.",
  );
}
