import { once } from "node:events";
import { createServer } from "node:http";
import { webhookDetector } from "../detector/remote/webhook.ts";
import { randomStream } from "../domain/chance/random.ts";
import { isJsonObject, parseJson } from "../domain/text/json.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import type { ClockOrigin, RunningClock } from "../harness/clock/clock.ts";
import { startOwnWorker } from "../harness/world/own-module.ts";
import { percentile } from "./section.ts";
import type { Row, Section } from "./section.ts";
import type { SenderOrder } from "./webhook-sender.ts";

const alertCount = 200;
/** The first alerts include compiling and connecting, so they are not counted. */
const warmUpCount = 20;
const spacingMs = 80;
const startUpMs = 1500;

/** Accuracy of the measured delay of a webhook alert. */
export const webhook: Section = {
  name: "webhook",
  summary:
    "A sender in a thread of its own posts an alert T ms (20 to 60) after an instant, 200 times, on the real clock. Error " +
    "of the measured delay, in milliseconds beyond T: at the arrival of the body, at the receipt by the drill, and at a bare " +
    "node:http server in place of the webhook.",
  async run() {
    const origin = newClockOrigin();
    const clock = realClock(origin);
    const rows: Row[] = [];
    for (const connection of ["kept", "once"] as const) {
      const { arrived, received } = await errorsMs(clock, origin, connection, startWebhook);
      const bare = await errorsMs(clock, origin, connection, startBare);
      rows.push({ connection, "measured when": "body arrived", ...summaryOf(arrived) });
      rows.push({ connection, "measured when": "alert received", ...summaryOf(received) });
      rows.push({ connection, "measured when": "bare node:http has the body", ...summaryOf(bare.received) });
    }
    await clock.close();
    return rows;
  },
};

/** The errors of all alerts, in milliseconds. */
interface Errors {
  readonly arrived: number[];
  readonly received: number[];
}

/** Something that listens for alerts. */
interface Receiver {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

type Start = (clock: RunningClock, onAlert: (key: string, arrivedMs: number) => void) => Promise<Receiver>;

/** Sends every alert over one kind of connection, and compares the receiver's measurements with the plan. */
async function errorsMs(
  clock: RunningClock,
  origin: ClockOrigin,
  connection: SenderOrder["connection"],
  start: Start,
): Promise<Errors> {
  const sendAtMs = plannedInstants(clock.nowMs() + startUpMs);
  const errors: Errors = { arrived: [], received: [] };
  const receiver = await start(clock, (key, arrivedMs) => {
    const receivedMs = clock.nowMs();
    const sentMs = sendAtMs[Number(key)];
    if (sentMs === undefined || Number(key) < warmUpCount) return;
    errors.arrived.push(arrivedMs - sentMs);
    errors.received.push(receivedMs - sentMs);
  });
  const order: SenderOrder = { url: receiver.url, origin, connection, sendAtMs };
  await once(startOwnWorker("bench/webhook-sender", order), "exit");
  await receiver.stop();
  return errors;
}

const startWebhook: Start = async (clock, onAlert) => {
  let url = "";
  const detector = webhookDetector({ onListening: (listening) => (url = listening) });
  await detector.start({
    clock,
    clockKind: { kind: "real" },
    seed: 1,
    onAlert: ({ key = "", stations: [posted] = [] }) => onAlert(key, posted?.atMs ?? 0),
    onError: (error) => {
      throw error;
    },
  });
  return { url, stop: () => detector.stop(0) };
};

/** The least that a receiver in Node does: the rest of the delay is the sender's and the machine's. */
const startBare: Start = async (clock, onAlert) => {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      const alert = parseJson(body);
      onAlert(isJsonObject(alert) ? String(alert["key"]) : "", clock.nowMs());
      response.writeHead(202).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Instants T after switches of their own, so that the error against them is the error of the delay from the switch. */
function plannedInstants(startMs: number): readonly number[] {
  const chance = randomStream(1, "webhook");
  return Array.from(
    { length: warmUpCount + alertCount },
    (_, at) => startMs + at * spacingMs + 20 + 40 * chance(at).uniform(),
  );
}

function summaryOf(errors: readonly number[]): Row {
  const sorted = errors.toSorted((one, other) => one - other);
  return {
    alerts: String(sorted.length),
    "min ms": percentile(sorted, 0),
    "p50 ms": percentile(sorted, 0.5),
    "p95 ms": percentile(sorted, 0.95),
    "max ms": percentile(sorted, 1),
  };
}
