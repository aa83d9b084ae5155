import type { Alert } from "./alert.ts";
import type { OptionTable, OptionValues, ValuesOf } from "./detector-options.ts";
import { FiredrillError } from "./error.ts";
import { observedBy } from "./observed-by.ts";
import { perSeries } from "./per-series.ts";
import type { OptionValue } from "./scenario.ts";
import type { Signal } from "./source.ts";
import type { LogSource, Observation, RowOf } from "./sources.ts";
import { domainKit, logSources } from "./sources.ts";

/** Evaluates a log observation by observation. State lives in its closure; a fresh run needs a fresh detector. */
export interface Detector<O extends Observation> {
  readonly name: string;
  /** The default deadline, in affected observations. */
  readonly windowSize: number;
  /** Alerts that this observation triggers: changes of state only. Must not change the observation, nor keep it beyond the next one. */
  readonly observe: (observation: O) => readonly Alert[];
  /** Called when time passes without an observation. Its alerts carry the last observation's index and `nowMs`. */
  readonly elapse?: (nowMs: number) => readonly Alert[];
  /** What its option `arl0` is worth on the rows that it learned from; `undefined` while it holds, or is unknown. */
  readonly arl0Worth?: () => Arl0Worth | undefined;
  /**
   * What it holds against the observation that it saw last, for a person who watches: also where the alert of an earlier
   * one still stands for it. `undefined` when it holds nothing against it.
   */
  readonly remark?: () => Remark | undefined;
  /**
   * What it measures, after the newest observation, in the unit of its alerts' `score`: higher is more anomalous. `undefined`
   * while it judges nothing. Without it, only its alerts say how sure it is.
   */
  readonly scoreNow?: () => number | undefined;
  /**
   * The value of the newest observation itself, for a detector that compares nothing else with its threshold. No score: it says
   * how near a miss was, and the curve of the log shows it already.
   */
  readonly valueNow?: () => number | undefined;
  /**
   * What it compares its score with, by name, after the newest observation: for thresholds that no option gives as they are.
   */
  readonly thresholdsNow?: () => Readonly<Record<string, number>>;
}

/** What a detector holds against one observation. */
export type Remark = Pick<Alert, "subject" | "evidence">;

/** What a promised rate of false alarms is worth where healthy rows depend on each other. */
export interface Arl0Worth {
  /** Healthy rows per false alarm if rows were independent. */
  readonly promised: number;
  /** Healthy rows per false alarm to expect, to two digits. */
  readonly expected: number;
  /** Of neighboring rows, by their ranks: 0 for independent rows. */
  readonly rankAutocorrelation: number;
  /** Number of rows in which it was measured. */
  readonly rows: number;
}

/** The content of a model file: what a detector learned. */
export interface DetectorModel {
  readonly schemaVersion: 1;
  /** The name of the detector that learned it. */
  readonly detector: string;
  /** The signal that it learned from, for a detector that watches one; its default signal from then on. */
  readonly signal?: string;
  /** What the training log did not have, so that the detector does without: `response times`. */
  readonly lacks?: readonly string[];
}

/** A pass of a detector over what it learns from. */
export interface TrainingEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean loss of a training row, in the detector's own unit, while it was learned. */
  readonly loss: number;
  /** Mean loss of a row that was kept back, after the pass. */
  readonly validationLoss: number;
}

/** Learns from a log without incidents. */
export interface Training<O extends Observation = Observation> {
  readonly learn: (observation: O) => void;
  /**
   * @param onEpoch - called after each pass by a detector that learns in passes
   * @throws FiredrillError when the log is too short to learn from
   */
  readonly finish: (onEpoch?: (epoch: TrainingEpoch) => void) => DetectorModel;
}

/** What a detector can read: rows of these sources, or any log that has certain signals. */
export type Reads<S extends LogSource = LogSource> = readonly S[] | ReadsSignals;

