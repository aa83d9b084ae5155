import { basename, join, parse } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { GuardedProcess } from "../../detector/remote/guarded-process.ts";
import { startGuarded } from "../../detector/remote/guarded-process.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { ProcessEnd, ProcessObservation, ProcessSample } from "../../domain/process/observation.ts";
import type { ProcessIdentity } from "../../domain/process/proc.ts";
import { identityOf, ProcessSampler } from "../../domain/process/proc.ts";
import type { TracedCounters } from "../../domain/process/trace.ts";
import { stripped } from "../../domain/text/printable.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { createLineFile } from "../../log/files/line-file.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import type { LineFormat } from "../../log/formats/format.ts";
import { processLog } from "../../log/process/kit.ts";
import { closingLine, originalFormat, originalTables } from "../../log/process/original.ts";
import { observedFormatOf } from "../../log/source.ts";
import { noProc, procFiles, signalName } from "../../mock-server/process/proc-files.ts";
import type { Tracer } from "../../mock-server/process/tracer.ts";
import { startTracer } from "../../mock-server/process/tracer.ts";
import type { RunningClock } from "../clock/clock.ts";
import { newClockOrigin, realClock } from "../clock/clock.ts";
import type { Collected, CollectSettings } from "../collect/collector.ts";
import { checkFree, makeFolderOf } from "../files/free-files.ts";

interface Target {
  readonly name: string;
  readonly pid: number;
  readonly sampler: ProcessSampler;
  /** Of a command that was started here. */
  readonly guarded?: GuardedProcess;
}

/**
 * Writes a row for each process at the end of each interval, and one when it ends, until all have ended, the time is over or
 * the signal is aborted. The log is whole at any moment. Commands that were started end with the collector.
 * @throws FiredrillError NO_PROC, PROCESS_NOT_FOUND, PROCESS_NOT_STARTED, LOG_EXISTS, LOG_NOT_WRITABLE
 */
export async function collectProcesses(settings: CollectSettings): Promise<Collected> {
  const { path, pids, commands, onNote } = settings;
  if (identityOf(procFiles, process.pid) === undefined) throw noProc();
  const watched = [...new Set(pids)].map(targetOf);
  const logs = logsOf(settings);
  checkFree(logs.map((log) => log.path));
  makeFolderOf(path);
  const clock = realClock(newClockOrigin());
  const guarded: GuardedProcess[] = [];
  try {
    const log = openLogs(logs);
    try {
      const started = commands.map((command) => {
        // The pid is then that of the program, not of a shell around it.
        const running = startGuarded({ command: ["/bin/sh", "-c", `exec ${command}`], stdin: "ignore" });
        running.stdout.resume();
        guarded.push(running);
        return startedTarget(command, running);
      });
      const targets = [...watched, ...started];
      const tracer = await tracerFor(targets, settings);
      try {
        onNote(`Collecting ${targets.map(({ name }) => name).join(", ")}.`);
        return await collect(targets, settings, { clock, tracer }, log.write);
      } finally {
        await tracer?.stop();
      }
    } finally {
      log.close();
    }
  } finally {
    await Promise.all(guarded.map((running) => running.stop(stopGraceMs, clock)));
    await clock.close();
  }
}

const stopGraceMs = 2000;

/** One of the files to write. */
interface NewLog {
  readonly path: string;
  readonly format: LineFormat<ProcessObservation>;
  readonly lastLine: string;
}

/** The original has a file for each of its collectors: `app.csv` becomes `app.cpu.csv` and so on. */
function logsOf({ path, format }: CollectSettings): readonly NewLog[] {
  if (format !== "original")
    return [{ path, format: observedFormatOf(processLog, format, () => 0), lastLine: "" }];
  const { dir, name, ext } = parse(path);
  return originalTables.map((table) => ({
    path: join(dir, `${name}.${table}${ext}`),
    format: originalFormat(table),
    lastLine: closingLine,
  }));
}

/** Every row is in its file at once. */
function openLogs(logs: readonly NewLog[]): LogWriter<ProcessObservation> {
  const open = logs.map(({ path, format: { header, encode }, lastLine }) => {
    const file = createLineFile(path, 0);
    file.append(header);
    return { file, encode, lastLine };
  });
  return {
    write: (row) => {
      for (const { file, encode } of open) file.append(encode(row));
    },
    close: () => {
      for (const { file, lastLine } of open) {
        file.append(lastLine);
        file.close();
      }
    },
  };
}

async function tracerFor(
  targets: readonly Target[],
  { trace, format }: CollectSettings,
): Promise<Tracer | undefined> {
  if (trace === undefined) return undefined;
  return startTracer({
    pids: targets.map(({ pid }) => pid),
    children: trace === "children" ? "counted" : "ignored",
    allocations: format === "original" ? "counted" : "ignored",
  });
}

