import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { chromium } from "playwright-core";
import { LiveFeed } from "../harness/live/feed.ts";
import { startLiveServer } from "../harness/live/server.ts";
import { chromiumPath } from "../test/browser/chromium.ts";
import type { Row, Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";

const rowsPerS = 10_000;
const seconds = 10;
const beatMs = 10;
const alertEveryMs = 100;
const columnMs = 100;
const columnsBefore = 1100;
const alertsBefore = 500;

/** A live page under many rows. */
export const livePage: Section = {
  name: "live",
  summary:
    `${rowsPerS.toLocaleString("en")} rows a second for ${seconds} s, an alert every ${alertEveryMs} ms, in a page of Chromium that shows ` +
    `${columnsBefore} columns and ${alertsBefore} alerts already. Late: from an alert's row to the frame after the one in which the page painted it. ` +
    "CPU is of one core, the rows' own making included, the browser not. Aims: 200 ms, 30 %.",
  run: async () => {
    if (chromiumPath === undefined) return [{ page: "needs Chromium: apt-get install chromium" }];
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    try {
      return [await shownIn(await browser.newPage({ viewport: { width: 1280, height: 900 } }))];
    } finally {
      await browser.close();
    }
  },
};

/** Notes when the rows of alerts have been painted: the second frame from now begins after the first one was. */
const noting = `
  window.painted = [];
  new MutationObserver((changes) => {
    const numbers = changes.flatMap(({ addedNodes }) => [...addedNodes].map(({ dataset }) => Number(dataset.alert)));
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const atMs = performance.timeOrigin + performance.now();
      window.painted.push(...numbers.map((number) => [number, atMs]));
    }));
  }).observe(document.getElementById("alerts-body"), { childList: true });
`;

async function shownIn(page: Page): Promise<Row> {
  const feed = new LiveFeed(columnMs);
  const texts = { title: "bench", note: "", value: "Value", unit: "s", modes: [] };
  const server = await startLiveServer({ feed, texts, port: 0, onMode: async () => undefined });
  const alert = { key: "k", detector: "bench", severity: "error", state: "firing", atIndex: 0 } as const;
  const startMs = wallMs() - columnsBefore * columnMs;
  const add = (atMs: number): void =>
    feed.add({ causedAtMs: atMs, atMs, value: 0.1 + 0.05 * Math.sin(atMs), failed: false, mode: "normal" });
  for (let column = 0; column < columnsBefore; column += 1) add(startMs + column * columnMs);
  for (let at = 0; at < alertsBefore; at += 1)
    feed.alert({ ...alert, atMs: startMs + at * columnMs, receivedMs: startMs + at * columnMs });
  await page.goto(server.url);
  await page.locator(`#alerts-body tr[data-alert="${alertsBefore}"]`).waitFor();
  await page.evaluate(noting);
  const heapBefore = await heapMiB(page);
  const rssBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const begunMs = wallMs();
  const sentMs = new Map<number, number>();
  let rows = 0;
  const beating = setInterval(() => {
    const sinceMs = wallMs() - begunMs;
    for (; rows < (sinceMs / 1000) * rowsPerS; rows += 1) add(wallMs());
    if (sentMs.size * alertEveryMs > sinceMs) return;
    const atMs = wallMs();
    sentMs.set(alertsBefore + 1 + sentMs.size, atMs);
    server.send(feed.alert({ ...alert, atMs, receivedMs: atMs }));
  }, beatMs);
  await sleep(seconds * 1000);
  clearInterval(beating);
  const { user, system } = process.cpuUsage(cpuBefore);
  const grownMiB = (process.memoryUsage.rss() - rssBefore) / 2 ** 20;
  await page.locator(`#alerts-body tr[data-alert="${alertsBefore + sentMs.size}"]`).waitFor();
  await page.evaluate("new Promise((done) => setTimeout(done, 200))");
  const painted: unknown = await page.evaluate("window.painted");
  const late = ascending(latenessOf(painted, sentMs));
  const heapGrownMiB = (await heapMiB(page)) - heapBefore;
  await server.stop();
  return {
    rows,
    alerts: sentMs.size,
    "alerts painted": late.length,
    "late p50 ms": percentile(late, 0.5),
    "late p99 ms": percentile(late, 0.99),
    "late max ms": percentile(late, 1),
    CPU: `${Math.round((user + system) / 10 / (seconds * 1000))} %`,
    "server grown MiB": grownMiB,
    "page grown MiB": heapGrownMiB,
  };
}

/** As the browser counts it, too. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** @param painted - what the page noted: numbers of alerts, and when they had been painted */
function latenessOf(painted: unknown, sentMs: ReadonlyMap<number, number>): readonly number[] {
  if (!Array.isArray(painted)) return [];
  // A page that is sent everything anew paints old alerts again.
  const firstMs = new Map<number, number>();
  for (const pair of painted.toReversed())
    if (Array.isArray(pair)) firstMs.set(Number(pair[0]), Number(pair[1]));
  return [...sentMs].flatMap(([number, sent]) => {
    const atMs = firstMs.get(number);
    return atMs === undefined ? [] : [atMs - sent];
  });
}

/** What the page holds once its garbage is gone. */
async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 2 ** 20;
}
