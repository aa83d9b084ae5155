import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Labelled } from "../../../domain/truth.ts";
import { until, startFixture } from "../fixture.ts";

const longUrl = `/${"a".repeat(9000)}`;
const hugeUrl = `/${"a".repeat(100_000)}`;

async function startSite() {
  const rows: Labelled[] = [];
  const fixture = await startFixture({
    task: { source: "access", site: 1 },
    onRow: (row) => rows.push(row),
  });
  /** Sends bytes and gives the first line of the answer, and the line that the log got. */
  const send = async (request: string) => {
    const before = rows.length;
    const socket = connect(fixture.server.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    let answer = "";
    socket.setEncoding("latin1").on("error", () => undefined);
    socket.on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.write(request.replace("HOST", `host: 127.0.0.1:${fixture.server.port}`), "latin1");
    await until(() => fixture.clock.sleepers() > 0 || rows.length > before, true);
    await fixture.clock.advance(1e5);
    await until(() => rows.length, before + 1);
    await until(() => answer.includes("\r\n"), true);
    const [status = ""] = answer.split("\r\n", 1);
    return { status, row: rows.at(-1)?.observation };
  };
  return { ...fixture, rows, send };
}

const host = "HOST\r\n\r\n";

test.for([
  ["quotes in a URL", `GET /a"b'c?d="e" HTTP/1.1\r\n${host}`, 404, `/a"b'c`, 'd="e"'],
  ["an encoded line break", `GET /a%0a%0dGET%20/x HTTP/1.1\r\n${host}`, 404, "/a%0a%0dGET%20/x", ""],
  ["a backslash", String.raw`GET /a\x41\ HTTP/1.1` + `\r\n${host}`, 404, String.raw`/a\x41` + "\\", ""],
  ["a URL that cannot be decoded", `GET /%zz?q HTTP/1.1\r\n${host}`, 400, "/%zz", "q"],
  ["bytes that are not UTF-8", `GET /\xff\xfe HTTP/1.1\r\n${host}`, 400, "-", ""],
  ["HTTP/1.0", "GET /robots.txt HTTP/1.0\r\n\r\n", 200, "/robots.txt", ""],
  ["a URL of 9,000 characters", `GET ${longUrl} HTTP/1.1\r\n${host}`, 414, "-", ""],
  ["a URL of 100,000 characters", `GET ${hugeUrl} HTTP/1.1\r\n${host}`, 431, "-", ""],
  ["raw garbage", "\u0000\u0001\u0002 garbage\r\n\r\n", 400, "-", ""],
  ["a control character in a URL", `GET /a\u0007b HTTP/1.1\r\n${host}`, 400, "-", ""],
  ["another method", `PROPFIND / HTTP/1.1\r\n${host}`, 405, "/", ""],
  ["a tunnel", `CONNECT mail.example:25 HTTP/1.1\r\n${host}`, 405, "mail.example:25", ""],
  [
    "a tunnel for another host",
    "CONNECT b.example:1 HTTP/1.1\r\nhost: b.example:1\r\n\r\n",
    405,
    "b.example:1",
    "",
  ],
  ["a body that is too large", `POST /login HTTP/1.1\r\ncontent-length: 99999\r\n${host}`, 413, "/login", ""],
] as const)("%s is answered and logged once", async ([, text, status, path, query]) => {
  const { send } = await startSite();

  const answered = await send(text);

  expect(answered.status).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answered.row).toMatchObject({ kind: "access", index: 0, status, path, query });
});

test("the line of a malformed request can be asked for, with its label", async () => {
  const { ask, open, clock, rows } = await startSite();

  const wrong = await ask("/__firedrill/malformed", { method: "POST", body: '{"status":500}' });
  const asked = open("/__firedrill/malformed", {
    method: "POST",
    body: '{"status":408}',
    headers: {
      "x-firedrill-mode": "scanner",
      "x-forwarded-for": "203.0.113.9",
      "user-agent": "probe",
    },
  });
  await until(clock.sleepers, 1);
  await clock.advance(1000);
  const { status } = await asked.answered;

  expect(wrong).toMatchObject({
    status: 400,
    json: { error: 'Send JSON such as {"status":408}; statuses: 400, 408, 414.' },
  });
  expect(status).toBe(204);
  expect(rows).toMatchObject([
    {
      observation: { ip: "203.0.113.9", method: "-", path: "-", status: 408, userAgent: "probe" },
      truth: { mode: "scanner" },
    },
  ]);
});

test("a client that leaves before its answer is logged with 499", async () => {
  const { open, clock, rows } = await startSite();
  const asked = open("/");
  asked.answered.catch(() => undefined);
  await until(clock.sleepers, 1);

  asked.request.destroy();
  await until(() => rows.length, 1);

  expect(rows).toMatchObject([{ observation: { path: "/", status: 499, bytes: 0 } }]);
});

test("a page has the size that the log says, and HEAD none", async () => {
  const { open, clock, rows } = await startSite();
  const sizeOf = async (method: string): Promise<number> => {
    const asked = open("/static/app.js", { method });
    await until(clock.sleepers, 1);
    await clock.advance(1000);
    return (await asked.answered).body.length;
  };

  const sizes = [await sizeOf("GET"), await sizeOf("HEAD")];

  expect(sizes[0]).toBeGreaterThan(40_000);
  expect(rows).toMatchObject(sizes.map((bytes) => ({ observation: { bytes } })));
  expect(sizes[1]).toBe(0);
});
