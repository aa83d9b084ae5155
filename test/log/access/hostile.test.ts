import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FiredrillError } from "../../../domain/error.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { SkippedLines } from "../../../log/files/rows.ts";
import { readObservedLog } from "../../../log/files/read.ts";
import type { LogWords } from "../../../log/source.ts";
import { observedFormat } from "../../../log/sources.ts";
import { testFolder } from "../../harness/folder.ts";
import { containing, utc } from "../rows.ts";

interface ReadFile {
  readonly rows: readonly Observation[];
  readonly skipped: SkippedLines;
}

async function readFile(content: string | Buffer, words: LogWords = {}): Promise<ReadFile> {
  const path = join(testFolder(), "access.log");
  writeFileSync(path, content);
  const log = readObservedLog(path, { utcOffsetMs: utc, words });
  const rows: Observation[] = [];
  for await (const row of log.rows) rows.push(row);
  return { rows, skipped: log.skipped() };
}

async function refusalOf(reading: Promise<ReadFile>): Promise<FiredrillError | undefined> {
  try {
    await reading;
    return undefined;
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
}

function nginxLine(request: string, second = 6): string {
  return `192.0.2.7 - - [03/Mar/2031:04:05:0${second} +0000] "${request}" 200 512 "-" "probe" 0.250\n`;
}

const good = nginxLine("GET / HTTP/1.1");

test.for([
  ["a line that breaks off", `${good.slice(0, 60)}\n`, "does not fit the log format from $status on"],
  ["a quote that nothing escapes", nginxLine('GET /" HTTP/1.1'), "the status is"],
  ["a number behind the last field", good.replace("\n", " 7\n"), "the response time is"],
  ["an address with something before it", `web_1 | ${good}`, 'the address is "web_1 | 192.0.2.7"'],
  ["a status that is none", good.replace(" 200 ", " OK "), 'the status is "OK"'],
  ["a day that does not exist", good.replace("03/Mar", "31/Feb"), "is no time"],
  ["a URL of 100 KB", nginxLine(`GET /${"a".repeat(100_000)} HTTP/1.1`), "longer than 64 KiB"],
  [
    "a line of another server",
    '{"ts":1,"duration":1,"status":200,"request":{}}\n',
    "does not fit the log format",
  ],
] as const)("%s is named and counted, and the lines around it are read", async ([, bad, why]) => {
  const { rows, skipped } = await readFile(good + bad + good);

  expect(rows.map(({ index }) => index)).toEqual([0, 1]);
  expect(skipped).toEqual({ skipped: 1, reasons: [{ line: 2, reason: containing(why) }] });
});

test("a log without its last line end is read to its end", async () => {
  expect((await readFile(good + good.trimEnd())).rows).toHaveLength(2);
});

test("a URL just below the limit is read whole", async () => {
  const { rows } = await readFile(good + nginxLine(`GET /${"a".repeat(65_000)} HTTP/1.1`));

  expect(rows).toMatchObject([{ path: "/" }, { path: `/${"a".repeat(65_000)}` }]);
});

test("bytes that are no UTF-8 become the sign for it, and the line is a row", async () => {
  const [before = "", after = ""] = nginxLine("GET /@ HTTP/1.1").split("@");
  const { rows } = await readFile(
    Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3]), Buffer.from(after)]),
  );

  expect(rows).toMatchObject([{ path: "/\uFFFD\uFFFD" }]);
});

test("times out of order stay in the order of the lines", async () => {
  const { rows } = await readFile([7, 6, 8].map((second) => nginxLine("GET / HTTP/1.1", second)).join(""));

  expect(rows.map(({ atMs }) => (atMs / 1000) % 60)).toEqual([7, 6, 8]);
});

test.for([
  String.raw`/\x0A192.0.2.8 - - [03/Mar/2031:04:05:06 +0000] \x22GET /forged HTTP/1.1\x22 200 1 \x22-\x22 \x22-\x22 0.001`,
  String.raw`/\x22 200 512 \x22-\x22 \x22probe\x22 9.999`,
  String.raw`/\x1B[2J\x07`,
] as const)("a client that sends %s forges no line and no field", async (path) => {
  const { rows, skipped } = await readFile(good + nginxLine(`GET ${path} HTTP/1.1`));

  expect(rows).toMatchObject([{}, { ip: "192.0.2.7", responseMs: 250, path: containing("/") }]);
  expect(skipped.skipped).toBe(0);
  for (const format of [
    "original",
    "apache",
    "nginx",
    "caddy",
    "traefik",
    "traefik-common",
    "csv",
    "ndjson",
  ]) {
    const { encode } = observedFormat("access", format, utc);
    const [, row] = rows;
    const line = row?.kind === "access" ? encode(row) : "";

    expect([format, line.slice(0, -1)]).toEqual([
      format,
      expect.not.stringMatching(format === "csv" ? /[\n\r]/ : /\p{Cc}/u),
    ]);
  }
});

