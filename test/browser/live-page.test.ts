import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { LiveFeed } from "../../harness/live/feed.ts";
import { startLiveDrill, startLiveService } from "../../harness/live/live.ts";
import type { LiveServer } from "../../harness/live/server.ts";
import { startLiveServer } from "../../harness/live/server.ts";
import { servedTask } from "../../mock-server/sources.ts";
import { deploy } from "../../scenarios/response/deploy.ts";
import { barriersIn, keepScreenshot, withBrowser } from "./browser.ts";

const open = withBrowser();
const running: Pick<LiveServer, "stop">[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const texts = {
  title: "rapidly, live",
  note: "A healthy service turns slow. It runs in real time.",
  value: "Response time",
  unit: "s",
  modes: ["normal", "attack"],
};

interface Live {
  readonly feed: LiveFeed;
  readonly server: LiveServer;
  readonly chosen: (string | undefined)[];
}

async function live(port = 0): Promise<Live> {
  const feed = new LiveFeed(100);
  const chosen: (string | undefined)[] = [];
  const onMode = async (mode: string | undefined): Promise<undefined> => void chosen.push(mode);
  const server = await startLiveServer({ feed, texts, port, onMode });
  running.push(server);
  return { feed, server, chosen };
}

const startMs = 1_577_836_800_000;

/** Requests every 100 ms, slow from the hundredth on. */
function play(feed: LiveFeed, fromMs = 0): void {
  for (let index = 0; index < 200; index += 1) {
    const isSlow = index >= 100;
    const value = (isSlow ? 0.4 : 0.1) + 0.02 * Math.sin(index);
    const atMs = fromMs + index * 100;
    feed.add({ causedAtMs: atMs, atMs, value, failed: index === 150, mode: isSlow ? "attack" : "normal" });
  }
}

const alert = {
  key: "k",
  detector: "knn",
  severity: "error",
  state: "firing",
  atIndex: 102,
  atMs: 10_200,
  receivedMs: 10_200,
  evidence: "distance 0.52 s",
} as const;

const alertsOn = (page: Page): Promise<readonly string[]> => page.locator("#alerts-body tr").allInnerTexts();

test("the page draws rows as they arrive, lists alerts the newest first, and tells how the drill came out", async () => {
  const { feed, server } = await live();
  const { page, faults } = await open(server.url);
  play(feed);
  server.send(feed.alert(alert));
  server.send(feed.alert({ ...alert, state: "resolved", atMs: 19_000, receivedMs: 19_000 }));
  server.send(feed.end({ passed: true, sentence: "knn raised ERROR in time." }));
  await page.locator("#status.passed").waitFor();

  const alerts = await alertsOn(page);

  expect(alerts.map((text) => text.split("\t"))).toEqual([
    ["0:19.0", "resolved", "knn", "distance 0.52 s"],
    ["0:10.2", "ERROR", "knn", "distance 0.52 s"],
  ]);
  await expect.poll(() => page.locator("#rows").innerText()).toBe("200");
  expect(await page.locator("#chart .band").count()).toBe(1);
  expect(await page.locator("#chart .mark").count()).toBe(2);
  expect(await page.locator("#sentence").innerText()).toBe("knn raised ERROR in time.");
  expect(page.url()).not.toContain("token");
  expect(faults).toEqual([]);
});

test("a page that was open before the first row counts time from that row", async () => {
  const { feed, server } = await live();
  const { page } = await open(server.url);
  await page.getByText("Connected").waitFor();

  play(feed, startMs);
  server.send(feed.alert({ ...alert, atMs: startMs + 10_200, receivedMs: startMs + 10_200 }));
  await page.locator("#alerts-body tr").waitFor();

  expect((await alertsOn(page))[0]).toMatch(/^0:10\.2\tERROR/);
  expect(await page.locator("#said").innerText()).toBe("knn raised ERROR");
});

test("every alert is shown once and in order, however fast they come", async () => {
  const { feed, server } = await live();
  const { page } = await open(server.url);
  play(feed);

  for (let at = 0; at < 300; at += 1) server.send(feed.alert({ ...alert, detector: `d${at}` }));
  await page.locator('#alerts-body tr[data-alert="300"]').waitFor();

  const numbers: unknown = await page.evaluate(
    "[...document.querySelectorAll('#alerts-body tr')].map(({ dataset }) => dataset.alert)",
  );
  expect(numbers).toEqual(Array.from({ length: 300 }, (_, at) => String(300 - at)));
});

test("an open page survives that the server is started anew, and shows the alerts of the new drill in order", async () => {
  const first = await live();
  const { page } = await open(first.server.url);
  first.server.send(first.feed.alert({ ...alert, detector: "before" }));
  await page.getByText("before", { exact: true }).waitFor();
  await first.server.stop();
  await page.getByText("No connection").waitFor();

  const second = await live(Number(new URL(first.server.url).port));
  play(second.feed);
  for (const detector of ["first", "second"]) second.server.send(second.feed.alert({ ...alert, detector }));
  const other = await page.context().newPage();
  await other.goto(second.server.url);
  await page.getByText("second", { exact: true }).waitFor();
  second.server.send(second.feed.alert({ ...alert, detector: "third" }));
  await page.getByText("third", { exact: true }).waitFor();

  const detectors = (await alertsOn(page)).map((text) => text.split("\t")[2]);
  expect(detectors).toEqual(["third", "second", "first"]);
});

/** How far the mark of an alert is from its time, in pixels. @param lastMs - the end of the axis */
async function offsetOf(page: Page, number: number, atMs: number, lastMs: number): Promise<number> {
  const offset: unknown = await page.evaluate(`
    const [mark, line] = ['[data-alert="${number}"]', ".grid"].map((place) =>
      document.querySelector("#chart " + place).getBoundingClientRect());
    Math.abs(mark.left + mark.width / 2 - (line.left + line.width * ${atMs / lastMs}));
  `);
  return Number(offset);
}

test.for([
  [10_234, 20_000, "inside the chart"],
  [0, 20_000, "at its beginning"],
  [26_000, 26_000, "beyond the newest row"],
] as const)(
  "an alert at %i ms stands at its time in a chart of %i ms, to the pixel: %s",
  async ([atMs, lastMs]) => {
    const { feed, server } = await live();
    const { page } = await open(server.url);
    play(feed, startMs);
    server.send(feed.alert({ ...alert, atMs: startMs + atMs, receivedMs: startMs + atMs }));
    await page.locator('#chart [data-alert="1"]').waitFor({ state: "attached" });

    expect(await offsetOf(page, 1, atMs, lastMs)).toBeLessThan(0.1);
  },
);

test("alerts stay at their times when the chart has become so long that its columns got wider", async () => {
  const { feed, server } = await live();
  const { page } = await open(server.url);
  for (let atMs = startMs; atMs <= startMs + 240_000; atMs += 100)
    feed.add({ causedAtMs: atMs, atMs, value: 0.1, failed: false, mode: "normal" });
  server.send(feed.alert({ ...alert, atMs: startMs + 10_234, receivedMs: startMs + 10_234 }));
  await page.locator('#chart [data-alert="1"]').waitFor({ state: "attached" });
  const { columns, columnMs } = feed.snapshot();

  expect(columnMs).toBeGreaterThan(100);
  expect(await offsetOf(page, 1, 10_234, ((columns.at(-1)?.at ?? 0) + 1) * columnMs)).toBeLessThan(0.1);
});

test("a button changes the mode, and is shown as pressed once the server has taken it", async () => {
  const { server, chosen } = await live();
  const { page } = await open(server.url);

  await page.getByRole("button", { name: "attack" }).click();
  await page.locator('button[data-mode="attack"][aria-pressed="true"]').waitFor();
  await page.getByRole("button", { name: "as planned" }).click();
  await page.locator('button[data-mode=""][aria-pressed="true"]').waitFor();

  expect(chosen).toEqual(["attack", undefined]);
});

test("texts of a log and of a detector are text", async () => {
  const { feed, server } = await live();
  const { page, faults } = await open(server.url);
  const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`;

  server.send(feed.alert({ ...alert, detector: hostile, evidence: hostile, subject: `user:${hostile}` }));
  feed.add({ causedAtMs: 0, atMs: 0, value: 1, failed: false, mode: hostile });
  await page.locator("#alerts-body tr").waitFor();

  expect(await page.locator("img, #alerts-body script").count()).toBe(0);
  expect((await alertsOn(page))[0]).toContain(hostile);
  expect(faults).toEqual([]);
});

const deployThenAttack: ResponseScenario = {
  ...deploy,
  modes: { ...deploy.modes, attack: { kind: "attack", delayMs: 500 } },
  phases: [...deploy.phases, { mode: "attack", requests: 20 }],
};

/** A live page, and what it is told for each row. */
type Shown = Pick<LiveServer, "url" | "stop"> & { readonly add: (row: Labelled) => void };

async function shownDrill(): Promise<Shown> {
  const page = await startLiveDrill({ scenario: deployThenAttack, seed: 1 }, { kind: "real" }, 0);
  return { ...page, add: (row) => page.onEvent({ kind: "row", ...row }) };
}

/** A server whose requests are sent by a person, and name no incident. */
async function shownService(): Promise<Shown> {
  const served = { scenario: deployThenAttack, task: servedTask(deployThenAttack, 1, true) };
  const page = await startLiveService(served, { kind: "real" }, 0);
  return {
    ...page,
    add: ({ observation: { index, atMs }, truth: { mode } }) =>
      page.onRequest({ index, atMs, mode, waitedMs: 0, outcome: "answered" }),
  };
}

/** How many pairs of names overlap on the chart. */
function overlapsOf(page: Page): Promise<unknown> {
  return page.evaluate(`
    const boxes = [...document.querySelectorAll("#chart .name")].map((name) => name.getBoundingClientRect());
    boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) =>
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)).length;
  `);
}

test.for([
  ["drill", "light", 1280, shownDrill],
  ["service", "dark", 390, shownService],
] as const)(
  "a harmless stretch of a %s has a band and a word of its own, and a fault has others (%s, %i pixels wide)",
  async ([name, colorScheme, width, shown]) => {
    const { url, add, stop } = await shown();
    running.push({ stop });
    const { page, faults } = await open(url, { colorScheme, viewport: { width, height: 900 } });
    const rows = [...simulate(deployThenAttack, 1)];
    const afterDeploy = rows.findLastIndex(({ truth }) => truth.mode === "deploy") + 1;

    rows.slice(0, afterDeploy).forEach(add);
    await expect.poll(() => page.locator("#rows").innerText()).toBe(String(afterDeploy));
    const mode = await page.locator("#mode").innerText();
    rows.slice(afterDeploy).forEach(add);
    await expect.poll(() => page.locator("#rows").innerText()).toBe(String(rows.length));
    await keepScreenshot(page, `live-${name}-harmless`);

    expect(mode).toBe("deploy (harmless)");
    expect(await page.locator("#mode").innerText()).toBe("attack");
    expect(await page.locator("#chart .band.harmless").count()).toBe(1);
    expect(await page.locator("#chart .band.fault").count()).toBe(1);
    expect(await page.locator("#chart .name.harmless").allTextContents()).toEqual(["deploy (harmless)"]);
    expect(await page.locator("#chart .name.fault").allTextContents()).toEqual(["attack"]);
    expect(await overlapsOf(page)).toBe(0);
    expect(await barriersIn(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test.for([
  ["light", 1280],
  ["dark", 390],
] as const)(
  "in %s and %i pixels wide nothing is beyond the page's edge or out of reach",
  async ([colorScheme, width]) => {
    const { feed, server } = await live();
    const { page } = await open(server.url, { colorScheme, viewport: { width, height: 900 } });
    play(feed);
    server.send(feed.alert(alert));
    await page.locator("#alerts-body tr").waitFor();
    await page.locator("#chart .mark").waitFor({ state: "attached" });
    await keepScreenshot(page, `live-${colorScheme}-${width}`);

    const overhang = await page.evaluate("document.documentElement.scrollWidth - innerWidth");

    expect(await barriersIn(page)).toEqual([]);
    expect(overhang).toBe(0);
  },
);
