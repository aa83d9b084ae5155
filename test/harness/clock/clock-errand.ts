import { once } from "node:events";
import { newClockOrigin } from "../../../harness/clock/clock.ts";
import type { ClockOrigin } from "../../../harness/clock/clock.ts";
import { forkOwnProcess } from "../../../harness/world/own-module.ts";
import type { Errand } from "./clock-process.ts";

/** Runs a process that does something with a clock of that origin. It must exit on its own. */
export async function runErrand(
  errand: Errand,
  origin: ClockOrigin = newClockOrigin(),
): Promise<{ readonly messages: readonly unknown[]; readonly exitCode: number | null }> {
  const child = forkOwnProcess(
    "test/harness/clock/clock-process",
    [errand, origin.monotonicNs, String(origin.unixMs)],
    {},
  );
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));
  await Promise.all([once(child, "exit"), once(child, "disconnect")]);
  return { messages, exitCode: child.exitCode };
}
