import { once } from "node:events";
import { Agent, request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { FiredrillError } from "../../../domain/error.ts";
import { webhookDetector } from "../../../detector/remote/webhook.ts";
import { arrivedAtMs, listeningWebhook, context } from "./listening-webhook.ts";
import {
  alertmanagerBody,
  grafanaBody,
  olderGrafanaBody,
  slackAttachmentBody,
  slackBlocksBody,
} from "./payloads.ts";

const mebibyte = 1_048_576;
function containing(text: string): unknown {
  return expect.stringContaining(text);
}

function refused(error: string): object {
  const accepts: unknown = expect.arrayContaining([containing("Alertmanager's webhook")]);
  return { error: containing(error), accepts };
}

/** An alert in a body of exactly this many bytes. */
function bodyOf(sizeBytes: number): string {
  const bare = JSON.stringify({ severity: "error", evidence: "" });
  return JSON.stringify({ severity: "error", evidence: "x".repeat(sizeBytes - bare.length) });
}

test("it listens only on this machine, on a free port, and reports its URL", async () => {
  const { url } = await listeningWebhook();

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+\/alerts$/);
});

test("an alert carries the time at which its body arrived, and no row", async () => {
  const { post, alerts } = await listeningWebhook();

  const answer = await post({ severity: "warning", state: "firing", key: "slow" });

  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ accepted: 1 });
  expect(alerts).toEqual([
    {
      severity: "warning",
      state: "firing",
      key: "slow",
      stations: [{ name: "posted", atMs: arrivedAtMs }],
    },
  ]);
});

test("an alert keeps the row and time that it was posted with", async () => {
  const { post, alerts } = await listeningWebhook();

  await post({ severity: "error", state: "firing", atIndex: 100, atMs: 5 });

  expect(alerts).toMatchObject([{ atIndex: 100, atMs: 5 }]);
});

test.for([
  ["a list in Firedrill's own format", [{ state: "firing" }, { state: "resolved" }], 2],
  ["Alertmanager's webhook", alertmanagerBody, 2],
  ["Grafana's webhook", grafanaBody, 1],
  ["Grafana's older webhook", olderGrafanaBody, 1],
  ["Grafana's older webhook about a pause", { ...olderGrafanaBody, state: "paused" }, 0],
  ["Slack's attachments", slackAttachmentBody, 1],
  ["Slack's blocks", slackBlocksBody, 1],
  ["an empty list", [], 0],
] as const)("%s is accepted", async ([, body, accepted]) => {
  const { post, alerts } = await listeningWebhook();

  const answer = await post(body);

  expect([answer.status, await answer.json()]).toEqual([202, { accepted }]);
  expect(alerts).toHaveLength(accepted);
});

test("the root path accepts alerts too, and any JSON content type", async () => {
  const { url, alerts } = await listeningWebhook();

  const answer = await fetch(new URL("/", url), {
    method: "POST",
    headers: { "content-type": "application/vnd.alerts+json; charset=utf-8" },
    body: '{"text":"slow"}',
  });

  expect(answer.status).toBe(202);
  expect(alerts).toHaveLength(1);
});

test.for([
  [400, "{", "application/json", "The body is not JSON"],
  [400, "", "application/json", "The body is not JSON"],
  [400, "payload=slow", "application/x-www-form-urlencoded", "The body is not JSON"],
  [400, "slow", "text/plain", "The body is not JSON"],
  [415, '{"text":"slow"}', "text/html", "Unsupported content type text/html"],
  [415, '{"text":"slow"}', "application/jsonp", "Unsupported content type application/jsonp"],
  [422, '{"message":"slow"}', "application/json", "matches none of the accepted bodies"],
  [422, '{"severity":"info"}', "application/json", 'severity is "info", not "warning" or "error"'],
] as const)("%i for %j as %s, with a list of the accepted bodies", async ([status, body, type, error]) => {
  const { post, alerts } = await listeningWebhook();

  const answer = await post(body, { "content-type": type });

  expect([answer.status, await answer.json()]).toEqual([status, refused(error)]);
  expect(alerts).toEqual([]);
});

test("a post without a body is 400", async () => {
  const { url } = await listeningWebhook();

  const answer = await fetch(url, { method: "POST" });

  expect([answer.status, await answer.json()]).toEqual([400, refused("The body is empty.")]);
});

test("a body of one mebibyte is read, and one byte more is 413", async () => {
  const { post } = await listeningWebhook();

  const fits = await post(bodyOf(mebibyte));
  const isTooLarge = await post(bodyOf(mebibyte + 1));

  expect(fits.status).toBe(202);
  expect([isTooLarge.status, await isTooLarge.json()]).toEqual([413, refused("larger than 1 MiB")]);
});

