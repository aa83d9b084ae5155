import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { realClock } from "../harness/clock/clock.ts";
import type { ClockOrigin } from "../harness/clock/clock.ts";

/** The `workerData` of the sender. */
export interface SenderOrder {
  readonly url: string;
  readonly origin: ClockOrigin;
  /** `once`: one connection per alert, as from a script. `kept`: one for all, as from a server. */
  readonly connection: "once" | "kept";
  /** Instants on the shared clock, ascending, far enough apart for an answer. */
  readonly sendAtMs: readonly number[];
}

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
    const outgoing = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", resolve);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

function isOrder(value: unknown): value is SenderOrder {
  return typeof value === "object" && value !== null && "sendAtMs" in value;
}

const order: unknown = workerData;
if (isOrder(order)) await send(order);
