import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { LiveFeed } from "../../../harness/live/feed.ts";
import type { LiveServer } from "../../../harness/live/server.ts";
import { startLiveServer } from "../../../harness/live/server.ts";

const texts = {
  title: "rapidly, live",
  note: "A note.",
  value: "Response time",
  unit: "s",
  modes: ["attack"],
};
const running: LiveServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

interface Started {
  readonly feed: LiveFeed;
  readonly server: LiveServer;
  readonly port: number;
  readonly chosen: (string | undefined)[];
  /** Of a browser that has opened the printed address. */
  readonly cookie: string;
}

async function started(port = 0): Promise<Started> {
  const feed = new LiveFeed(100);
  const chosen: (string | undefined)[] = [];
  const onMode = async (mode: string | undefined): Promise<undefined> => void chosen.push(mode);
  const server = await startLiveServer({ feed, texts, port, onMode });
  running.push(server);
  const opened = await fetch(server.url, { redirect: "manual" });
  const [cookie = ""] = (opened.headers.get("set-cookie") ?? "").split(";");
  return { feed, server, port: Number(new URL(server.url).port), chosen, cookie };
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Unlike fetch it can send any Host and Origin. */
function ask(port: number, { method = "GET", path = "/", headers = {}, body = "" }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("the printed address gives a cookie that scripts and other sites cannot use, and leaves no secret in the address", async () => {
  const { server } = await started();

  const opened = await fetch(server.url, { redirect: "manual" });

  expect(opened.status).toBe(303);
  expect(opened.headers.get("location")).toBe("/");
  expect(opened.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(opened.headers.get("referrer-policy")).toBe("no-referrer");
});

test("with the cookie the page comes, and its policy allows its own script and style only", async () => {
  const { port, cookie } = await started();

  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });

  const policy = page.headers.get("content-security-policy") ?? "";
  expect(page.status).toBe(200);
  expect(policy).toContain("default-src 'none'; script-src 'sha256-");
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(await page.text()).toContain("<h1>rapidly, live</h1>");
});

const refused: readonly (readonly [string, (started: Started) => Asked])[] = [
  ["no cookie", () => ({})],
  ["no cookie for events", () => ({ path: "/events" })],
  ["a wrong cookie", ({ port }) => ({ headers: { cookie: `firedrill-live-${port}=0123` } })],
  ["a wrong token", () => ({ path: "/?token=0123" })],
  ["another host's name", ({ cookie }) => ({ headers: { cookie, host: "evil.example" } })],
  ["another origin", ({ cookie }) => ({ headers: { cookie, origin: "http://evil.example" } })],
  ["a mode without an origin", ({ cookie }) => ({ method: "POST", path: "/mode", headers: { cookie } })],
];

test.for(refused)("%s is refused", async ([, asked]) => {
  const live = await started();

  expect(await ask(live.port, asked(live))).toBe(403);
});

test("the page's buttons change the mode, and only to one that exists", async () => {
  const { port, cookie, chosen } = await started();
  const headers = { cookie, origin: `http://127.0.0.1:${port}` };
  const press = (body: string): Promise<number> =>
    ask(port, { method: "POST", path: "/mode", headers, body });

  const answers = [
    await press('{"mode":"attack"}'),
    await press('{"mode":null}'),
    await press('{"mode":"rm -rf"}'),
    await press("no JSON"),
    await press(`{"mode":"${"a".repeat(10_000)}"}`),
  ];

  expect(answers).toEqual([204, 204, 400, 400, 400]);
  expect(chosen).toEqual(["attack", undefined]);
});

interface Update {
  readonly kind: string;
}

/** Reads updates until one is of this kind. */
async function updatesUntil(kind: string, { body }: Response): Promise<readonly Update[]> {
  const updates: Update[] = [];
  const reader = (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!updates.some((update) => update.kind === kind)) {
    const { done, value = "" } = await reader.read();
    if (done) break;
    text += value;
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const update: unknown = event.startsWith("data: ") ? JSON.parse(event.slice(6)) : undefined;
      if (isUpdate(update)) updates.push(update);
    }
  }
  await reader.cancel();
  return updates;
}