/** For a detector that watches signals, whatever log they come from. */
export interface ReadsSignals {
  /** Names of the signals that the detector requires. */
  readonly signals: readonly string[];
  /**
   * Studies try the detector by default only on logs whose default signal is of this kind. Without it: on every log
   * that it can read. A detector that is named explicitly runs on any of them.
   */
  readonly madeFor?: "continuous";
  /** Set for a detector that studies try only when it is named. */
  readonly studied?: "when named";
}

/** The conditions under which a detector is created. */
export interface DetectorSetting {
  /** The log source it will see; it ignores rows of other sources. */
  readonly source: LogSource;
  /** What the detector has learned, if anything. */
  readonly model?: DetectorModel | undefined;
}

/** A detector before its options are set. */
export interface DetectorDefinition {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly reads: Reads;
  /** The single source for parsing, help and docs. */
  readonly options: OptionTable;
  /** The default deadline of a detector that cannot be created without a model. Others state it once created. */
  readonly windowSize?: number;
  /** @param values - as `parseOptions(options, ...)` returns them */
  readonly create: (values: OptionValues, setting: DetectorSetting) => Detector<Observation>;
  /** For a detector with the option `model` (a file path): learns the content of that file. */
  readonly train?: (values: OptionValues, setting: Pick<DetectorSetting, "source">) => Training;
  /**
   * For a detector whose model has a network: a file in the ONNX format that computes what the network computes here.
   * @throws FiredrillError BAD_MODEL
   */
  readonly onnx?: (model: DetectorModel) => Uint8Array;
}

/** No alerts. Shared, because most observations trigger none. */
export const none: readonly Alert[] = [];

/** A signal with its name. */
export interface ChosenSignal<Row extends Observation> extends Signal<Row> {
  readonly name: string;
}

/** What a definition's `create` and `train` can use of the log. */
export interface LogSetting<S extends LogSource> {
  readonly source: S;
  /** All signals of the log, by name. */
  readonly signals: Readonly<Record<string, Signal<RowOf<S>>>>;
  /**
   * The signal of this name, or the default signal: that of the model, else that of the log.
   * @throws FiredrillError BAD_OPTION, listing the available signals
   */
  readonly signal: (name?: string) => ChosenSignal<RowOf<S>>;
}

/**
 * Makes a definition for a detector that reads one or more sources, or signals of any log. Narrows rows by `kind`, so
 * that one registry can hold detectors for different logs, and judges each series of a log of several by a fresh detector.
 */
export function defineDetector<S extends LogSource, const T extends OptionTable>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly reads: Reads<S>;
  readonly options: T;
  readonly windowSize?: number;
  /** @param log - includes the detector's model, if it has one */
  readonly create: (
    values: ValuesOf<T>,
    log: LogSetting<S> & Pick<DetectorSetting, "model">,
  ) => Detector<RowOf<S>>;
  readonly train?: (values: ValuesOf<T>, log: LogSetting<S>) => Training<RowOf<S>>;
  readonly onnx?: (model: DetectorModel) => Uint8Array;
}): DetectorDefinition {
  const { name, summary, reads, options, windowSize, train, onnx } = definition;
  const sources = readsOf({ reads });
  const isReadable = (source: LogSource): source is S => sources.includes(source);
  const settingOf = (source: LogSource, usual?: string): LogSetting<S> => {
    if (!isReadable(source)) throw wrongLogSource(name, source, sources);
    const { signals } = domainKit(source);
    const standard = usual !== undefined && Object.hasOwn(signals, usual) ? usual : undefined;
    return { source, signals, signal: (wanted) => chosenSignal(name, source, wanted ?? standard) };
  };
  return {
    name,
    summary,
    reads,
    options,
    ...(windowSize === undefined ? {} : { windowSize }),
    ...(onnx === undefined ? {} : { onnx }),
    create: (values, { source, model }) => {
      const isRead = (row: Observation): row is RowOf<S> => row.kind === source;
      const checked = checkedValues(options, values);
      const created = (usual?: string): Detector<RowOf<S>> =>
        definition.create(checked, { ...settingOf(source, usual), model });
      const { defaultSignalOf, seriesOf } = domainKit(source);
      const createOne = (): Detector<Observation> => {
        const detector = created(model?.signal);
        let current = detector;
        let isBegun = model !== undefined;
        const observe = (observation: Observation): readonly Alert[] => {
          if (!isRead(observation)) return none;
          if (!isBegun) {
            isBegun = true;
            const usual = defaultSignalOf?.(observation);
            if (usual !== undefined) current = created(usual);
          }
          return current.observe(observation);
        };
        return observedBy(detector, observe, () => current);
      };
      return seriesOf === undefined
        ? createOne()
        : perSeries(createOne, (row) => (isRead(row) ? seriesOf(row) : undefined));
    },
    ...(train === undefined
      ? {}
      : {
          train: (values, { source }) => {
            const isRead = (row: Observation): row is RowOf<S> => row.kind === source;
            const checked = checkedValues(options, values);
            let training = train(checked, settingOf(source));
            let isBegun = false;
            return {
              learn: (observation) => {
                if (!isRead(observation)) return;
                const usual = isBegun ? undefined : domainKit(source).defaultSignalOf?.(observation);
                isBegun = true;
                if (usual !== undefined) training = train(checked, settingOf(source, usual));
                training.learn(observation);
              },
              finish: (onEpoch) => training.finish(onEpoch),
            };
          },
        }),
  };
}

