import type { Argv } from "yargs";
import { countText } from "../../report/text/sentences.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io, Output } from "../io.ts";
import { given } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { logGapsText } from "../output/log-reading.ts";
import { redrawnLine } from "../output/progress.ts";

export function options(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "A log of attempts to log in" })
    .option("labels", {
      type: "string",
      describe: "Which were attacks: a file of start,end,source_ip; default: as a labelled log says",
    })
    .option("out", { type: "string", default: "explore", describe: "The folder for the files" })
    .option("model", {
      type: "string",
      describe: "Draw what this model of login-rules asks (see firedrill train)",
    });
}

/**
 * `firedrill explore LOG`: who tried to log in, as pictures and a table, and its figures printed. What is in none of them
 * is told on standard error.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { log: logPath, labels: attacksPath, model: modelPath, out } = args;
  const { exploreLog } = await import("../../harness/files/explore-log.ts");
  const order = { logPath, ...given({ attacksPath, modelPath }), out };
  const { onAttempt, clear } = attemptsRead(io.stderr);
  const { text, paths, write, ...gaps } = await exploreLog({ ...order, onRow: onAttempt }).finally(clear);
  io.stderr.write(logGapsText({ ...order, ...gaps }));
  write();
  io.stdout.write(`${text}\nWritten:\n${paths.map((path) => `  ${path}\n`).join("")}`);
  return exitCode.passed;
}

/** The time is asked for this seldom. */
const attemptsBetween = 2048;

interface AttemptsRead {
  readonly onAttempt: () => void;
  readonly clear: () => void;
}

/**
 * Shows how much of a log has been read.
 * @param askMs - for the time, in Unix milliseconds; absent: the machine's
 */
export function attemptsRead(terminal: Output, askMs?: () => number): AttemptsRead {
  const { draw, clear } = redrawnLine(terminal, given({ askMs }));
  let attempts = 0;
  const onAttempt = (): void => {
    attempts += 1;
    if (attempts % attemptsBetween === 0) draw(() => `${countText(attempts)} attempts read`);
  };
  return { onAttempt, clear };
}