function isUpdate(value: unknown): value is Update {
  return typeof value === "object" && value !== null && "kind" in value;
}

const alert = {
  key: "k",
  detector: "knn",
  severity: "error",
  state: "firing",
  atIndex: 1,
  atMs: 10,
  receivedMs: 10,
} as const;

test("a page gets a snapshot, then what changes, alerts in order behind the rows before them", async () => {
  const { feed, server, port, cookie } = await started();
  feed.add({ causedAtMs: 0, atMs: 5, value: 1, failed: false, mode: "normal" });
  feed.changes();
  const events = await fetch(`http://127.0.0.1:${port}/events`, { headers: { cookie } });
  feed.add({ causedAtMs: 0, atMs: 10, value: 2, failed: false, mode: "attack" });
  server.send(feed.alert(alert));
  server.send(feed.alert({ ...alert, state: "resolved" }));
  server.send(feed.end({ passed: true, sentence: "It passed." }));

  const updates = await updatesUntil("end", events);

  expect(updates).toMatchObject([
    { kind: "snapshot", snapshot: { rows: 1, alerts: [] } },
    { kind: "columns", rows: 2, columns: [{ at: 0, high: 2, mode: "attack" }] },
    { kind: "alert", alert: { number: 1, state: "firing" } },
    { kind: "alert", alert: { number: 2, state: "resolved" } },
    { kind: "end", end: { passed: true } },
  ]);
});

test("a page that connects again is sent everything anew", async () => {
  const { feed, server, port, cookie } = await started();
  server.send(feed.alert(alert));
  const first = await fetch(`http://127.0.0.1:${port}/events`, { headers: { cookie } });
  await updatesUntil("snapshot", first);

  const again = await fetch(`http://127.0.0.1:${port}/events`, { headers: { cookie } });

  expect(await updatesUntil("snapshot", again)).toMatchObject([{ snapshot: { alerts: [{ number: 1 }] } }]);
});

test("a snapshot longer than a socket takes at once is sent once, then what came after it", async () => {
  const { feed, server, port, cookie } = await started();
  for (let at = 0; at < 1000; at += 1)
    feed.add({ causedAtMs: 0, atMs: 100 * at, value: 1, failed: false, mode: "a".repeat(100) });
  feed.changes();
  const events = await fetch(`http://127.0.0.1:${port}/events`, { headers: { cookie } });
  server.send(feed.end({ passed: true, sentence: "It passed." }));
  await server.stop();

  const kinds = [...(await events.text()).matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind);

  expect(kinds[0]).toBe("snapshot");
  expect(kinds).toHaveLength(2);
});

test("stopping sends what is left, closes open pages and frees the port", async () => {
  const { feed, server, port, cookie } = await started();
  const events = await fetch(`http://127.0.0.1:${port}/events`, { headers: { cookie } });
  feed.add({ causedAtMs: 0, atMs: 10, value: 2, failed: false, mode: "normal" });

  await server.stop();

  expect(await events.text()).toContain('"rows":1');
  const again = await startLiveServer({ feed, texts, port, onMode: async () => undefined });
  running.push(again);
  expect(new URL(again.url).port).toBe(String(port));
});

test("a port that is in use is named, with the option that chooses another", async () => {
  const { port } = await started();

  await expect(started(port)).rejects.toMatchObject({ code: "LIVE_PORT_IN_USE", kind: "drill" });
});

test("a page that does not read is not waited for, nor does what it misses pile up", async () => {
  const { feed, server, port, cookie } = await started();
  const response = await new Promise<IncomingMessage>((resolve) => {
    request({ host: "127.0.0.1", port, path: "/events", headers: { cookie } }, resolve).end();
  });
  response.pause();
  const before = process.memoryUsage().arrayBuffers;

  for (let at = 0; at < 20_000; at += 1) server.send(feed.alert({ ...alert, evidence: "x".repeat(500) }));

  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  response.destroy();
});
