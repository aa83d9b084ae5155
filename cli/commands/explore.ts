import type { Argv } from "yargs";
import { countText } from "../../report/text/sentences.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io, Output } from "../io.ts";
import { logInput, orStandardInput } from "../options/log-input.ts";
import {
  drillGroup,
  given,
  logGroup,
  logWordsOptions,
  outputGroup,
  withExamples,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { logGapsText } from "../output/log-reading.ts";
import { redrawnLine } from "../output/progress.ts";

export function options(yargs: Argv) {
  return logWordsOptions(
    withExamples(yargs, [
      ["explore auth.csv", "Write charts and a table to the folder explore"],
      ["explore auth.csv --labels attacks.csv", "Mark the known attacks"],
    ]).positional("log", {
      type: "string",
      demandOption: true,
      describe: `Log of logins, host audits or web access${orStandardInput}`,
    }),
  )
    .option("labels", {
      group: logGroup,
      type: "string",
      describe: "CSV of the attacks with columns start,end,source_ip",
      defaultDescription: "the labels in the log",
    })
    .option("out", {
      group: outputGroup,
      type: "string",
      default: "explore",
      describe: "Folder for the files, which must be new",
    })
    .option("model", {
      group: drillGroup,
      type: "string",
      describe: "Trained model of login-rules or autoencoder to draw",
      defaultDescription: "none",
    });
}

/**
 * `firedrill explore LOG`: writes charts and tables of a log and prints its figures. Standard error names what they
 * leave out.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { labels: attacksPath, model: modelPath, out, format, columns, unit, dates } = args;
  const words = given({ format, columns, unit, dates });
  const { exploreLog } = await import("../../harness/files/explore-log.ts");
  const log = await logInput(args.log, io);
  const order = { log, words, ...given({ attacksPath, modelPath }), out };
  const { onRow, clear } = rowsRead(io.stderr);
  const { text, paths, write, ...gaps } = await exploreLog({ ...order, onRow }).finally(clear);
  io.stderr.write(logGapsText({ ...order, ...gaps }));
  write();
  io.stdout.write(`${text}\nWritten:\n${paths.map((path) => `  ${path}\n`).join("")}`);
  return exitCode.passed;
}

/** The clock is read once per this many rows. */
const rowsBetween = 2048;

interface RowsRead {
  readonly onRow: () => void;
  readonly clear: () => void;
}

/**
 * Shows how much of a log has been read.
 * @param nowMs - Unix milliseconds; default: the machine's clock
 */
export function rowsRead(terminal: Output, nowMs?: () => number): RowsRead {
  const { draw, clear } = redrawnLine(terminal, given({ nowMs }));
  let rows = 0;
  const onRow = (): void => {
    rows += 1;
    if (rows % rowsBetween === 0) draw(() => `${countText(rows)} rows read`);
  };
  return { onRow, clear };
}
