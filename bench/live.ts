import { setInterval, clearInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { LiveFeed } from "../harness/live/feed.ts";
import { startLiveServer } from "../harness/live/server.ts";
import type { Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";

const rowsPerS = 10_000;
const seconds = 10;
const beatMs = 10;
const alertEveryMs = 100;

/** A live page under many rows. */
export const livePage: Section = {
  name: "live",
  summary:
    `${rowsPerS.toLocaleString("en")} rows a second for ${seconds} s, read by one page over a socket; an alert every ${alertEveryMs} ms. ` +
    "Late: from an alert's row to its event at the reader. CPU is of one core, the reader and the rows' own making included. Aim: 200 ms, 30 %.",
  run: async () => {
    const feed = new LiveFeed(100);
    const texts = { title: "bench", note: "", value: "Value", unit: "s", modes: [] };
    const server = await startLiveServer({ feed, texts, port: 0, onMode: async () => undefined });
    const opened = await fetch(server.url, { redirect: "manual" });
    const [cookie = ""] = (opened.headers.get("set-cookie") ?? "").split(";");
    const events = await fetch(new URL("/events", server.url), { headers: { cookie } });
    const late: number[] = [];
    const reading = readAlerts(events, (sentMs) => late.push(performance.now() - sentMs));
    const rssBefore = process.memoryUsage.rss();
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    let rows = 0;
    let alerts = 0;
    const beating = setInterval(() => {
      const nowMs = performance.now() - startMs;
      for (; rows < (nowMs / 1000) * rowsPerS; rows += 1)
        feed.add({ causedAtMs: nowMs, atMs: nowMs, value: 0.1, failed: false, mode: "normal" });
      if (alerts * alertEveryMs > nowMs) return;
      alerts += 1;
      const at = performance.now();
      const alert = {
        key: "k",
        detector: "bench",
        severity: "error",
        state: "firing",
        atIndex: rows,
      } as const;
      server.send(feed.alert({ ...alert, atMs: nowMs, receivedMs: at }));
    }, beatMs);
    await sleep(seconds * 1000);
    clearInterval(beating);
    const { user, system } = process.cpuUsage(cpuBefore);
    const grownMiB = (process.memoryUsage.rss() - rssBefore) / 2 ** 20;
    await server.stop();
    await reading;
    const sorted = ascending(late);
    return [
      {
        rows,
        alerts,
        "alerts read": late.length,
        "late p50 ms": percentile(sorted, 0.5),
        "late p99 ms": percentile(sorted, 0.99),
        CPU: `${Math.round((user + system) / 10 / (seconds * 1000))} %`,
        "MiB grown": grownMiB,
      },
    ];
  },
};

/** @param onAlert - called with the instant in an alert's event */
async function readAlerts({ body }: Response, onAlert: (receivedMs: number) => void): Promise<void> {
  const reader = (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value = "" } = await reader.read();
    if (done) return;
    for (const [, receivedMs] of value.matchAll(/"kind":"alert".*?"receivedMs":([\d.]+)/g))
      onAlert(Number(receivedMs));
  }
}
