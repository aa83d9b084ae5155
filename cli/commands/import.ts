import type { Argv, CommandModule } from "yargs";
import { importFormatNames, keepable, timeUnits } from "../../log/import/format.ts";
import type { ArgumentsOf } from "../options/options.ts";

type ImportArguments = ArgumentsOf<typeof importOptions>;

/** `firedrill import FILE --onset TIME`: an incident of yours becomes a scenario. */
export const importCommand: CommandModule<unknown, ImportArguments> = {
  command: "import <file>",
  describe: "Make a scenario of a recorded log",
  builder: importOptions,
  async handler({ file, onset, end, out, format, unit, keep }) {
    const { importToScenario } = await import("./import-to-scenario.ts");
    await importToScenario({
      path: file,
      onset,
      out,
      keep,
      ...(end === undefined ? {} : { end }),
      ...(format === undefined ? {} : { format }),
      ...(unit === undefined ? {} : { unit }),
    });
  },
};

function importOptions(yargs: Argv) {
  return recordedLogOptions(
    yargs.positional("file", { type: "string", demandOption: true, describe: "The log" }),
  )
    .option("out", {
      type: "string",
      default: "incident.yaml",
      describe: "Where the scenario goes; the recording goes beside it, as .csv",
    })
    .option("keep", {
      array: true,
      nargs: 1,
      choices: keepable,
      default: [],
      describe: "Keep this too, in columns of its own; a scenario gets committed",
    });
}

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
