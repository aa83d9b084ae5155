import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerReader } from "../../mock-client/answer-reader.ts";

/** Reads an answer in parts of these lengths, and what is left at once. */
function readIn(lengths: readonly number[], text: string, method = "GET") {
  const reader = new AnswerReader();
  reader.begin(method);
  const memory = Buffer.alloc(70_000);
  let left = Buffer.from(text, "latin1");
  let progress: ReturnType<AnswerReader["read"]> = "more";
  for (const length of [...lengths, Infinity]) {
    if (progress !== "more" || left.length === 0) break;
    // The same memory each time, as connections read into it.
    const part = left.subarray(0, length);
    part.copy(memory);
    left = left.subarray(part.length);
    progress = reader.read(memory.subarray(0, part.length));
  }
  const { status, keepsOpen, idleS } = reader;
  return { progress, status, keepsOpen, idleS, mode: reader.header?.("x-mode"), endsNow: reader.finish() };
}

const ok = "HTTP/1.1 200 OK\r\n";

test.for([
  [`${ok}content-length: 0\r\n\r\n`, "over", true, "an empty body"],
  [`${ok}content-length: 4\r\n\r\nbody`, "over", true, "a body with a length"],
  [`${ok}content-length: 5\r\n\r\nbody`, "more", true, "a byte is missing"],
  [`${ok}content-length: 4\r\n\r\nbodyX`, "over", false, "what follows belongs to no request"],
  [`${ok}transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`, "over", true, "a body in chunks"],
  [
    `${ok}Transfer-Encoding: Chunked\r\n\r\nA;x=y\r\n0123456789\r\n0\r\na: b\r\n\r\n`,
    "over",
    true,
    "trailers",
  ],
  [`${ok}transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n`, "more", true, "the last line is missing"],
  [`${ok}\r\nbody`, "more", false, "a body without a length ends with the connection"],
  ["HTTP/1.1 204 No Content\r\n\r\n", "over", true, "no body by its status"],
  ["HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", "over", true, "nor here, whatever its length"],
  ["HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", "over", true, "the reason may be missing"],
  [
    `HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n${ok}content-length: 0\r\n\r\n`,
    "over",
    true,
    "an interim answer",
  ],
  [`${ok}connection: close\r\ncontent-length: 0\r\n\r\n`, "over", false, "the server closes"],
  ["HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", "over", false, "so does an old one"],
  [
    "HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n",
    "over",
    true,
    "unless it says so",
  ],
] as const)("%j is %s, and the connection stays open: %s (%s)", ([text, progress, keepsOpen]) => {
  expect(readIn([], text)).toMatchObject({ progress, keepsOpen });
});

test.for([
  ["SSH-2.0-OpenSSH_9.6\r\n", "another protocol is known by its first bytes"],
  ["HTTP/2 200\r\n\r\n", "so is another version"],
  ["HTTP/1.1 101 Switching Protocols\r\n\r\n", "no request asked for another protocol"],
  [`${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`, "two lengths"],
  [`${ok}content-length: 1\r\ncontent-length: 2\r\n\r\n`, "two different lengths"],
  [`${ok}content-length: -1\r\n\r\n`, "no length"],
  [`${ok}no colon\r\n\r\n`, "no header"],
  [`${ok}a: b\nc: d\r\n\r\n`, "lines end in CR LF"],
  [`${ok}transfer-encoding: chunked\r\n\r\nbody\r\n`, "no size of a chunk"],
  [`${ok}transfer-encoding: chunked\r\n\r\n4\r\nbodyX\r\n`, "a chunk that is too long"],
] as const)("%j is broken: %s", ([text]) => {
  expect(readIn([], text).progress).toBe("broken");
});

test("a head of more than 16 KiB is broken", () => {
  expect(readIn([], `${ok}a: ${"b".repeat(20_000)}`).progress).toBe("broken");
});

test("an answer to HEAD has no body, and to CONNECT neither", () => {
  const text = `${ok}content-length: 9\r\n\r\n`;

  expect(readIn([], text, "HEAD")).toMatchObject({ progress: "over", keepsOpen: false });
  expect(readIn([], text, "CONNECT")).toMatchObject({ progress: "over" });
});

test("a body without a length is complete when the connection ends, one with a length is not", () => {
  expect(readIn([], `${ok}\r\nbody`).endsNow).toBe(true);
  expect(readIn([], `${ok}content-length: 5\r\n\r\nbody`).endsNow).toBe(false);
});

test("the server's time for idle connections is read", () => {
  const text = `${ok}Keep-Alive: timeout=5, max=100\r\ncontent-length: 0\r\n\r\n`;

  expect(readIn([], text).idleS).toBe(5);
});

test("an answer reads the same however its bytes are cut", () => {
  const answers = [
    `${ok}X-Mode: first\r\nx-mode: last \r\ncontent-length: 4\r\n\r\nbody`,
    `HTTP/1.1 100 Continue\r\n\r\n${ok}x-mode: last\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n10\r\n0123456789abcdef\r\n0\r\na: b\r\n\r\n`,
    `HTTP/1.1 503 Busy\r\nx-mode: last\r\n\r\nbody`,
  ];
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 });

  fc.assert(
    fc.property(fc.constantFrom(...answers), lengths, (text, cuts) => {
      expect(readIn(cuts, text)).toEqual({ ...readIn([], text), mode: "last" });
    }),
  );
});
