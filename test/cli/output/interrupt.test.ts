import { afterEach, expect, test, vi } from "vitest";
import { interruptSignal } from "../../../cli/output/interrupt.ts";

/** `process.exit` never returns, which a throw keeps to; the process of the tests goes on. */
const exited = (code?: number | string | null): never => {
  throw new Error(`exit ${code}`);
};

afterEach(() => {
  vi.restoreAllMocks();
});

test("one Ctrl-C that arrives twice, from the terminal and from a runner, stops in good order", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation(exited);
  const interrupt = interruptSignal();

  process.emit("SIGINT");
  process.emit("SIGINT");

  expect(interrupt.signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  interrupt.release();
});

test("a second Ctrl-C, a moment later, ends the process at once", async () => {
  vi.spyOn(process, "exit").mockImplementation(exited);
  const interrupt = interruptSignal();
  process.emit("SIGINT");

  await vi.waitFor(() => expect(() => process.emit("SIGINT")).toThrow("exit 130"));
  interrupt.release();
});
