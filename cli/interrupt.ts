import { monotonicMs } from "../harness/clock/clock.ts";
import type { Io, StopSignal } from "./io.ts";
import { exitCode } from "./output/exit-code.ts";

/** A runner such as tsx hands on the Ctrl-C that the terminal has sent already: one press, two signals. */
const onePressMs = 300;

/** Ctrl-C and SIGTERM as a signal to stop in good order; a second Ctrl-C ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** It was SIGTERM, which a service manager sends to end a healthy process. */
  readonly isTermination: () => boolean;
  /** Gives the keys their usual meaning back. */
  readonly release: () => void;
}

export function interruptSignal(io: Io): Interrupt {
  const controller = new AbortController();
  let isTermination = false;
  let firstMs = 0;
  const stop = (signal: StopSignal): void => {
    if (controller.signal.aborted) {
      if (monotonicMs() - firstMs > onePressMs) io.exit(exitCode.interrupted);
      return;
    }
    firstMs = monotonicMs();
    isTermination = signal === "SIGTERM";
    controller.abort(new Error("interrupted"));
  };
  const release = io.onStop(stop);
  return { signal: controller.signal, isTermination: () => isTermination, release };
}
