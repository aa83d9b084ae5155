import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { within } from "../../detector/remote/guarded-process.ts";
import type { AlertBatch } from "../../report/text/chat.ts";
import { alertLine, chatMessage } from "../../report/text/chat.ts";
import { newClockOrigin, realClock } from "../clock/clock.ts";
import type { Post, ReceiverSettings } from "./post.ts";
import { chatReceiver } from "./post.ts";

/** What could not be told. */
export interface Undelivered {
  readonly alerts: number;
  /** Why, the last time: `status 503`, `ECONNREFUSED`. */
  readonly reason: string;
}

/** Tells a chat about alerts, beside the detectors and without ever holding them up. */
export interface Notifier {
  /** Only the alert that opens an episode is told. Returns at once. */
  readonly alert: (alert: ReceivedAlert) => void;
  /**
   * There are no more alerts. Gives those that wait a last chance for so long.
   * @returns undefined when all were delivered
   */
  readonly finish: (graceMs: number) => Promise<Undelivered | undefined>;
}

/**
 * A notifier in wall time.
 * @throws FiredrillError as `chatReceiver` does
 */
export async function openNotifier(settings: Omit<ReceiverSettings, "clock">): Promise<Notifier> {
  const clock = realClock(newClockOrigin());
  try {
    const { post, close } = chatReceiver({ ...settings, clock });
    const { alert, finish } = createNotifier(post, clock);
    return {
      alert,
      finish: async (graceMs) => {
        try {
          return await finish(graceMs);
        } finally {
          await close();
          await clock.close();
        }
      },
    };
  } catch (error) {
    await clock.close();
    throw error;
  }
}

/** A chat takes about one message a second. */
const pauseMs = 1000;
const attemptsAtMost = 5;
const firstBackOffMs = 1000;
/** However long a receiver asks for. */
const longestBackOffMs = 300_000;
const linesAtMost = 10;

/**
 * The first alert is posted at once. Those that open while a message is on its way, or while it waits to be repeated, become one
 * message: of any number of them only the first ten and counts are kept. A message is repeated after 1, 2, 4 and 8 s, or when
 * the receiver asks for it, and is then lost.
 */
export function createNotifier(post: Post, clock: Clock): Notifier {
  const open = new Set<string>();
  let waiting: AlertBatch = nothing;
  let [accepted, delivered] = [0, 0];
  let reason = "no answer in time";
  let running: Promise<void> | undefined;
  let nextMs = -Infinity;
  let end: "none" | "near" | "over" = "none";
  let wake: AbortController | undefined;

  const isOver = (): boolean => end === "over";

  async function sleepUntil(atMs: number): Promise<void> {
    wake = new AbortController();
    await clock.sleepUntilMs(atMs, wake.signal).catch(() => undefined);
    wake = undefined;
  }

  async function deliver(batch: AlertBatch): Promise<void> {
    const text = chatMessage(batch);
    for (let attempt = 1; !isOver(); attempt += 1) {
      const result = await post(text);
      if (result.kind === "delivered") {
        delivered += batch.count;
        return;
      }
      reason = result.reason;
      if (result.kind === "refused" || attempt === attemptsAtMost) return;
      const backOffMs = Math.max(firstBackOffMs * 2 ** (attempt - 1), result.retryAfterMs);
      await sleepUntil(clock.nowMs() + Math.min(backOffMs, longestBackOffMs));
    }
  }

  async function run(): Promise<void> {
    while (waiting.count > 0 && !isOver()) {
      if (end === "none" && clock.nowMs() < nextMs) await sleepUntil(nextMs);
      const batch = waiting;
      waiting = nothing;
      await deliver(batch);
      nextMs = clock.nowMs() + pauseMs;
    }
    running = undefined;
  }

  return {
    alert: (alert) => {
      const episode = JSON.stringify([alert.detector, alert.key]);
      if (alert.state === "resolved") return void open.delete(episode);
      if (open.has(episode)) return;
      open.add(episode);
      accepted += 1;
      waiting = withAlert(waiting, alert);
      running ??= run();
    },
    finish: async (graceMs) => {
      end = "near";
      wake?.abort();
      if (running !== undefined) await within(graceMs, clock, running);
      end = "over";
      wake?.abort();
      const alerts = accepted - delivered;
      return alerts === 0 ? undefined : { alerts, reason };
    },
  };
}

const nothing: AlertBatch = { count: 0, errors: 0, lines: [] };

function withAlert({ count, errors, lines }: AlertBatch, alert: ReceivedAlert): AlertBatch {
  return {
    count: count + 1,
    errors: errors + (alert.severity === "error" ? 1 : 0),
    lines: lines.length < linesAtMost ? [...lines, alertLine(alert)] : lines,
  };
}
