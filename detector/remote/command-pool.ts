import type { FiredrillError } from "../../domain/error.ts";
import type { KeptPrograms, RemoteAlert, RemoteContext } from "../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { sessionDiffers } from "./command-errors.ts";
import type { CommandDetector, CommandRun, CommandSettings } from "./command.ts";
import { startCommand } from "./command.ts";

/** Processes of one command, each of which judges one log after another. */
export interface CommandPool extends KeptPrograms {
  /** Judges one log in a process that is free, or in a new one. */
  readonly detector: () => CommandDetector;
}

/** A log that a process has judged. */
interface Judged {
  /** Counted from 1 in its process. */
  readonly session: number;
  readonly rows: readonly Observation[];
  /** The alerts as text. */
  readonly answer: string;
}

interface Worker {
  readonly run: CommandRun;
  /** Logs begun. */
  sessions: number;
  first: Judged | undefined;
  last: Judged | undefined;
}

/** Time for a command to finish a log in a check, on `wall`. */
const graceMs = 30_000;
/** Logs in one process after which there is a study, and the process of its check starts, so that it is ready then. */
const studyAfter = 10;

/**
 * Keeps commands running from one log to the next. As many run as logs are judged at once. A process that fails, or that
 * is stopped without grace, is not used again.
 */
export function commandPool(settings: CommandSettings): CommandPool {
  const { command, wall, windowSize = remoteWindowSize } = settings;
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  let spare: Worker | undefined;

  const begin = (context: RemoteContext): Worker => {
    const worker = idle.pop() ?? startWorker(settings, context);
    workers.add(worker);
    worker.sessions += 1;
    if (worker.sessions === studyAfter) spare ??= startWorker(settings, unheard(settings));
    worker.run.listen(context);
    return worker;
  };
  const drop = async (worker: Worker): Promise<void> => {
    workers.delete(worker);
    await worker.run.stop(0);
  };

  /** Judges a log again. */
  const replayed = async (worker: Worker, rows: readonly Observation[]): Promise<string | FiredrillError> => {
    const alerts: RemoteAlert[] = [];
    let failure: FiredrillError | undefined;
    worker.run.listen({
      clock: wall,
      clockKind: { kind: "virtual" },
      seed: 0,
      onAlert: (alert) => alerts.push(alert),
      onError: (error) => (failure ??= error),
    });
    await worker.run.observe(rows);
    await worker.run.turn(graceMs);
    return failure ?? answerOf(alerts);
  };
  const checkFirst = async (worker: Worker): Promise<FiredrillError | undefined> => {
    const { first } = worker;
    if (first === undefined) return undefined;
    worker.sessions += 1;
    const again = await replayed(worker, first.rows);
    if (typeof again !== "string") return again;
    if (again === first.answer) return undefined;
    return sessionDiffers(`cmd:${command}`, `session ${first.session} and in session ${worker.sessions}`);
  };
  const checkFresh = async (last: Judged): Promise<FiredrillError | undefined> => {
    spare ??= startWorker(settings, unheard(settings));
    const again = await replayed(spare, last.rows);
    if (typeof again !== "string") return again;
    if (again === last.answer) return undefined;
    return sessionDiffers(`cmd:${command}`, `session ${last.session} and in a fresh process`);
  };

  return {
    detector: () => {
      let worker: Worker | undefined;
      let rows: Observation[] = [];
      const alerts: RemoteAlert[] = [];
      return {
        name: `cmd:${command}`,
        windowSize,
        start: async (context) => {
          const onAlert = (alert: RemoteAlert): void => {
            alerts.push(alert);
            context.onAlert(alert);
          };
          worker = begin({ ...context, onAlert });
        },
        observe: async (more) => {
          rows.push(...more);
          await worker?.run.observe(more);
        },
        stop: async (withinMs) => {
          if (worker === undefined) return;
          if (withinMs > 0) await worker.run.turn(withinMs);
          if (withinMs === 0 || worker.run.hasFailed()) {
            await drop(worker);
            return;
          }
          const judged = { session: worker.sessions, rows, answer: answerOf(alerts) };
          worker.first ??= judged;
          worker.last = judged;
          rows = [];
          idle.push(worker);
        },
        session: () => worker?.sessions,
        ignoredLines: () => worker?.run.ignoredLines() ?? 0,
        notes: () => worker?.run.notes() ?? [],
        leftRunning: () => worker?.run.leftRunning() ?? [],
      };
    },
    check: async () => {
      const [longest] = [...workers].toSorted((a, b) => b.sessions - a.sessions);
      const last = longest?.last;
      const found = await Promise.all([
        ...[...workers].map(checkFirst),
        ...(last === undefined ? [] : [checkFresh(last)]),
      ]);
      return found.find((error) => error !== undefined);
    },
    end: async () => {
      await Promise.all([...workers, ...(spare === undefined ? [] : [spare])].map(drop));
    },
  };
}

function startWorker(settings: CommandSettings, context: RemoteContext): Worker {
  return { run: startCommand(settings, context), sessions: 0, first: undefined, last: undefined };
}

/** For a process that is told later whom it works for. */
function unheard({ wall }: CommandSettings): RemoteContext {
  return { clock: wall, clockKind: { kind: "virtual" }, seed: 0, onAlert: ignore, onError: ignore };
}

function ignore(): void {
  // Nothing is played yet.
}

function answerOf(alerts: readonly RemoteAlert[]): string {
  return JSON.stringify(
    alerts.map(({ key, subject, severity, state, atIndex, atMs }) => {
      return [key ?? subject, severity, state, atIndex, atMs];
    }),
  );
}
