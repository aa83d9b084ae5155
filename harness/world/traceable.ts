import { FiredrillError } from "../../domain/error.ts";
import type { LogSource } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { harnessKit } from "../sources.ts";

/**
 * @param source - of the scenario; undefined: the modes of the original
 * @param clock - as typed
 * @throws FiredrillError NOTHING_TO_TRACE unless a real process is watched
 */
export function checkTraceable(source: LogSource | undefined, clock: string): void {
  const isWatched = source !== undefined && harnessKit(source).play.hasProcess === true;
  if (isWatched && clock === "real") return;
  const why = isWatched
    ? `on --clock ${printable(clock)} a model stands for the process`
    : "no process is watched";
  throw new FiredrillError(
    "usage",
    "NOTHING_TO_TRACE",
    `Nothing to trace: ${why}.`,
    "Pass --clock real with a scenario of processes, or leave --trace out.",
  );
}
