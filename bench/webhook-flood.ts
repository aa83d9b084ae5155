import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Observation } from "../domain/sources.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { defaultRemoteSettings, remoteDefinition } from "../harness/session/remote-definitions.ts";
import { sessionsFor } from "../harness/session/sessions.ts";
import type { Row, Section } from "./section.ts";

const alertsPerPost = 1000;
const counts = [87_500, 350_000] as const;

/** Time and memory that many alerts of a webhook take, from the first post to the resolved episodes. */
export const webhookFlood: Section = {
  name: "webhook-flood",
  summary:
    "A program posts alerts to a webhook, 1,000 in each body, in which 1,000 keys fire and resolve in turn: from the first post to " +
    "the end of the session. Aim: time in proportion to the alerts, bounded memory. Heap: growth after a collection, with all alerts kept.",
  async run() {
    const rows: Row[] = [];
    await flood(alertsPerPost * 10);
    for (const count of counts) rows.push({ alerts: count, ...(await flood(count)) });
    const [small, large] = rows;
    const ratio = Number(large?.["us an alert"]) / Number(small?.["us an alert"]);
    return rows.map((row, at) => ({ ...row, "time an alert, ratio": at === 0 ? 1 : ratio }));
  },
};

async function flood(count: number): Promise<Row> {
  const clock = realClock(newClockOrigin());
  let url = "";
  const choice = await remoteDefinition("webhook", {
    ...defaultRemoteSettings,
    onListening: (listening) => (url = listening),
  });
  if (choice === undefined) throw new RangeError("a webhook is a remote detector");
  const heapBefore = heapMiB();
  const context = { clock, clockKind: { kind: "real" }, seed: 1 } as const;
  const setup = { definition: choice.definition, options: { port: 0, severity: "" } };
  const { all } = sessionsFor([setup], "response", context, () => undefined);
  const [session] = all;
  if (session === undefined) throw new RangeError("a detector has a session");
  await session.start();
  await session.observe(rowAt(clock.nowMs()));
  const startedMs = performance.now();
  for (let sent = 0; sent < count; sent += alertsPerPost) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: bodyOf(sent / alertsPerPost),
    });
    if (!answer.ok) throw new RangeError(`the webhook answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  await session.finish();
  const ms = performance.now() - startedMs;
  const taken = session.alerts.length;
  const heap = heapMiB() - heapBefore;
  await clock.close();
  return { taken, "total s": ms / 1000, "us an alert": (1000 * ms) / count, "heap MiB": heap };
}

function bodyOf(post: number): string {
  const status = post % 2 === 0 ? "firing" : "resolved";
  const alerts = Array.from({ length: alertsPerPost }, (_, key) => ({
    status,
    labels: { alertname: "Flood", instance: `host-${key}`, severity: "page" },
    annotations: {},
  }));
  return JSON.stringify({ version: "4", status, alerts });
}

function rowAt(atMs: number): Observation {
  const outcome = { kind: "completed", status: 200, responseMs: 0 } as const;
  return { kind: "response", index: 0, atMs, plannedAtMs: atMs, sentAtMs: atMs, outcome };
}

setFlagsFromString("--expose-gc");

function heapMiB(): number {
  runInNewContext("gc()");
  return process.memoryUsage().heapUsed / 2 ** 20;
}
