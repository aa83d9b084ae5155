import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { readBody } from "../../detector/remote/payload/payload.ts";
import { createNotifier } from "../../harness/notify/notifier.ts";
import type { ReceiverSettings } from "../../harness/notify/post.ts";
import { chatReceiver } from "../../harness/notify/post.ts";
import { epochMs } from "../../domain/time/clock.ts";
import { until } from "../harness/world/children.ts";
import { manualClock } from "../mock-server/manual-clock.ts";

interface Chat {
  readonly port: number;
  readonly posts: { readonly request: IncomingMessage; readonly body: string }[];
}

/** A chat on this machine. @param answer - to the n-th post, from 0 */
async function chat(answer: (response: ServerResponse, at: number) => void): Promise<Chat> {
  const posts: Chat["posts"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      posts.push({ request, body });
      answer(response, posts.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, posts };
}

function taken(response: ServerResponse): void {
  response.end("ok");
}

function receiver(url: string, more: Partial<ReceiverSettings> = {}) {
  const clock = manualClock();
  const opened = chatReceiver({ url, allowHosts: [], clock, ...more });
  onTestFinished(() => opened.close());
  return { ...opened, clock };
}

test("a post is JSON with a text, at the path of the URL, and our own webhook understands it", async () => {
  const { port, posts } = await chat(taken);
  const { post, clock } = receiver(`http://127.0.0.1:${port}/services/T0/secret?x=1#y`);
  const { alert, finish } = createNotifier(post, clock);

  alert({
    detector: "guard",
    key: "a",
    severity: "warning",
    state: "firing",
    atIndex: 0,
    atMs: epochMs,
    receivedMs: 0,
    subject: 'path:/tmp/a"<b>',
  });
  const lost = await finish(60_000);

  const [{ request, body } = { request: undefined, body: "" }] = posts;
  expect(lost).toBeUndefined();
  expect([request?.method, request?.url, request?.headers["content-type"]]).toEqual([
    "POST",
    "/services/T0/secret?x=1",
    "application/json",
  ]);
  expect(JSON.parse(body)).toEqual({
    text: '[FIRING] WARNING guard at 2020-01-01 00:00:00 UTC: path:/tmp/a"&lt;b&gt;',
  });
  expect(readBody(body, { severities: {}, wallMs: undefined })).toMatchObject({
    kind: "alerts",
    alerts: [{ severity: "warning", state: "firing" }],
  });
});

test.for([
  [500, {}, { kind: "failed", reason: "status 500", retryAfterMs: 0 }],
  [503, { "retry-after": "7" }, { kind: "failed", reason: "status 503", retryAfterMs: 7000 }],
  [429, { "retry-after": "30" }, { kind: "failed", reason: "status 429", retryAfterMs: 30_000 }],
  [
    429,
    { "retry-after": new Date(epochMs + 9000).toUTCString() },
    { kind: "failed", reason: "status 429", retryAfterMs: 9000 },
  ],
  [429, { "retry-after": "soon" }, { kind: "failed", reason: "status 429", retryAfterMs: 0 }],
  [404, {}, { kind: "refused", reason: "status 404" }],
  [204, {}, { kind: "delivered" }],
] as const)("the answer %i with %j is %j", async ([status, headers, wanted]) => {
  const { port } = await chat((response) => response.writeHead(status, headers).end());

  expect(await receiver(`http://127.0.0.1:${port}/`).post("hello")).toEqual(wanted);
});

test("a redirect is not followed", async () => {
  const other = await chat(taken);
  const { port, posts } = await chat((response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end(),
  );

  expect(await receiver(`http://127.0.0.1:${port}/`).post("hello")).toEqual({
    kind: "refused",
    reason: "status 307",
  });
  expect([posts.length, other.posts.length]).toEqual([1, 0]);
});

test("a connection that breaks and a port without a listener are tried again", async () => {
  const { port } = await chat((response) => response.destroy());

  const ends = [
    await receiver(`http://127.0.0.1:${port}/`).post("hello"),
    await receiver("http://127.0.0.1:1/").post("hello"),
  ];

  expect(ends).toEqual([
    { kind: "failed", reason: "CONNECTION_CLOSED", retryAfterMs: 0 },
    { kind: "failed", reason: "ECONNREFUSED", retryAfterMs: 0 },
  ]);
});

test("a receiver that does not answer is given up after ten seconds", async () => {
  const { port, posts } = await chat(() => undefined);
  const { post, clock } = receiver(`http://127.0.0.1:${port}/`);

  const end = post("hello");
  await until(() => posts.length === 1);
  await clock.advance(10_000);

  expect(await end).toEqual({ kind: "failed", reason: "no answer in 10 s", retryAfterMs: 0 });
});

test("the address that was checked is the one connected to, and each connection is checked again", async () => {
  const { port, posts } = await chat((response) => response.writeHead(200, { connection: "close" }).end());
  const asked: string[] = [];
  const { post } = receiver(`http://Chat.Example:${port}/`, {
    allowHosts: ["chat.example"],
    // Rebound after the first answer.
    resolve: (host, found) => {
      asked.push(host);
      found(null, [{ address: asked.length === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }]);
    },
  });

  const ends = [await post("one"), await post("two")];

  expect(ends).toMatchObject([{ kind: "delivered" }, { kind: "refused", reason: "ADDRESS_NOT_ALLOWED" }]);
  expect(asked).toEqual(["chat.example", "chat.example"]);
  expect(posts.map(({ request }) => request.headers.host)).toEqual([`chat.example:${port}`]);
});

test.for([
  ["chat.example", "169.254.169.254", "where clouds keep secrets"],
  ["chat.example", "::ffff:169.254.169.254", "the same in IPv6"],
  ["chat.example", "fe80::1", "link-local"],
  ["chat.example", "0.0.0.0", "every interface"],
  ["chat.example", "::", "every interface"],
  ["chat.example", "224.0.0.1", "multicast"],
  ["chat.example", "255.255.255.255", "broadcast"],
  ["localhost", "10.0.0.1", "this machine's name with another machine's address"],
] as const)("%s at %s is not connected to: %s", async ([host, address]) => {
  const { post } = receiver(`http://${host}:9/`, {
    allowHosts: ["chat.example"],
    resolve: (_, found) => found(null, [{ address, family: address.includes(":") ? 6 : 4 }]),
  });

  expect(await post("hello")).toMatchObject({ kind: "refused", reason: "ADDRESS_NOT_ALLOWED" });
});

test("of several addresses only those that are fit are used", async () => {
  const { port } = await chat(taken);
  const { post } = receiver(`http://localhost:${port}/`, {
    resolve: (_, found) =>
      found(null, [
        { address: "192.0.2.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]),
  });

  expect(await post("hello")).toEqual({ kind: "delivered" });
});

test.for([
  ["http://hooks.example/secret", "NOTIFY_NOT_ALLOWED", "a host that nothing names"],
  ["https://192.0.2.7/secret", "NOTIFY_NOT_ALLOWED", "an address that nothing names"],
  ["http://127.0.0.1.example/secret", "NOTIFY_NOT_ALLOWED", "a name that looks like an address"],
  ["http://0.0.0.0/secret", "NOTIFY_NOT_ALLOWED", "an address of no host"],
  ["http://169.254.169.254/secret", "NOTIFY_NOT_ALLOWED", "never, even if it is named"],
  ["ftp://127.0.0.1/secret", "BAD_NOTIFY_URL", "no HTTP"],
  ["http://me:secret@127.0.0.1/", "BAD_NOTIFY_URL", "a password would not be sent"],
  ["secret", "BAD_NOTIFY_URL", "no URL"],
] as const)("%s is refused with %s, without a word of it: %s", ([url, code]) => {
  let thrown: unknown;
  try {
    receiver(url, { allowHosts: ["169.254.169.254", "hooks.slack.com"] });
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toMatchObject({ code });
  expect(JSON.stringify([thrown, String(thrown)])).not.toMatch(/secret|example|192\.0|169\.254/);
});
