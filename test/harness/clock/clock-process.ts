import { monotonicMs, realClock } from "../../../harness/clock/clock.ts";

/** What a test has a process do. */
export type Errand = "tell-time" | "sleep" | "sleep-then-close" | "close-while-ringing" | "abandon";

function tell(what: unknown): void {
  process.send?.(what);
}

const [, , errand, monotonicNs = "0", unixMs] = process.argv;
const clock = realClock({ monotonicNs, unixMs: Number(unixMs) });

async function sleep(): Promise<void> {
  const startedMs = monotonicMs();
  // Long enough for the worker to replace setTimeout.
  await clock.sleepUntilMs(clock.nowMs() + 600);
  tell(monotonicMs() - startedMs >= 599.999 ? "slept" : "woke early");
}

/** Closes while the worker's ring is in transit. The late ring must not let the process exit early. */
async function closeWhileRinging(): Promise<void> {
  await clock.sleepUntilMs(clock.nowMs() + 600);
  for (let left = 6; left > 0; left -= 1) {
    const other = realClock({ monotonicNs, unixMs: Number(unixMs) });
    await other.sleepUntilMs(other.nowMs() + 300);
    const startedMs = monotonicMs();
    const asleep = other.sleepUntilMs(other.nowMs() + 3);
    while (monotonicMs() - startedMs < 4);
    await Promise.all([other.close(), asleep.catch(() => undefined)]);
  }
  await clock.close();
  tell("closed");
}

async function abandon(): Promise<void> {
  const controller = new AbortController();
  const asleep = clock.sleepUntilMs(clock.nowMs() + 3_600_000, controller.signal);
  controller.abort();
  await asleep.catch(() => tell("aborted"));
}

if (errand === "tell-time") tell(clock.nowMs());
if (errand === "sleep" || errand === "sleep-then-close") await sleep();
if (errand === "sleep-then-close") await clock.close();
if (errand === "close-while-ringing") await closeWhileRinging();
if (errand === "abandon") await abandon();