function chosenSignal<S extends LogSource>(
  owner: string,
  source: S,
  wanted: string | undefined,
): ChosenSignal<RowOf<S>> {
  const { signals, defaultSignal } = domainKit(source);
  const name = wanted ?? defaultSignal;
  const signal = Object.hasOwn(signals, name) ? signals[name] : undefined;
  if (signal !== undefined) return { name, ...signal };
  const known = Object.entries(signals).map(([signalName, { describe }]) => `${signalName} (${describe})`);
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `Unknown signal "${name}" for ${owner}.`,
    `Signals of ${source} logs: ${known.join(", ")}.`,
  );
}

/** The log sources that the detector can read, in the order in which it names them, else in the usual order. */
export function readsOf({ reads }: { readonly reads: Reads }): readonly LogSource[] {
  if (!("signals" in reads)) return reads;
  return logSources.filter((source) => {
    const { signals } = domainKit(source);
    return reads.signals.every((name) => Object.hasOwn(signals, name));
  });
}

/** The log sources on which studies try the detector by default. */
export function madeFor(definition: { readonly reads: Reads }): readonly LogSource[] {
  const { reads } = definition;
  const kind = "signals" in reads ? reads.madeFor : undefined;
  return readsOf(definition).filter((source) => {
    const { signals, defaultSignal } = domainKit(source);
    return kind === undefined || signals[defaultSignal]?.kind === kind;
  });
}

/** @throws FiredrillError WRONG_LOG_SOURCE when the detector cannot read the source */
export function checkReads(
  definition: { readonly name: string; readonly reads: Reads },
  source: LogSource,
): void {
  const sources = readsOf(definition);
  if (!sources.includes(source)) throw wrongLogSource(definition.name, source, sources);
}

function wrongLogSource(name: string, source: LogSource, reads: readonly LogSource[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "WRONG_LOG_SOURCE",
    `The detector ${name} cannot read ${source} logs.`,
    `It reads ${reads.join(", ")} logs. "firedrill list" shows what each detector reads.`,
  );
}

/** The alert fields that point to this observation. For an alert from `elapse`, pass the last index and the instant. */
export function at(observation: Pick<Observation, "index" | "atMs">): Pick<Alert, "atIndex" | "atMs"> {
  return { atIndex: observation.index, atMs: observation.atMs };
}

/** Narrows plain values to the table's types. @throws RangeError when they did not come from `parseOptions` */
function checkedValues<T extends OptionTable>(table: T, values: OptionValues): ValuesOf<T> {
  const fits = (candidate: Readonly<Record<string, OptionValue | undefined>>): candidate is ValuesOf<T> =>
    Object.entries(table).every(([key, spec]) => {
      const value = candidate[key];
      return typeof value === typeof spec.default || (spec.kind === "signal" && value === undefined);
    });
  if (!fits(values)) throw new RangeError("detector options must come from parseOptions");
  return values;
}
