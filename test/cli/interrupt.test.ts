import { expect, test } from "vitest";
import { interruptSignal } from "../../cli/interrupt.ts";
import { capturedIo } from "./run-main.ts";

test("one Ctrl-C that arrives twice, from the terminal and from a runner, stops in an orderly way", () => {
  const { io, stop, exits } = capturedIo();
  const interrupt = interruptSignal(io);

  stop("SIGINT");
  stop("SIGINT");

  expect(interrupt.signal.aborted).toBe(true);
  expect(exits).toEqual([]);
});

test("a second Ctrl-C a moment later ends the process at once", async () => {
  const { io, stop, exits } = capturedIo();
  interruptSignal(io);
  stop("SIGINT");

  await expect
    .poll(() => {
      stop("SIGINT");
      return exits;
    })
    .toEqual([130]);
});

test.for([
  ["SIGINT", false, "Ctrl-C"],
  ["SIGTERM", true, "a service manager"],
  ["SIGHUP", true, "a closed terminal"],
  ["SIGQUIT", true, "Ctrl-\\"],
] as const)("%s stops in an orderly way; it is a termination: %s (%s)", ([signal, expected]) => {
  const { io, stop } = capturedIo();
  const interrupt = interruptSignal(io);

  stop(signal);

  expect([interrupt.signal.aborted, interrupt.isTermination()]).toEqual([true, expected]);
});

test("release restores the default behavior of the signals", () => {
  const { io, stop } = capturedIo();
  const interrupt = interruptSignal(io);

  interrupt.release();
  stop("SIGINT");

  expect(interrupt.signal.aborted).toBe(false);
});
