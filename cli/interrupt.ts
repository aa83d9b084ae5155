import { exitCode } from "./exit-code.ts";

/** Ctrl-C and SIGTERM as a signal to stop in good order; a second Ctrl-C ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the keys their usual meaning back. */
  readonly release: () => void;
}

export function interruptSignal(): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
