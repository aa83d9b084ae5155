import { Agenda } from "../../domain/time/agenda.ts";
import type { AlarmClock, Sleeper } from "../../domain/time/clock.ts";
import { sleepBy } from "../../domain/time/clock.ts";
import type { WorkerAlarm } from "./worker-alarm.ts";

/** Sleeps on a clock that follows wall time. */
interface TimerEngine extends Pick<AlarmClock, "sleepUntilMs" | "wakeAt"> {
  /** Sleepers are given up, now and later. */
  close(): Promise<void>;
}

/** A sleeper whose instant had already come; undefined once it was let go. */
interface Due {
  sleeper: Sleeper | undefined;
}

/**
 * Any number of sleepers on one alarm. Those whose instant had come before they asked are woken together at the end of the
 * turn, because a server that writes its answers one after another needs half the processor time.
 * @param machineMsUntil - machine milliseconds until an instant of the clock, at most 0 once it has come
 * @param startAlarm - called for the first sleeper. The alarm may ring early, late, and once too often
 */
export function timerEngine(
  machineMsUntil: (atMs: number) => number,
  startAlarm: (ring: () => void) => WorkerAlarm,
): TimerEngine {
  const queue = timerQueue(machineMsUntil, startAlarm);
  let closed: Error | undefined;
  let due: Due[] = [];

  const wakeDue = (): void => {
    const woken = due;
    due = [];
    for (const { sleeper } of woken)
      if (closed === undefined) sleeper?.wake();
      else sleeper?.giveUp(closed);
  };

  const wakeAt = (atMs: number, sleeper: Sleeper): (() => void) => {
    if (Number.isNaN(atMs)) throw new RangeError("NaN is not an instant.");
    if (closed === undefined && machineMsUntil(atMs) > 0) return queue.add(atMs, sleeper);
    const late: Due = { sleeper };
    if (due.push(late) === 1) setImmediate(wakeDue);
    return () => {
      late.sleeper = undefined;
    };
  };

  return {
    wakeAt,
    sleepUntilMs: (atMs, signal) => sleepBy(wakeAt, atMs, signal),
    async close() {
      closed ??= new Error("The clock was closed before the instant came.");
      await queue.close(closed);
    },
  };
}

interface TimerQueue {
  /** Wakes the sleeper at the instant or later, never earlier. The returned function removes the sleeper. */
  add(atMs: number, sleeper: Sleeper): () => void;
  /** Gives up all sleepers in the queue. */
  close(reason: Error): Promise<void>;
}

/** For a later instant the alarm is set at the end of the turn, as a nearer one often follows in the same turn. */
const soonMs = 10;

/** Takes the arguments of `timerEngine`. */
function timerQueue(
  machineMsUntil: (atMs: number) => number,
  startAlarm: (ring: () => void) => WorkerAlarm,
): TimerQueue {
  const sleepers = new Agenda<Sleeper>();
  let alarm: WorkerAlarm | undefined;
  let armedForMs: number | undefined;
  let arming: NodeJS.Immediate | undefined;

  function arm(): void {
    const nextMs = sleepers.earliestMs;
    if (nextMs === undefined) {
      armedForMs = undefined;
      alarm?.clear();
    } else if (armedForMs === undefined || nextMs < armedForMs) {
      if (machineMsUntil(nextMs) > soonMs) arming ??= setImmediate(setAlarm);
      else setAlarm();
    }
  }

  function setAlarm(): void {
    clearImmediate(arming);
    arming = undefined;
    const nextMs = sleepers.earliestMs;
    if (nextMs === undefined) return;
    armedForMs = nextMs;
    alarm ??= startAlarm(wakeDue);
    alarm.set(machineMsUntil(nextMs));
  }

  function wakeDue(): void {
    while (machineMsUntil(sleepers.earliestMs ?? Infinity) <= 0) sleepers.next()?.item.wake();
    armedForMs = undefined;
    arm();
  }

  return {
    add(atMs, sleeper) {
      const entry = sleepers.add(atMs, sleeper);
      arm();
      return () => {
        if (sleepers.remove(entry)) arm();
      };
    },
    async close(reason) {
      while (sleepers.size > 0) sleepers.next()?.item.giveUp(reason);
      arm();
      await alarm?.close();
    },
  };
}
