import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import { printable } from "../../domain/text/printable.ts";
import { parseSpanMs } from "../../domain/time/span.ts";
import { counted } from "../../report/text/sentences.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { given, logFormatOption, outputGroup, repeatable, withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

const processGroup = "Processes:";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["collect --pid 4711 --out web.csv", "Log a running process until Ctrl-C"],
    ["collect --command 'node app.js' --interval 5s --out app.csv", "Start a program and log it to its end"],
    ["collect --pid 4711 --pid 4712 --for 10m --out both.ndjson --log-format ndjson", "Ten minutes of two"],
  ])
    .option("pid", { group: processGroup, ...repeatable, describe: "Process to log; repeatable" })
    .option("command", {
      group: processGroup,
      ...repeatable,
      describe: "Program to start and log, with its arguments; repeatable",
    })
    .option("interval", {
      group: processGroup,
      type: "string",
      default: "1s",
      describe: "Time between samples, 100ms to 1h",
    })
    .option("for", {
      group: processGroup,
      type: "string",
      describe: "When to stop",
      defaultDescription: "when all have ended",
    })
    .option("out", {
      group: outputGroup,
      type: "string",
      demandOption: true,
      describe: "Log file, which must be new",
    })
    .option("log-format", logFormatOption)
    .option("trace", {
      group: processGroup,
      type: "boolean",
      default: false,
      describe: "Count network bytes and system calls, too, with bpftrace as root; slows the machine",
    })
    .option("children", {
      group: processGroup,
      type: "boolean",
      default: false,
      implies: "trace",
      describe: "With --trace, count for processes that a logged one starts, too",
    });
}

const mebibyte = 1_048_576;

/** `firedrill collect --pid N | --command TEXT --out FILE`: samples processes until they end, or Ctrl-C. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { pid, command, out, logFormat } = args;
  if (pid.length + command.length === 0) throw nothingToCollect();
  const intervalMs = checkedInterval(args.interval);
  const forMs = args.for === undefined ? undefined : checkedTime("for", args.for);
  const pids = pid.map(checkedPid);
  const { loadCollector } = await import("../../harness/collect/sources.ts");
  const collect = await loadCollector();
  const interrupt = interruptSignal(io);
  try {
    const { rows, processes, cost } = await collect({
      ...given({ forMs, trace: traceOf(args) }),
      pids,
      commands: command,
      intervalMs,
      path: out,
      format: logFormat,
      signal: interrupt.signal,
      onNote: (sentence) => io.stderr.write(`${printable(sentence)}\n`),
    });
    const used = `${cost.cpuPercent.toFixed(2)} % of a core and ${Math.round(cost.rssBytes / mebibyte)} MiB of memory`;
    io.stdout.write(
      `${counted(rows, "row", "rows")} of ${processes === 1 ? "one process" : `${processes} processes`} in ${printable(out)}. Collecting took ${used}.\n`,
    );
    return interrupt.signal.aborted && !interrupt.isTermination() ? exitCode.interrupted : exitCode.passed;
  } finally {
    interrupt.release();
  }
}

function traceOf({ trace, children }: { readonly trace: boolean; readonly children: boolean }) {
  if (!trace) return undefined;
  return children ? "children" : "alone";
}

const largestPid = 4_194_304;

function checkedPid(text: string): number {
  const pid = Number(text);
  if (/^\d{1,7}$/.test(text) && pid >= 1 && pid <= largestPid) return pid;
  throw new FiredrillError(
    "usage",
    "BAD_NUMBER",
    `Invalid --pid ${printable(text)}: expected a whole number from 1 to ${largestPid}.`,
    "Find the pid with ps or pgrep.",
  );
}

const intervalRange = { fewestMs: 100, mostMs: 3_600_000 };

function checkedInterval(text: string): number {
  const ms = checkedTime("interval", text);
  const { fewestMs, mostMs } = intervalRange;
  if (ms >= fewestMs && ms <= mostMs) return ms;
  throw badSpan("interval", text, "a time from 100ms to 1h");
}

function checkedTime(option: string, text: string): number {
  const ms = parseSpanMs(text);
  if (ms === undefined) throw badSpan(option, text, "a time above 0 with a unit (250ms, 3s, 5m)");
  return ms;
}

function badSpan(option: string, text: string, expected: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_SPAN",
    `Invalid --${option} ${text === "" ? '""' : printable(text)}: expected ${expected}.`,
    `Pass a time in this range, such as --${option} 5s.`,
  );
}

function nothingToCollect(): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_COLLECT",
    "No process to collect from.",
    "Name a running process with --pid, or start a program with --command.",
  );
}
