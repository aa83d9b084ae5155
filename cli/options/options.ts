import type { Argv } from "yargs";
import { importFormatNames, timeUnits } from "../../log/import/format.ts";

// Options that several commands take, each described once.

export const seedOption = { type: "number", default: 1, describe: "All chance comes from it" } as const;

/** Of many drills. */
export const firstSeedOption = { type: "number", default: 1, describe: "The first of them" } as const;

/** A positional. */
export const scenarioArgument = {
  type: "string",
  describe: "A name (see firedrill list), or the path of a YAML or JSON file",
} as const;

export const severityOption = {
  choices: ["warning", "error"] as const,
  describe: "What an alert must reach",
};

export const withinOption = {
  type: "string",
  describe: "Deadline: affected observations (10) or time (3s, 250ms)",
} as const;

export const onsetOption = {
  choices: ["drawn", "fixed"] as const,
  default: "drawn" as const,
  describe: "When the incident begins: drawn from the seed, or as the scenario says (of logins always)",
};

export const outOption = { type: "string", default: "runs", describe: "Where run folders are made" } as const;

export const saveOption = {
  type: "boolean",
  default: true,
  describe: "Keep the run folder; --no-save keeps nothing",
} as const;

export const logFormatOption = {
  choices: ["csv", "ndjson", "original"] as const,
  default: "csv" as const,
  describe: "How it is spelled",
};

/** Of detectors that are not ours, by the options of `run`. */
export const remoteDefaults = { feed: "csv", startTimeout: 10, phases: "pinned" } as const;

/** Of commands that print one report. */
export const reportOption = {
  choices: ["text", "json"] as const,
  default: "text" as const,
  describe: "What standard output carries",
};

const noValues: readonly string[] = [];

const severalTimes = { type: "string", array: true, nargs: 1 } as const;

/** An option that may be given several times, each time with one value. */
export const repeatable = { ...severalTimes, default: noValues } as const;

/** The same, at least once: a default would stand in for what is missing. */
export const repeatableOnceAtLeast = { ...severalTimes, demandOption: true } as const;

/** How a log is to be understood, and when its incident was. */
export function recordedLogOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("onset", {
      type: "string",
      demandOption: true,
      describe: "When it began: 2026-11-20T14:03:00, or 14:03:00 in a log of one day",
    })
    .option("end", {
      type: "string",
      describe: "When all was well again; default: the log ends in the incident",
    })
    .option("format", {
      choices: importFormatNames,
      describe: "What the log is; default: guessed, or refused",
    })
    .option("unit", { choices: timeUnits, describe: "Of its response times; default: as the format has it" });
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The options that were given: those with a value. */
export function given<T extends object>(options: T): Given<T>;
export function given(options: object): object {
  return Object.fromEntries(Object.entries({ ...options }).filter(([, value]) => value !== undefined));
}