test("a body without a length that never ends is 413", async () => {
  const { url } = await listeningWebhook();
  const { hostname, port } = new URL(url);
  const asking = request({
    hostname,
    port,
    path: "/alerts",
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  asking.on("error", () => undefined);
  const answered = answerTo(asking);

  for (let sent = 0; sent <= mebibyte; sent += 65_536) asking.write("x".repeat(65_536));

  expect((await answered).statusCode).toBe(413);
  asking.destroy();
});

test.for([
  ["GET", "/alerts"],
  ["PUT", "/alerts"],
  ["DELETE", "/"],
] as const)("%s %s is 404 and names the route for alerts", async ([method, path]) => {
  const { url } = await listeningWebhook();

  const answer = await fetch(new URL(path, url), { method });

  expect([answer.status, await answer.json()]).toEqual([404, refused("POST alerts to /alerts")]);
});

test("a post to any other path is an alert too, because senders add their own paths", async () => {
  const { url, alerts } = await listeningWebhook();

  const answer = await fetch(new URL("/alerts/api/v2/alerts", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([{ labels: { alertname: "Slow" }, endsAt: "2026-11-17T14:07:00Z" }]),
  });

  expect(answer.status).toBe(202);
  expect(alerts).toMatchObject([{ key: "Slow", state: "firing" }]);
});

test.for([
  ["application/json", "{", 400],
  ["application/json", '{"message":"slow"}', 422],
  ["text/html", '{"text":"slow"}', 415],
  ["application/json", `"${"x".repeat(mebibyte)}"`, 413],
] as const)(
  "a refused post of %s makes the detector's result an error with its reason",
  async ([type, body, status]) => {
    const { detector, post, errors } = await listeningWebhook();
    await post('{"severity":"error"}');
    await post(body, { "content-type": type });
    await post(body, { "content-type": type });

    await detector.stop(0);

    expect(errors).toMatchObject([{ kind: "drill", code: "WEBHOOK_POST_REFUSED" }]);
    expect(errors[0]?.message).toContain(`The webhook refused 2 posts, first post 2 with status ${status}: `);
  },
);

test.for([
  { host: "evil.example" },
  { origin: "http://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
])("a request that a browser sends for another site, %j, is refused and is not an alert", async (headers) => {
  const { url, detector, alerts, errors } = await listeningWebhook();

  const status = await postWith(url, headers);
  await detector.stop(0);

  expect(status).toBe(403);
  expect([alerts, errors]).toEqual([[], []]);
});

/** `fetch` sets some of these headers itself. */
function postWith(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
    });
    asking.on("response", (answer) => resolve(answer.resume().statusCode)).on("error", reject);
    asking.end('{"severity":"error"}');
  });
}

test("an answer lists at most ten mistakes", async () => {
  const { post } = await listeningWebhook();

  const answer = await post(Array.from({ length: 12 }, () => 3));

  const text = await answer.text();
  expect(text).toMatch(
    /"No alert was accepted: \[0\]: 3 is not an alert; .*\[9\]: 3 is not an alert; and 2 more\."/,
  );
});

test("observing rows resolves immediately", async () => {
  const { detector } = await listeningWebhook();

  await expect(detector.observe([])).resolves.toBeUndefined();
});

test("on the virtual clock it cannot start", async () => {
  const detector = webhookDetector({ onListening: () => undefined });

  const started = detector.start(context({ clockKind: { kind: "virtual" } }));

  await expect(started).rejects.toMatchObject({ kind: "usage", code: "WEBHOOK_NEEDS_WALL_TIME" });
  await detector.stop(0);
});

test("it runs on a scaled clock", async () => {
  const { post } = await listeningWebhook({ clockKind: { kind: "scaled", factor: 10 } });

  expect((await post({ text: "slow" })).status).toBe(202);
});

test("a port in use is an error that names the port", async () => {
  const { url } = await listeningWebhook();
  const port = Number(new URL(url).port);
  const detector = webhookDetector({ port, onListening: () => undefined });

  const started = detector.start(context());

  await expect(started).rejects.toMatchObject({
    kind: "drill",
    code: "PORT_IN_USE",
    message: `The webhook cannot listen on 127.0.0.1:${port}: the port is in use.`,
  });
  await detector.stop(0);
});

test("an invalid port is an error", async () => {
  const detector = webhookDetector({ port: 70_000, onListening: () => undefined });

  await expect(detector.start(context())).rejects.toMatchObject({ code: "HOST_NOT_BINDABLE" });
});

test("it listens on the requested port and frees it when stopped", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = addressOf(taken.address());
  await new Promise((resolve) => taken.close(resolve));
  const urls: string[] = [];

  for (let round = 0; round < 2; round += 1) {
    const detector = webhookDetector({ port, onListening: (url) => urls.push(url) });
    await detector.start(context());
    await detector.stop(0);
  }

  expect(urls).toEqual([`http://127.0.0.1:${port}/alerts`, `http://127.0.0.1:${port}/alerts`]);
});

function answerTo(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve) => asking.once("response", resolve));
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new RangeError("not listening");
  return address;
}

test("stop closes idle and half-open connections and the port, and a second stop does nothing", async () => {
  const { detector, url, alerts } = await listeningWebhook();
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const asking = request({ hostname, port, path: "/alerts", method: "POST", agent });
  asking.end();
  (await answerTo(asking)).resume();
  await once(agent, "free");
  const half = connect(Number(port), hostname);
  half.write(
    "POST /alerts HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{",
  );
  const closed = new Promise((resolve) => half.once("close", resolve));
  half.on("error", () => undefined);
  await once(half, "connect");

  await detector.stop(0);
  await detector.stop(30_000);

  await closed;
  expect(alerts).toEqual([]);
  await expect(fetch(url, { method: "POST" })).rejects.toThrow("fetch failed");
});

test("stop before start does nothing", async () => {
  const detector = webhookDetector({ onListening: () => undefined });

  await expect(detector.stop(0)).resolves.toBeUndefined();
});

test("an alert that the drill cannot store is an error of the drill, not of the sender", async () => {
  const full = new FiredrillError("drill", "DISK_FULL", "The disk is full.", "Make room.");
  const { post, errors } = await listeningWebhook({
    onAlert: () => {
      throw full;
    },
  });

  const answer = await post({ text: "slow" });

  expect(answer.status).toBe(202);
  expect(errors).toEqual([full]);
});

test("the window is ten rows by default", () => {
  const settings = { onListening: () => undefined };

  expect(webhookDetector(settings)).toMatchObject({ name: "webhook", windowSize: 10 });
  expect(webhookDetector({ ...settings, windowSize: 3 }).windowSize).toBe(3);
});
