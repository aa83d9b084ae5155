import { once } from "node:events";
import { startOwnWorker } from "../world/own-module.ts";

/** Under this name the global object has the function that ends the program while its main thread is busy. */
export const leaveSymbol = "firedrill.leave";

/**
 * Hears Ctrl-C while a detector module blocks the main thread, where Node handles signals: another thread starts a shell in
 * the same process group, which gets the signals of a terminal and of `timeout`. If the main thread does not answer within
 * a second, or before the next signal, `leave` is called in the middle of whatever it is doing. A signal to this process
 * alone is not heard while it is busy. Resolves when signals are heard.
 * @param leave - must end the process
 */
export async function hearStops(leave: () => void): Promise<void> {
  Reflect.set(globalThis, Symbol.for(leaveSymbol), leave);
  const ear = startOwnWorker("harness/session/stop-ear-worker", undefined);
  await once(ear, "message");
  ear.on("message", () => ear.postMessage("not busy", []));
  ear.unref();
}
