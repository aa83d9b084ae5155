import type { Alert } from "./alert.ts";
import type { OptionTable, OptionValues, ValuesOf } from "./detector-options.ts";
import type { LogSource, Observation, RowOf } from "./sources.ts";

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

/** A detector before it is set up. */
export interface DetectorDefinition {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** The kinds of log it can judge; it ignores rows of others. */
  readonly reads: readonly LogSource[];
  /** Described once: parsing, help and docs come from here. */
  readonly options: OptionTable;
  /** The default deadline, of a detector that cannot be made without a model; others say it once they are made. */
  readonly windowSize?: number;
  /** @param values - as `parseOptions(options, ...)` returns them */
  readonly create: (values: OptionValues, model?: DetectorModel) => Detector<Observation>;
  /** Of a detector with the option `model`, the path of a file: learns what the file is to hold. */
  readonly train?: (values: OptionValues) => Training;
}

/** No alerts; returned rather than made, for most rows bring none. */
export const none: readonly Alert[] = [];

/**
 * Makes a definition from a detector of one or more kinds of log, and guards it by `kind`, so that it can stand in a
 * registry beside detectors of other logs.
 */
export function defineDetector<S extends LogSource, const T extends OptionTable>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly reads: readonly S[];
  readonly options: T;
  readonly windowSize?: number;
  readonly create: (values: ValuesOf<T>, model?: DetectorModel) => Detector<RowOf<S>>;
  readonly train?: (values: ValuesOf<T>) => Training<RowOf<S>>;
}): DetectorDefinition {
  const { name, summary, reads, options, windowSize, train } = definition;
  const isRead = (observation: Observation): observation is RowOf<S> =>
    reads.some((source) => source === observation.kind);
  return {
    name,
    summary,
    reads,
    options,
    ...(windowSize === undefined ? {} : { windowSize }),
    create: (values, model) => {
      const detector = definition.create(checkedValues(options, values), model);
      return {
        ...detector,
        observe: (observation) => (isRead(observation) ? detector.observe(observation) : none),
      };
    },
    ...(train === undefined
      ? {}
      : {
          train: (values) => {
            const { learn, finish } = train(checkedValues(options, values));
            return { learn: (observation) => (isRead(observation) ? learn(observation) : undefined), finish };
          },
        }),
  };
}

/** The evidence of an alert: this very row; for an alert that no row brought, the last row and the instant. */
export function at(observation: Pick<Observation, "index" | "atMs">): Pick<Alert, "atIndex" | "atMs"> {
  return { atIndex: observation.index, atMs: observation.atMs };
}

/** Narrows plain values to the table's types. @throws RangeError when they did not come from `parseOptions` */
function checkedValues<T extends OptionTable>(table: T, values: OptionValues): ValuesOf<T> {
  const fits = (candidate: OptionValues): candidate is ValuesOf<T> =>
    Object.entries(table).every(([key, spec]) => typeof candidate[key] === typeof spec.default);
  if (!fits(values)) throw new RangeError("detector options must come from parseOptions");
  return values;
}
