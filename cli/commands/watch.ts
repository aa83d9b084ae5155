import type { Argv } from "yargs";
import { guards } from "../../detector/registry.ts";
import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Remark } from "../../domain/detector.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { RowRemark, WatchedInput } from "../../harness/files/watch.ts";
import type { Paint } from "../../report/text/paint.ts";
import { plural, printable, printableJson } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { chosenDetectors, confirmOption, detectorOption } from "../options/detectors.ts";
import { isStandardInput, orStandardInput, standardInput } from "../options/log-input.ts";
import { notifying, notifyOptions } from "../options/notify.ts";
import { given, logGroup, logWordsOptions, reportOption, withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

const defaultDetectors: readonly string[] = guards.map(({ name }) => name);

export function options(yargs: Argv) {
  return logWordsOptions(
    withExamples(yargs, [
      ["watch log/server_response.csv", "Print the alerts of the default detectors"],
      ["watch observed.csv --detector threshold:limit=0.4 --from start", "Include the existing rows"],
      ["watch - --detector login-guard < auth.csv", "Read standard input to its end"],
      ["watch auth.csv --notify env:SLACK_URL --allow-host hooks.slack.com", "Tell a chat about alerts, too"],
    ]).positional("log", {
      type: "string",
      demandOption: true,
      describe: `Log file, which may not exist yet${orStandardInput}`,
    }),
  )
    .option("detector", {
      ...detectorOption,
      default: defaultDetectors,
      defaultDescription: defaultDetectors.join(", "),
    })
    .option("confirm", confirmOption)
    .option("from", {
      group: logGroup,
      choices: ["now", "start"] as const,
      default: "now" as const,
      describe: "First row to alert on; with now, detectors only learn from existing rows",
    })
    .option("notify", notifyOptions.notify)
    .option("allow-host", notifyOptions["allow-host"])
    .option("report", { ...reportOption, describe: "Format of an alert, one per line" });
}

const reasonsShown = 5;

/**
 * `firedrill watch LOG`: runs detectors on a log while another program writes it. Prints each alert, until Ctrl-C, SIGTERM,
 * the end of its own reader, or the end of standard input.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { report, format, columns, unit, dates } = args;
  const { arl0Sentence } = await import("../../report/text/sentences.ts");
  const { watchLog } = await import("../../harness/files/watch.ts");
  const interrupt = interruptSignal(io);
  try {
    const detectors = await chosenDetectors(args.detector, given({ confirm: args.confirm }));
    let skipped = 0;
    const watched = await notifying(args, io, (notify) =>
      watchLog({
        input: watchedInput(args, io),
        words: given({ format, columns, unit, dates }),
        detectors,
        signal: AbortSignal.any([interrupt.signal, io.unread]),
        onAlert: (alert) => {
          io.stdout.write(report === "json" ? jsonLine(alert) : textLine(alert, io.paint));
          notify(alert);
        },
        ...(report === "json"
          ? {}
          : { onRemark: (remark) => void io.stdout.write(remarkLine(remark, io.paint)) }),
        onSkipped: (reason) => {
          skipped += 1;
          if (skipped <= reasonsShown) io.stderr.write(`Skipped a line: ${printable(reason)}\n`);
        },
      }),
    );
    io.stderr.write(
      `${plural(watched.observations, "row")} read, ${plural(watched.skipped.skipped, "line")} skipped.\n`,
    );
    for (const { label, arl0 } of watched.promises)
      io.stderr.write(`${printable(label)}: ${arl0Sentence(arl0)}\n`);
    const isWell = watched.endedBy === "log" || interrupt.isTermination() || io.unread.aborted;
    return isWell ? exitCode.passed : exitCode.interrupted;
  } finally {
    interrupt.release();
  }
}

function watchedInput({ log, from }: ArgumentsOf<typeof options>, io: Io): WatchedInput {
  if (isStandardInput(log)) {
    io.stderr.write(`Reading ${standardInput} until it ends.\n`);
    return { kind: "stream", name: standardInput, stream: io.stdin() };
  }
  const onReady = (rows: number): void =>
    void io.stderr.write(`Following ${log}. ${startSentence(from, rows)}\n`);
  return { kind: "file", path: log, from, onReady };
}

function startSentence(from: "now" | "start", rows: number): string {
  if (rows === 0) return "It has no rows yet.";
  switch (from) {
    case "now":
      return `Learned from ${plural(rows, "existing row")}; alerts are about new rows only.`;
    case "start":
      return `Checked ${plural(rows, "existing row")} too.`;
  }
}

function remarkLine(remark: RowRemark, paint: Paint): string {
  return lineOf(paint.dim("again".padEnd(8)), remark);
}

function jsonLine(alert: ReceivedAlert): string {
  return `${printableJson(JSON.stringify(alert))}\n`;
}

function textLine(alert: ReceivedAlert, paint: Paint): string {
  const { severity, state } = alert;
  const dye = state === "resolved" ? paint.green : severity === "error" ? paint.red : paint.yellow;
  const word = state === "resolved" ? "resolved" : severity.toUpperCase();
  return lineOf(dye(word.padEnd(8)), alert);
}

function lineOf(
  word: string,
  {
    atMs,
    atIndex,
    detector,
    subject,
    evidence,
  }: Pick<ReceivedAlert, "atMs" | "atIndex" | "detector"> & Remark,
): string {
  const details = [subject, evidence].filter((text) => text !== undefined).map((text) => printable(text));
  return `${[formatInstant(atMs), word, printable(detector), `observation ${atIndex}`, ...details].join("  ")}\n`;
}
