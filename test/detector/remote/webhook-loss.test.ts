import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listeningWebhook } from "./listening-webhook.ts";
import type { ListeningWebhook } from "./listening-webhook.ts";

const half =
  'POST /alerts HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a';

/** Sends bytes as they are; `PORT` stands for the webhook's own. */
async function sent(bytes: string, { url }: ListeningWebhook): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(Buffer.from(bytes.replace("PORT", port), "latin1"));
  return socket;
}

function refusal(message: string): unknown {
  const text: unknown = expect.stringContaining(message);
  return expect.objectContaining({ code: "WEBHOOK_POST_REFUSED", message: text });
}

const unfinished = "The connection ended before the whole body had arrived.";

test("a post whose body is still arriving at the end is refused", async () => {
  const webhook = await listeningWebhook();
  const socket = await sent(half, webhook);
  // The answer to another request shows that the first one has arrived.
  await webhook.post({ state: "resolved" });

  await webhook.detector.stop(0);

  expect(webhook.errors).toEqual([refusal(`with status 408: ${unfinished}`)]);
  expect(socket.bytesRead).toBe(0);
});

test("a post that its sender breaks off is refused", async () => {
  const webhook = await listeningWebhook();
  const socket = await sent(half, webhook);
  await webhook.post({ state: "resolved" });
  socket.end();
  await once(socket.resume(), "close");

  await webhook.detector.stop(0);

  expect(webhook.errors).toEqual([refusal("refused 1 post, first post 1 with status 400")]);
});

test.for([
  ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
  ["anything else", "severity=error\r\n\r\n"],
  ["endless headers", `POST / HTTP/1.1\r\nX: ${"x".repeat(99_999)}\r\n\r\n`],
] as const)("a connection with %s instead of HTTP is a refused post", async ([, bytes]) => {
  const webhook = await listeningWebhook();
  const socket = await sent(bytes, webhook);
  await once(socket.resume(), "close");

  await webhook.detector.stop(0);

  expect(webhook.errors).toEqual([
    refusal("refused 1 post, first post 1 with status 400: This is no HTTP request"),
  ]);
});

test.for([
  ["nothing", [], ["The webhook received no posts."]],
  ["a post without an alert", [["POST", {}]], ["The webhook received 1 post and no alert."]],
  [
    "an alert by PUT",
    [["PUT", {}]],
    [
      "The webhook received no posts.",
      "The webhook refused 1 request other than POST; the first: PUT /alerts.",
    ],
  ],
  [
    "a post of a web page",
    [["POST", { origin: "http://evil.example" }]],
    [
      "The webhook received no posts.",
      'The webhook refused 1 request of other sites; the first: with the header origin "http://evil.example".',
    ],
  ],
] as const)("a webhook that got %s says so", async ([, requests, notes]) => {
  const { url, detector, errors } = await listeningWebhook();
  for (const [method, headers] of requests)
    await fetch(url, { method, headers: { "content-type": "application/json", ...headers }, body: "[]" });

  expect(detector.notes?.()).toEqual(notes);
  expect(errors).toEqual([]);
});

test("a webhook that got an alert has nothing to say", async () => {
  const { post, detector } = await listeningWebhook();
  await post({ state: "firing" });

  expect(detector.notes?.()).toEqual([]);
});
