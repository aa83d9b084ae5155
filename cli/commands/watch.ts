import type { Argv } from "yargs";
import { guards } from "../../detector/registry.ts";
import type { ReceivedAlert } from "../../domain/alert.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { WatchSettings } from "../../harness/files/watch.ts";
import type { Paint } from "../../report/text/paint.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { chosenDetectors, detectorOption } from "../options/detectors.ts";
import { reportOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

const chosenForYou: readonly string[] = guards.map(({ name }) => name);

export function options(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "The log; it need not exist yet" })
    .option("detector", { ...detectorOption, default: chosenForYou })
    .option("from", {
      choices: ["now", "start"] as const,
      default: "now" as const,
      describe: "now: learn from what is there, alert on what is new; start: judge all of it",
    })
    .option("report", { ...reportOption, describe: "One line per alert, for people or as JSON" });
}

const reasonsShown = 5;

/**
 * `firedrill watch LOG`: a detector reads along with a log that somebody else writes. Prints each alert as it comes, until
 * Ctrl-C or SIGTERM, or until nobody reads it any more.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { log, from, report } = args;
  const { watchLog } = await import("../../harness/files/watch.ts");
  const interrupt = interruptSignal(io);
  try {
    const detectors = await chosenDetectors(args.detector);
    let skipped = 0;
    const watched = await watchLog({
      path: log,
      detectors,
      from,
      signal: AbortSignal.any([interrupt.signal, io.unread]),
      onReady: (rows) => io.stderr.write(`Following ${log}; ${learned(from, rows)}.\n`),
      onAlert: (alert) => io.stdout.write(report === "json" ? jsonLine(alert) : textLine(alert, io.paint)),
      onSkipped: (reason) => {
        skipped += 1;
        if (skipped <= reasonsShown) io.stderr.write(`Skipped a line: ${printable(reason)}\n`);
      },
    });
    io.stderr.write(`${watched.observations} rows read, ${watched.skipped.skipped} lines skipped.\n`);
    return interrupt.isTermination() || io.unread.aborted ? exitCode.passed : exitCode.interrupted;
  } finally {
    interrupt.release();
  }
}

function learned(from: WatchSettings["from"], rows: number): string {
  if (rows === 0) return "no rows are there yet, and new ones are judged";
  switch (from) {
    case "now":
      return `the ${rows} rows that are there were learned from, and new ones are judged`;
    case "start":
      return `the ${rows} rows that are there were judged, and so are new ones`;
  }
}

function jsonLine(alert: ReceivedAlert): string {
  return `${printableJson(JSON.stringify(alert))}\n`;
}

function textLine(alert: ReceivedAlert, paint: Paint): string {
  const { atMs, atIndex, detector, severity, state, subject, evidence } = alert;
  const dye = state === "resolved" ? paint.green : severity === "error" ? paint.red : paint.yellow;
  const word = state === "resolved" ? "resolved" : severity.toUpperCase();
  const details = [subject, evidence].filter((text) => text !== undefined).map((text) => printable(text));
  return `${[formatInstant(atMs), dye(word.padEnd(8)), printable(detector), `observation ${atIndex}`, ...details].join("  ")}\n`;
}
