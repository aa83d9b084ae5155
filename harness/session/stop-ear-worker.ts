import { spawn } from "node:child_process";
import { parentPort } from "node:worker_threads";
import { within } from "../../detector/remote/guarded-process.ts";
import { newClockOrigin, realClock } from "../clock/clock.ts";
import { leaveSymbol } from "./stop-ear.ts";

const answerWithinMs = 1000;

/** Prints a line when it listens and for each signal, and ends at the end of its input, however this process dies. */
const ear = `
trap 'heard=1; echo stop' INT TERM HUP QUIT
echo ready
while :; do heard=; read -r _ && continue; [ "$heard" ] || exit 0; done
`;

if (parentPort === null) throw new RangeError("The ear must run in a thread.");
const port = parentPort;
const wall = realClock(newClockOrigin());
let answer: (() => void) | undefined;
let isLeaving = false;

port.on("message", () => answer?.());
const { stdout } = spawn("/bin/sh", ["-c", ear], { stdio: ["pipe", "pipe", "ignore"] })
  // Without a shell signals are heard only while the main thread is not busy.
  .on("error", () => port.postMessage("deaf"));
stdout.once("data", () => {
  port.postMessage("ready");
  stdout.on("data", () => void heard());
});

async function heard(): Promise<void> {
  if (answer !== undefined) {
    await leave();
    return;
  }
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  port.postMessage("busy?");
  const answers = await within(answerWithinMs, wall, answered);
  answer = undefined;
  if (answers === "late") await leave();
}

/** The inspector can run code in the main thread in the middle of a loop; what it cannot interrupt is killed. */
async function leave(): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${leaveSymbol}")]()` });
  await wall.sleepUntilMs(wall.nowMs() + answerWithinMs);
  process.kill(process.pid, "SIGKILL");
}
