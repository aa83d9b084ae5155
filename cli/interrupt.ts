import { exitCode } from "./exit-code.ts";

/** Ctrl-C and SIGTERM as a signal to stop in good order; a second Ctrl-C ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** It was SIGTERM, which a service manager sends to end a healthy process. */
  readonly isTermination: () => boolean;
  /** Gives the keys their usual meaning back. */
  readonly release: () => void;
}

export function interruptSignal(): Interrupt {
  const controller = new AbortController();
  let isTermination = false;
  const stop = (signal: NodeJS.Signals): void => {
    isTermination = signal === "SIGTERM";
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    isTermination: () => isTermination,
    release: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
