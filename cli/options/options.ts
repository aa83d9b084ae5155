import type { Argv } from "yargs";
import { ownCommand } from "../../harness/world/own-module.ts";
import { writtenFormats } from "../../log/formats/format.ts";
import { dateOrders, timeUnits } from "../../log/import/format.ts";

/** Headings of options in the help of a command. */
export const drillGroup = "Drill:";
export const repeatGroup = "Many drills:";
export const logGroup = "Log:";
export const outputGroup = "Output:";

// Options that several commands share.

export const traceOption = {
  group: drillGroup,
  type: "boolean",
  default: false,
  describe: "Of a process on the real clock, count network bytes and system calls, too; as root",
} as const;

export const seedOption = {
  group: drillGroup,
  type: "number",
  default: 1,
  describe: "Seed of all randomness, a whole number from 0",
} as const;

/** For commands that play many drills. */
export const firstSeedOption = {
  group: repeatGroup,
  type: "number",
  default: 1,
  describe: "Seed of the first drill; each next drill adds 1",
} as const;

/** A positional. */
export const scenarioArgument = {
  type: "string",
  describe: "Scenario name (see firedrill list), or path of a YAML or JSON file",
} as const;

/** For commands that run one of server and client. */
export const wallClockOption = {
  group: drillGroup,
  type: "string",
  default: "real",
  describe: "Clock: real, or scaled:N (N times faster, N at most 1000)",
} as const;

export const severityOption = {
  group: drillGroup,
  choices: ["warning", "error"] as const,
  describe: "Severity that an alert must reach",
};

export const withinOption = {
  group: drillGroup,
  type: "string",
  describe: "Deadline in affected observations (10) or time (250ms, 3s, 5m)",
  defaultDescription: "the scenario's, else the detector's window",
} as const;

/** For commands that read the gates of a scenario. */
export const gateSeverityOption = {
  ...severityOption,
  defaultDescription: "the scenario's, else error",
} as const;

export const onsetOption = {
  group: repeatGroup,
  choices: ["drawn", "fixed"] as const,
  default: "drawn" as const,
  describe: "Incident start: drawn from the seed, or fixed (always fixed for logins)",
};

export const outOption = {
  group: outputGroup,
  type: "string",
  default: "runs",
  describe: "Folder in which to create the run folder",
} as const;

export const saveOption = {
  group: outputGroup,
  type: "boolean",
  default: true,
  describe: "Keep the run folder; --no-save writes no files",
} as const;

/** For studies that can run in parts. */
export const shardOption = {
  group: repeatGroup,
  type: "string",
  describe: "Play only part i of n: i/n, or auto (Slurm array, GitLab, Kubernetes); see firedrill merge",
} as const;

export const balanceOption = {
  group: repeatGroup,
  type: "string",
  array: true,
  nargs: 1,
  implies: "shard",
  describe: "Folder of an earlier run: deal out by how long its parts took; repeatable",
  defaultDescription: "in turn",
} as const;

export const logFormatOption = {
  group: outputGroup,
  choices: writtenFormats,
  default: "csv",
  describe: "Format of the log",
};

/** Defaults of the options for external detectors. */
export const remoteDefaults = { feed: "csv", session: "one", startTimeout: 10, phases: "pinned" } as const;

/** For commands that play many drills. */
export const jobsOption = {
  group: repeatGroup,
  type: "number",
  describe: "Drills at once where a detector is outside this process (cmd:..., prometheus:...)",
  defaultDescription: "one per processor",
} as const;

/** For commands that print one report. */
export const reportOption = {
  group: outputGroup,
  choices: ["text", "json"] as const,
  default: "text" as const,
  describe: "Report format on standard output",
};

export const verboseOption = {
  group: outputGroup,
  type: "boolean",
  default: false,
  describe: "Also show the floor of the delay and the efficiency of the detector",
} as const;

/** Ends the help of a command with examples, one line each, ready to paste into a shell. */
export function withExamples<T>(
  yargs: Argv<T>,
  examples: readonly (readonly [words: string, meaning: string])[],
): Argv<T> {
  const lines = examples.flatMap(([words, meaning]) => [`  # ${meaning}`, `  ${ownCommand} ${words}`]);
  return yargs.epilogue(["Examples:", ...lines].join("\n"));
}

const noValues: readonly string[] = [];

const severalTimes = { type: "string", array: true, nargs: 1 } as const;

/** An option that can be given several times, each time with one value. */
export const repeatable = { ...severalTimes, default: noValues, defaultDescription: "none" } as const;

export const settingsOption = {
  ...repeatable,
  group: drillGroup,
  describe: "Change to the scenario: attack.delayMs=80, onset=109; repeatable",
} as const;

/** The same, but required. */
export const repeatableOnceAtLeast = { ...severalTimes, demandOption: true } as const;

/** How to parse a recorded log, and when its incident was. */
export function recordedLogOptions<T>(yargs: Argv<T>) {
  return logWordsOptions(yargs)
    .option("onset", {
      type: "string",
      group: logGroup,
      describe: "Start of the incident: 2026-11-20T14:03:00, or 14:03:00 in a log of one day",
      defaultDescription: "none: the whole log is healthy",
    })
    .option("end", {
      type: "string",
      group: logGroup,
      implies: "onset",
      describe: "End of the incident, in the same form",
      defaultDescription: "end of the log",
    });
}

/** What to say about a log that says too little itself. */
export function logWordsOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("format", {
      type: "string",
      group: logGroup,
      describe: "Format of the log: a name, or nginx's log_format or Apache's LogFormat in single quotes",
      defaultDescription: "detected",
    })
    .option("columns", {
      type: "string",
      group: logGroup,
      conflicts: "format",
      describe: "What stands in which column of JSON or CSV: took=dt,at=ts,status=c",
      defaultDescription: "detected",
    })
    .option("unit", {
      choices: timeUnits,
      group: logGroup,
      describe: "Unit of response times",
      defaultDescription: "the format's",
    })
    .option("dates", {
      group: logGroup,
      choices: dateOrders,
      describe: "Which number of dates such as 03/04/2026 is the day",
      defaultDescription: "as a number above 12 says",
    });
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops the options without a value. */
export function given<T extends object>(options: T): Given<T>;
export function given(options: object): object {
  return Object.fromEntries(Object.entries({ ...options }).filter(([, value]) => value !== undefined));
}