test.for([
  [
    "a number that could be anything",
    good.replace("0.250", "250"),
    {},
    "IMPORT_AMBIGUOUS",
    "--format apache",
  ],
  ["a format that nobody knows", good, { format: "ngnix" }, "BAD_FORMAT", "Did you mean nginx?"],
  [
    "half a log format",
    good,
    { format: "$time_local" },
    "BAD_LOG_PATTERN",
    "as it stands in the server's configuration",
  ],
  ["a format of other lines", good, { format: "caddy" }, "IMPORT_AMBIGUOUS", "Name another with --format"],
  ["a poem", "Roses are red\n", {}, "UNKNOWN_LOG_FORMAT", "--format or --columns"],
  ["nothing", "\n\n", { format: "nginx" }, "LOG_EMPTY", "at least one line"],
] as const)("%s is refused with %s and what would help", async ([, content, words, code, advice]) => {
  expect(await refusalOf(readFile(content, words))).toMatchObject({
    kind: "usage",
    code,
    advice: containing(advice),
  });
});

const samples = [
  good.trimEnd(),
  '"03/Mar/2031/04:05:06" "192.0.2.7" "200" "4711" "250000" "GET" "/oak/?leaf=1" "HTTP/1.1"',
  '203.0.113.9 - - [03/Mar/2031:04:05:06 +0000] "GET /elm HTTP/1.1" 504 3 "-" "-" 912 "elm@file" "http://198.51.100.6" 3001ms',
  '{"ClientHost":"203.0.113.9","DownstreamStatus":499,"Duration":1000,"StartUTC":"2031-03-03T04:05:07Z"}',
  '{"ts":1930277107.25,"request":{"uri":"/"},"duration":1.5,"size":0,"status":0}',
  "2031-03-03 04:05:06;200;33",
];
const damaged = fc
  .tuple(fc.constantFrom(...samples), fc.nat(160), fc.nat(20), fc.string({ maxLength: 8, unit: "binary" }))
  .map(([sample, at, cut, put]) => sample.slice(0, at) + put + sample.slice(at + cut));
/** Mostly whole lines: one that cannot be read makes most logs of a few lines be refused. */
const anyLine = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...samples) },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const anyWords = fc.constantFrom<LogWords>(
  {},
  { unit: "ms" },
  ...[
    "nginx",
    "apache",
    "quoted",
    "ingress-nginx",
    "traefik-common",
    "caddy",
    "traefik",
    "json",
    "combined",
  ].map((format) => ({ format })),
  { format: '$remote_addr - $remote_user [$time_local] "$request" $status $request_time' },
  { format: '%h %l %u %t "%r" %>s %b' },
  { columns: "at=1,status=2,took=3", unit: "ms" },
  { columns: "at=ts,status=status" },
);

test("whatever the lines hold, each is a row or told why not, or the log is refused", async () => {
  const ends = { read: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 4 }), anyWords, async (lines, words) => {
      const text = lines.map((line) => line.replaceAll(/[\n\r]/g, " ")).join("\n");
      const refusal = await refusalOf(
        readFile(text, words).then((log) => {
          for (const row of log.rows) expect(Number.isFinite(row.atMs)).toBe(true);
          return log;
        }),
      );

      ends[refusal === undefined ? "read" : "refused"] += 1;
      expect(refusal?.kind ?? "usage").toBe("usage");
    }),
    { numRuns: 800 },
  );
  expect(Math.min(ends.read, ends.refused)).toBeGreaterThan(50);
});

const hostileLines = [
  '"'.repeat(60_000),
  `192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "${String.raw`\"`.repeat(30_000)}`,
  `192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET ${" HTTP/1.1".repeat(7000)}`,
  `${" - ".repeat(20_000)}[`,
  `{${'"a":{'.repeat(10_000)}`,
  `"${"\\".repeat(60_000)}"`,
  `192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET / HTTP/1.1" 200 1 "-" "-" 1 x [a] [] ${"a, ".repeat(20_000)}`,
  ", ".repeat(30_000),
];

// Patterns that look at each character many times would take minutes for these.
test.for(hostileLines.map((line, index) => [index, line] as const))(
  "a hostile line of 60 KB is no row in any format (%d)",
  async ([, line]) => {
    for (const format of ["nginx", "quoted", "ingress-nginx", "traefik-common", "combined", "json"])
      expect((await refusalOf(readFile(`${line}\n`, { format })))?.code).toBe("IMPORT_AMBIGUOUS");
  },
);
