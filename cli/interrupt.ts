import { monotonicMs } from "../harness/clock/clock.ts";
import type { Io, StopSignal } from "./io.ts";
import { exitCode } from "./output/exit-code.ts";

/** A runner such as tsx repeats the Ctrl-C of the terminal, so one press can send two signals within this time. */
const onePressMs = 300;

/** The first signal stops the program in an orderly way; a second ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** True after any signal but Ctrl-C: SIGTERM, which a service manager sends to end a healthy process, SIGHUP, SIGQUIT. */
  readonly isTermination: () => boolean;
  /** Restores the default behavior of the signals. */
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
    isTermination = signal !== "SIGINT";
    controller.abort(new Error("interrupted"));
  };
  const release = io.onStop(stop);
  return { signal: controller.signal, isTermination: () => isTermination, release };
}
