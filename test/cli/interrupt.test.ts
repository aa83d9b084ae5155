import { expect, test, vi } from "vitest";
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

  await vi.waitFor(() => {
    stop("SIGINT");
    expect(exits).toEqual([130]);
  });
});

test("SIGTERM stops in an orderly way too, and differs from Ctrl-C", () => {
  const { io, stop } = capturedIo();
  const interrupt = interruptSignal(io);

  stop("SIGTERM");

  expect([interrupt.signal.aborted, interrupt.isTermination()]).toEqual([true, true]);
});

test("release restores the default behavior of the signals", () => {
  const { io, stop } = capturedIo();
  const interrupt = interruptSignal(io);

  interrupt.release();
  stop("SIGINT");

  expect(interrupt.signal.aborted).toBe(false);
});
