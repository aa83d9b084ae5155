import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { realClock } from "../harness/clock/clock.ts";
import type { ClockOrigin } from "../harness/clock/clock.ts";

/** What the sender finds in `workerData`. */
export interface SenderOrder {
  readonly url: string;
  readonly origin: ClockOrigin;
  /** `once`: a connection for each alert, as a script makes; `kept`: one for all, as a server does. */
  readonly connection: "once" | "kept";
  /** Instants on the shared clock, in order, far enough apart for an answer. */
  readonly sendAtMs: readonly number[];
}

/** @param order - ours alone makes it, just before the thread starts */
async function send({ url, origin, connection, sendAtMs }: SenderOrder): Promise<void> {
  const clock = realClock(origin);
  const agent = new Agent({ keepAlive: connection === "kept" });
  for (const [at, atMs] of sendAtMs.entries()) {
    await clock.sleepUntilMs(atMs);
    await post(url, agent, JSON.stringify({ state: "firing", severity: "error", key: String(at) }));
  }
  agent.destroy();
  await clock.close();
  parentPort?.close();
}

function post(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const asking = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", resolve);
    });
    asking.once("error", reject);
    asking.end(body);
  });
}

function isOrder(value: unknown): value is SenderOrder {
  return typeof value === "object" && value !== null && "sendAtMs" in value;
}

const order: unknown = workerData;
if (isOrder(order)) await send(order);
