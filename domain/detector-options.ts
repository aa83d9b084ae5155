import { FiredrillError } from "./error.ts";
import type { OptionValue } from "./scenario.ts";
import { didYouMean } from "./text/nearest-name.ts";

/** One option of a detector. */
export type OptionSpec =
  | {
      readonly kind: "number";
      readonly default: number;
      readonly min?: number;
      readonly max?: number;
      /** The unit of the value, and of the detector's score if the option is a threshold on it. */
      readonly unit?: "s" | "ms" | "rows";
      /**
       * The detector alerts above this value. The lowest threshold limits how much timing error a drill can tolerate.
       */
      readonly threshold?: boolean;
      readonly describe: string;
    }
  /** A whole number. */
  | {
      readonly kind: "count";
      readonly default: number;
      readonly min: number;
      readonly max?: number;
      readonly unit?: "rows";
      readonly describe: string;
    }
  | {
      readonly kind: "choice";
      readonly default: string;
      readonly choices: readonly string[];
      readonly describe: string;
    }
  /** Any text. An empty text means that the option was not given. */
  | { readonly kind: "text"; readonly default: string; readonly describe: string }
  /** The name of the signal to watch. The option has no value unless one was given. */
  | { readonly kind: "signal"; readonly default: ""; readonly describe: string };

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export type OptionValues = Readonly<Record<string, OptionValue>>;

/** The type of the values that a table describes. */
export type ValuesOf<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly kind: "signal" }
    ? string | undefined
    : T[K] extends { readonly kind: "choice" | "text" }
      ? string
      : number;
};

/**
 *  /** Merges `given` into the defaults.
 * @param owner - the detector's name, for error messages
 * @throws FiredrillError UNKNOWN_OPTION or BAD_OPTION, with the valid options or values
 */
export function parseOptions(owner: string, table: OptionTable, given: OptionValues): OptionValues {
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(table, key)) throw unknownOption(owner, key, table);
  }
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, spec]) => {
      const text = given[key];
      const value = text === undefined ? spec.default : parseValue(owner, key, spec, text);
      return spec.kind === "signal" && value === "" ? [] : [[key, value]];
    }),
  );
}

function parseValue(owner: string, key: string, spec: OptionSpec, given: OptionValue): OptionValue {
  if (spec.kind === "text" || spec.kind === "signal") return String(given);
  if (spec.kind === "choice") {
    const chosen = String(given);
    if (!spec.choices.includes(chosen))
      throw badOption(owner, key, given, `one of ${spec.choices.join(", ")}`);
    return chosen;
  }
  const value = typeof given === "string" && given.trim() === "" ? Number.NaN : Number(given);
  const whole = spec.kind === "number" || Number.isInteger(value);
  const low = spec.min ?? -Infinity;
  const high = spec.max ?? Infinity;
  if (!Number.isFinite(value) || !whole || value < low || value > high)
    throw badOption(owner, key, given, range(spec));
  return value;
}

function range(spec: Extract<OptionSpec, { readonly kind: "number" | "count" }>): string {
  const noun = spec.kind === "count" ? "a whole number" : "a number";
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  const from = spec.min === undefined ? "" : ` from ${spec.min}`;
  const to = spec.max === undefined ? "" : ` up to ${spec.max}`;
  return `${noun}${unit}${from}${to}`;
}

/**
 * The lowest threshold in milliseconds.
 * @returns undefined when no threshold is a time, or the chosen signal is not a time
 */
export function lowestThresholdMs(table: OptionTable, values: OptionValues): number | undefined {
  const chosen = Object.entries(table).flatMap(([key, { kind }]) =>
    kind === "signal" ? (values[key] ?? []) : [],
  );
  if (chosen.some((name) => !String(name).endsWith("Seconds"))) return undefined;
  const thresholds = Object.entries(table).flatMap(([key, spec]) => {
    if (spec.kind !== "number" || spec.threshold !== true) return [];
    const value = Number(values[key] ?? spec.default);
    if (spec.unit === "s") return [value * 1000];
    return spec.unit === "ms" ? [value] : [];
  });
  return thresholds.length === 0 ? undefined : Math.min(...thresholds);
}

function unknownOption(owner: string, key: string, table: OptionTable): FiredrillError {
  const known = Object.entries(table).map(([name, spec]) => `${name}=${spec.default}`);
  return new FiredrillError(
    "usage",
    "UNKNOWN_OPTION",
    `Unknown option "${key}" for ${owner}.`,
    known.length === 0
      ? "It has no options."
      : `${didYouMean(key, Object.keys(table))}Options and defaults: ${known.join(", ")}.`,
  );
}

function badOption(owner: string, key: string, given: OptionValue, wanted: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OPTION",
    `Invalid ${owner} option ${key}=${given}: expected ${wanted}.`,
    '"firedrill list" shows the options of every detector.',
  );
}
