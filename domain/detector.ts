import type { Alert } from "./alert.ts";
import type { OptionTable, OptionValues, ValuesOf } from "./detector-options.ts";
import { FiredrillError } from "./error.ts";
import type { OptionValue } from "./scenario.ts";
import type { Signal } from "./source.ts";
import type { LogSource, Observation, RowOf } from "./sources.ts";
import { domainKit, logSources } from "./sources.ts";

/** Judges a log row by row. State lives in its closure; a fresh run means a fresh detector. */
export interface Detector<O extends Observation> {
  readonly name: string;
  /** The default deadline, in affected observations. */
  readonly windowSize: number;
  /** Alerts that this row is the evidence of: a change of state, not a state. Must not keep or change the row. */
  readonly observe: (observation: O) => readonly Alert[];
  /** Time passed without a row; its alerts are dated by the last row and by `nowMs`. */
  readonly elapse?: (nowMs: number) => readonly Alert[];
}

/** What a detector learned, as a JSON file holds it. */
export interface DetectorModel {
  readonly schemaVersion: 1;
  /** Whose it is. */
  readonly detector: string;
}

/** Learning from a log in which nothing is wrong. */
export interface Training<O extends Observation = Observation> {
  readonly learn: (observation: O) => void;
  /** @throws FiredrillError when there was too little to learn from */
  readonly finish: () => DetectorModel;
}

/** What a log must have for a detector to judge it: rows of one of these kinds, or certain signals. */
export type Reads<S extends LogSource = LogSource> = readonly S[] | ReadsSignals;

/** Judges numbers, whatever log they come from. */
export interface ReadsSignals {
  /** The names of those that it cannot do without. */
  readonly signals: readonly string[];
  /**
   * Studies try it unasked only on logs whose own signal is of this kind. Absent: on every log that it can read. Whoever
   * asks for it gets it on any.
   */
  readonly madeFor?: "continuous";
}

/** What a detector is made for. */
export interface DetectorSetting {
  /** The kind of log that it is shown; it ignores rows of others. */
  readonly source: LogSource;
  /** What it has learned; absent: nothing. */
  readonly model?: DetectorModel | undefined;
}

/** A detector before it is set up. */
export interface DetectorDefinition {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly reads: Reads;
  /** Described once: parsing, help and docs come from here. */
  readonly options: OptionTable;
  /** The default deadline, of a detector that cannot be made without a model; others say it once they are made. */
  readonly windowSize?: number;
  /** @param values - as `parseOptions(options, ...)` returns them */
  readonly create: (values: OptionValues, setting: DetectorSetting) => Detector<Observation>;
  /** Of a detector with the option `model`, the path of a file: learns what the file is to hold. */
  readonly train?: (values: OptionValues, setting: Pick<DetectorSetting, "source">) => Training;
}

/** No alerts; returned rather than made, for most rows bring none. */
export const none: readonly Alert[] = [];

/** A signal of a log, chosen by its name. */
export interface ChosenSignal<Row extends Observation> extends Signal<Row> {
  readonly name: string;
}

/** What a definition's `create` and `train` know of the log. */
export interface LogSetting<S extends LogSource> {
  readonly source: S;
  /** Everything that a row says in numbers, by name. */
  readonly signals: Readonly<Record<string, Signal<RowOf<S>>>>;
  /**
   * The signal of this name; without one the log's own.
   * @throws FiredrillError BAD_OPTION, listing those that there are
   */
  readonly signal: (name?: string) => ChosenSignal<RowOf<S>>;
}

/**
 * Makes a definition from a detector of one or more kinds of log, or of numbers from any log, and guards it by `kind`, so
 * that it can stand in a registry beside detectors of other logs.
 */
export function defineDetector<S extends LogSource, const T extends OptionTable>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly reads: Reads<S>;
  readonly options: T;
  readonly windowSize?: number;
  /** @param log - with what the detector has learned, if anything */
  readonly create: (
    values: ValuesOf<T>,
    log: LogSetting<S> & Pick<DetectorSetting, "model">,
  ) => Detector<RowOf<S>>;
  readonly train?: (values: ValuesOf<T>, log: LogSetting<S>) => Training<RowOf<S>>;
}): DetectorDefinition {
  const { name, summary, reads, options, windowSize, train } = definition;
  const sources = readsOf({ reads });
  const isReadable = (source: LogSource): source is S => sources.includes(source);
  const settingOf = (source: LogSource): LogSetting<S> => {
    if (!isReadable(source)) throw wrongLogSource(name, source, sources);
    return {
      source,
      signals: domainKit(source).signals,
      signal: (asked) => chosenSignal(name, source, asked),
    };
  };
  return {
    name,
    summary,
    reads,
    options,
    ...(windowSize === undefined ? {} : { windowSize }),
    create: (values, { source, model }) => {
      const isRead = (row: Observation): row is RowOf<S> => row.kind === source;
      const detector = definition.create(checkedValues(options, values), { ...settingOf(source), model });
      return {
        ...detector,
        observe: (observation) => (isRead(observation) ? detector.observe(observation) : none),
      };
    },
    ...(train === undefined
      ? {}
      : {
          train: (values, { source }) => {
            const isRead = (row: Observation): row is RowOf<S> => row.kind === source;
            const { learn, finish } = train(checkedValues(options, values), settingOf(source));
            return { learn: (observation) => (isRead(observation) ? learn(observation) : undefined), finish };
          },
        }),
  };
}

function chosenSignal<S extends LogSource>(
  owner: string,
  source: S,
  asked: string | undefined,
): ChosenSignal<RowOf<S>> {
  const { signals, defaultSignal } = domainKit(source);
  const name = asked ?? defaultSignal;
  const signal = Object.hasOwn(signals, name) ? signals[name] : undefined;
  if (signal !== undefined) return { name, ...signal };
  const known = Object.entries(signals).map(([one, { describe }]) => `${one} (${describe})`);
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${owner}: signal is "${name}".`,
    `A log of ${source} has these signals: ${known.join(", ")}.`,
  );
}

/** The kinds of log that it can judge, in the order in which people meet them; for those it names itself, in that order. */
export function readsOf({ reads }: { readonly reads: Reads }): readonly LogSource[] {
  if (!("signals" in reads)) return reads;
  return logSources.filter((source) => {
    const { signals } = domainKit(source);
    return reads.signals.every((name) => Object.hasOwn(signals, name));
  });
}

/** Those of them on which it is tried when nobody has named a detector. */
export function madeFor(definition: { readonly reads: Reads }): readonly LogSource[] {
  const { reads } = definition;
  const kind = "signals" in reads ? reads.madeFor : undefined;
  return readsOf(definition).filter((source) => {
    const { signals, defaultSignal } = domainKit(source);
    return kind === undefined || signals[defaultSignal]?.kind === kind;
  });
}

/** @throws FiredrillError WRONG_LOG_SOURCE */
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
    `The detector ${name} cannot read a log of ${source}.`,
    `It reads ${reads.join(", ")}. "firedrill list" shows which detectors read what.`,
  );
}

/** The evidence of an alert: this very row; for an alert that no row brought, the last row and the instant. */
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
