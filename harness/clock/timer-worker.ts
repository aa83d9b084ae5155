import { parentPort, workerData } from "node:worker_threads";
import { timerLine } from "./timer-line.ts";
import type { TimerLine } from "./timer-line.ts";

/** Sleeps in `Atomics.wait`, which unlike setTimeout is exact to the microsecond, and posts the setting that is due. */
function serve({ ringAtMs, setting }: TimerLine, post: (message: number | "ready") => void): never {
  post("ready");
  for (;;) {
    const current = Atomics.load(setting, 0);
    const restMs = (ringAtMs[0] ?? Infinity) - Number(process.hrtime.bigint()) / 1e6;
    if (restMs > 0 && Atomics.wait(setting, 0, current, restMs) !== "timed-out") continue;
    post(current);
    Atomics.wait(setting, 0, current);
  }
}

const memory: unknown = workerData;
if (!(memory instanceof SharedArrayBuffer) || parentPort === null) {
  throw new RangeError("The timer worker must run in a thread with shared memory.");
}
const port = parentPort;
serve(timerLine(memory), (message) => port.postMessage(message));
