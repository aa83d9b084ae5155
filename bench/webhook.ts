import { once } from "node:events";
import { webhookDetector } from "../detector/remote/webhook.ts";
import { randomStream } from "../domain/chance/random.ts";
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
    "of the measured delay, in milliseconds beyond T: at the arrival of the body, and at the receipt by the drill.",
  async run() {
    const origin = newClockOrigin();
    const clock = realClock(origin);
    const rows: Row[] = [];
    for (const connection of ["kept", "once"] as const) {
      const { arrived, received } = await errorsMs(clock, origin, connection);
      rows.push({ connection, "measured when": "body arrived", ...summaryOf(arrived) });
      rows.push({ connection, "measured when": "alert received", ...summaryOf(received) });
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

/** Sends every alert over one kind of connection, and compares the webhook's measurements with the plan. */
async function errorsMs(
  clock: RunningClock,
  origin: ClockOrigin,
  connection: SenderOrder["connection"],
): Promise<Errors> {
  const sendAtMs = plannedInstants(clock.nowMs() + startUpMs);
  const errors: Errors = { arrived: [], received: [] };
  let url = "";
  const detector = webhookDetector({ onListening: (listening) => (url = listening) });
  await detector.start({
    clock,
    clockKind: { kind: "real" },
    seed: 1,
    onAlert: ({ key, stations: [posted] = [] }) => {
      const receivedMs = clock.nowMs();
      const sentMs = sendAtMs[Number(key)];
      if (sentMs === undefined || posted === undefined || Number(key) < warmUpCount) return;
      errors.arrived.push(posted.atMs - sentMs);
      errors.received.push(receivedMs - sentMs);
    },
    onError: (error) => {
      throw error;
    },
  });
  const order: SenderOrder = { url, origin, connection, sendAtMs };
  await once(startOwnWorker("bench/webhook-sender", order), "exit");
  await detector.stop(0);
  return errors;
}

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
