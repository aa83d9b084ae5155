import type { Argv } from "yargs";

// Options that several commands take, each described once.

export const seedOption = { type: "number", default: 1, describe: "All chance comes from it" } as const;

/** Of many drills. */
export const firstSeedOption = { type: "number", default: 1, describe: "The first of them" } as const;

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

/** Of commands that print one report. */
export const reportOption = {
  choices: ["text", "json"] as const,
  default: "text" as const,
  describe: "What standard output carries",
};

/** The arguments that a command's builder describes, as yargs infers them. */
export type ArgumentsOf<B extends (yargs: Argv) => unknown> = ReturnType<B> extends Argv<infer T> ? T : never;

const noValues: readonly string[] = [];

const severalTimes = { type: "string", array: true, nargs: 1 } as const;

/** An option that may be given several times, each time with one value. */
export const repeatable = { ...severalTimes, default: noValues } as const;

/** The same, at least once: a default would stand in for what is missing. */
export const repeatableOnceAtLeast = { ...severalTimes, demandOption: true } as const;
