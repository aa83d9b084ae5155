import type { FiredrillError } from "../../domain/error.ts";
import type { KeptPrograms, RemoteAlert, RemoteContext } from "../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
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

/**
 * Keeps commands running from one log to the next. As many run as logs are judged at once, and at least two, one to check
 * the other's answers. Both start with the first log, because a program that takes long to start makes a short study
 * wait. A process that fails, or that is stopped without grace, is not used again.
 */
export function commandPool(settings: CommandSettings): CommandPool {
  const { command, wall, windowSize = remoteWindowSize } = settings;
  const workers = new Set<Worker>();
  /** The one at the end is used next, so that a process that has judged nothing is used last. */
  const idle: Worker[] = [];

  const start = (): Worker => {
    const worker = {
      run: startCommand(settings, unheard(wall)),
      sessions: 0,
      first: undefined,
      last: undefined,
    };
    workers.add(worker);
    return worker;
  };
  const begin = (context: RemoteContext): Worker => {
    const isFirst = workers.size === 0;
    const worker = idle.pop() ?? start();
    if (isFirst) idle.push(start());
    worker.sessions += 1;
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
  /** @param where - where the log was judged before */
  const checkAgain = async (
    worker: Worker,
    { rows, answer }: Judged,
    where: (session: number) => string,
  ): Promise<FiredrillError | undefined> => {
    worker.sessions += 1;
    const again = await replayed(worker, rows);
    if (typeof again !== "string") return again;
    return again === answer ? undefined : sessionDiffers(`cmd:${command}`, where(worker.sessions));
  };
  const checkFirst = async (worker: Worker): Promise<FiredrillError | undefined> => {
    const { first } = worker;
    return (
      first && checkAgain(worker, first, (session) => `session ${first.session} and in session ${session}`)
    );
  };
  /** A log in a process that has judged nothing before, and in the one that has judged most. */
  const checkFresh = async (longest: Worker, freshest: Worker): Promise<FiredrillError | undefined> => {
    const { first } = freshest;
    if (first !== undefined) return checkAgain(longest, first, inFresh);
    const { last } = longest;
    return last && checkAgain(freshest, last, () => inFresh(last.session));
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
      const judged = [...workers].filter(({ first }) => first !== undefined);
      const [longest, ...others] = judged.toSorted((a, b) => b.sessions - a.sessions);
      if (longest === undefined) return undefined;
      const found = await Promise.all(judged.map(checkFirst));
      const unused = [...workers].find(({ first }) => first === undefined);
      found.push(await checkFresh(longest, unused ?? others.at(-1) ?? start()));
      return found.find((error) => error !== undefined);
    },
    end: async () => {
      await Promise.all([...workers].map(drop));
    },
  };
}

function inFresh(session: number): string {
  return `session ${session} and in a fresh process`;
}

/** For a process that is told later whom it works for. */
function unheard(wall: Clock): RemoteContext {
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