/** Says each sentence once. */
function sayOnce(onNote: (sentence: string) => void): (notes: readonly string[]) => void {
  let said = 0;
  return (notes) => {
    for (const note of notes.slice(said)) onNote(note);
    said = notes.length;
  };
}

async function collect(
  targets: readonly Target[],
  { intervalMs, forMs = Infinity, signal, onNote }: CollectSettings,
  { clock, tracer }: { readonly clock: RunningClock; readonly tracer: Tracer | undefined },
  write: (row: ProcessObservation) => void,
): Promise<Collected> {
  const startMs = clock.nowMs();
  const cpuBefore = process.cpuUsage();
  const living = new Set(targets);
  let index = 0;
  const sayMissing = sayOnce(onNote);
  const readTrace = async (): Promise<(pid: number) => TracedCounters> => {
    const traced = await tracer?.read();
    sayMissing(tracer?.notes ?? []);
    return traced ?? (() => ({}));
  };
  // The first interval begins here.
  const begin = await readTrace();
  for (const target of targets) {
    target.sampler.sample(clock.nowMs(), begin(target.pid));
    const { denied } = target.sampler;
    if (denied.length > 0) onNote(deniedSentence(target, denied));
  }
  for (let turn = 1; living.size > 0 && turn * intervalMs <= forMs; turn += 1) {
    // A collector that was held up skips what it has missed.
    turn = Math.max(turn, Math.floor((clock.nowMs() - startMs) / intervalMs) + 1);
    if (!(await sleptUntil(startMs + turn * intervalMs, clock, signal))) break;
    const traced = await readTrace();
    for (const target of living) {
      const atMs = clock.nowMs();
      const event = await named(target, target.sampler.sample(atMs, traced(target.pid)));
      write({ kind: "process", index, atMs, process: target.name, pid: target.pid, event });
      index += 1;
      if (event.kind === "sample") continue;
      living.delete(target);
      for (const line of endLines(target, event)) onNote(line);
    }
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsedMs = roundToMicros(clock.nowMs() - startMs);
  return {
    rows: index,
    processes: targets.length,
    cost: {
      cpuPercent: elapsedMs === 0 ? 0 : (user + system) / 10 / elapsedMs,
      rssBytes: process.resourceUsage().maxRSS * 1024,
    },
  };
}

/** Coarse timers are exact enough: rates are about the interval that was. @returns false when aborted */
async function sleptUntil(atMs: number, clock: RunningClock, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.max(0, atMs - clock.nowMs()), undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function targetOf(pid: number): Target {
  const identity = identityOf(procFiles, pid);
  if (identity === undefined) throw processNotFound(pid);
  return newTarget(identity.command, pid, identity);
}

function startedTarget(command: string, guarded: GuardedProcess): Target {
  const { pid } = guarded;
  // It may have ended already.
  const identity = identityOf(procFiles, pid) ?? { command, startTicks: -1 };
  return { ...newTarget(basename(command.trim().split(/\s/, 1).join("")), pid, identity), guarded };
}

function newTarget(command: string, pid: number, identity: ProcessIdentity): Target {
  return {
    name: `${stripped(command, longestName)}-${pid}`,
    pid,
    sampler: new ProcessSampler(procFiles, pid, identity, signalName),
  };
}

const longestName = 100;
const longestReapMs = 500;

/** How a command of ours ended is told to us, its parent. */
async function named(
  { guarded }: Target,
  event: ProcessSample | ProcessEnd,
): Promise<ProcessSample | ProcessEnd> {
  if (event.kind === "sample" || guarded === undefined) return event;
  const end = await Promise.race([guarded.exited, sleep(longestReapMs, undefined, { ref: false })]);
  if (end === undefined) return event;
  const { code, signal } = end;
  return {
    kind: "ended",
    ...(code === undefined ? {} : { exitCode: code }),
    ...(signal === undefined ? {} : { signal }),
  };
}

const fileMeanings: Readonly<Record<string, string>> = { io: "bytes read and written", fd: "open files" };

function deniedSentence({ name }: Target, denied: readonly string[]): string {
  const what = denied.map((file) => fileMeanings[file] ?? file).join(" and ");
  return `Not measured for ${name}, which this user may not inspect: ${what}.`;
}

/** How it ended, and what a failed command said last. */
function endLines({ name, guarded }: Target, { exitCode, signal }: ProcessEnd): readonly string[] {
  const how =
    signal === undefined
      ? exitCode === undefined
        ? ""
        : ` with exit code ${exitCode}`
      : ` by signal ${signal}`;
  const words = exitCode === 0 ? "" : (guarded?.lastWords().trimEnd() ?? "");
  return [`${name} ended${how}.`, ...(words === "" ? [] : words.split("\n"))];
}

function processNotFound(pid: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "PROCESS_NOT_FOUND",
    `No process has the pid ${pid}.`,
    "Find the pid with ps or pgrep, or start the program with --command.",
  );
}
