import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { RequestEnd } from "../../../domain/wire/request-end.ts";
import { containing } from "../rows.ts";
import { imported, refusalOf, requestsOf } from "./imported.ts";

const browser = '"-" "Mozilla/5.0 (X11; Linux x86_64) say \\"hi\\""';
const ok = { kind: "answered", status: 200 } as const satisfies RequestEnd;

test("nginx: seconds, and the time is that of the end", async () => {
  const log = await imported(
    [
      `203.0.113.9 - - [20/Nov/2026:14:00:01 +0200] "GET /a?b=1 HTTP/1.1" 200 512 ${browser} 0.250`,
      `203.0.113.9 - ann [20/Nov/2026:14:00:03 +0200] "GET / HTTP/1.1" 503 0 ${browser} 1.500`,
    ].join("\n"),
  );

  expect(log).toMatchObject({
    format: "nginx",
    stamps: "end",
    zones: [{ zoneMs: 7_200_000 }],
    precision: "seconds",
  });
  expect(log.startMs).toBe(Date.UTC(2026, 10, 20, 12, 0, 0, 750));
  expect(requestsOf(log)).toEqual([
    { offsetMs: 0, tookMs: 250, end: ok },
    { offsetMs: 750, tookMs: 1500, end: { kind: "answered", status: 503 } },
  ]);
  expect(log.assumptions.join(" ")).toContain("seconds: the format has $request_time");
});

test("Apache: microseconds, and the time is that of the arrival", async () => {
  const log = await imported(
    [
      `www.example.org:443 203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 ${browser} 13240`,
      `www.example.org:443 203.0.113.9 - - [20/Nov/2026:14:00:02 +0000] "-" 408 - ${browser} 900`,
    ].join("\r\n"),
    { format: "apache" },
  );

  expect(log).toMatchObject({ format: "apache", stamps: "start", zones: [{ zoneMs: 0 }] });
  expect(requestsOf(log)).toEqual([
    { offsetMs: 0, tookMs: 13.24, end: ok },
    { offsetMs: 1000, tookMs: 0.9, end: { kind: "answered", status: 408 } },
  ]);
  expect(log.assumptions.join(" ")).toContain("microseconds: as --format says");
});

test("of two numbers with a point neither is guessed, and the log format settles it", async () => {
  const lines = ["0.010 0.012", "0.200 0.200"].map(
    (times) => `203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 ${browser} ${times}`,
  );
  const format =
    '$remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent "$http_referer" "$http_user_agent" $upstream_response_time $request_time';

  expect(await refusalOf(imported(lines.join("\n")))).toMatchObject({ code: "IMPORT_AMBIGUOUS" });
  expect(requestsOf(await imported(lines.join("\n"), { format })).map(({ tookMs }) => tookMs)).toEqual([
    12, 200,
  ]);
});

test("a request time with its name is found among other numbers", async () => {
  const log = await imported(
    `203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 ${browser} uct="0.9" rt=0.012 urt="0.011"`,
  );

  expect(requestsOf(log)).toEqual([{ offsetMs: 0, tookMs: 12, end: ok }]);
});

test.for([
  ["13240", "apache", 13.24, "start"],
  ["0.250", "nginx", 250, "end"],
] as const)("quoted columns with %s are from %s: %d ms", async ([took, , tookMs, stamps]) => {
  const log = await imported(
    `"20/Nov/2026/14:00:01" "203.0.113.9" "200" "512" "${took}" "GET" "/index.html/?a=1" "HTTP/1.1"`,
  );

  expect(log).toMatchObject({ format: "quoted", stamps, zones: [] });
  expect(requestsOf(log)).toEqual([{ offsetMs: 0, tookMs, end: ok }]);
});

test.for([
  ["nginx", '{"time_iso8601":"2026-11-20T14:00:01+02:00","request_time":"0.250","status":"404"}', 250],
  ["a name with its unit", '{"@timestamp":"2026-11-20T12:00:01.5Z","duration_ms":250,"status":404}', 250],
  [
    "Traefik",
    '{"StartUTC":"2026-11-20T12:00:01Z","Duration":250000000,"OriginDuration":1,"DownstreamStatus":404}',
    250,
  ],
  ["Caddy", '{"ts":1795176001.5,"duration":0.25,"status":404,"request":{"uri":"/"}}', 250],
  ["pino", '{"time":1795176001500,"responseTime":250,"res":{"statusCode":404}}', 250],
] as const)("JSON as %s writes it", async ([name, line, tookMs]) => {
  const log = await imported(line);

  expect(log.format).toBe(["Traefik", "Caddy"].includes(name) ? name.toLowerCase() : "json");
  expect(requestsOf(log)).toEqual([{ offsetMs: 0, tookMs, end: { kind: "answered", status: 404 } }]);
});

test("of two objects with a status in a line of JSON, res comes before response, wherever it stands", async () => {
  const log = await imported(
    '{"response":{"status":500},"time":1795176001500,"duration_ms":250,"res":{"statusCode":404}}',
  );

  expect(requestsOf(log).map(({ end }) => end)).toEqual([{ kind: "answered", status: 404 }]);
});

test("k6: rows of http_req_duration in milliseconds, and the failures among them", async () => {
  const log = await imported(
    [
      "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata",
      "http_reqs,1795176001,1.000000,,,,true,,GET,http://x/,HTTP/1.1,default,,200,,,http://x/,,",
      "http_req_duration,1795176001,221.899000,,,,true,,GET,http://x/,HTTP/1.1,default,,200,,,http://x/,,",
      'http_req_duration,1795176003,2000.000000,,"request timeout, really",1050,false,,GET,http://x/,,default,,0,,,http://x/,,',
      "http_req_duration,1795176004,0.000000,,dial: refused,1212,false,,GET,http://x/,,default,,0,,,http://x/,,",
    ].join("\n"),
  );

  expect(log).toMatchObject({ format: "k6", stamps: "end", zones: [{ zoneMs: 0 }] });
  expect(requestsOf(log).map(({ tookMs, end }) => [tookMs, end.kind])).toEqual([
    [221.899, "answered"],
    [2000, "timeout"],
    [0, "cut"],
  ]);
});

const harEntry = (startedDateTime: string, time: number, response: object): object => ({
  startedDateTime,
  time,
  response,
});

test("HAR: milliseconds from the beginning, and status 0 is a failure", async () => {
  const entries = [
    harEntry("2026-11-20T14:00:01.500+02:00", 12.3456, { status: 200 }),
    harEntry("2026-11-20T14:00:01.250+02:00", 3000, { status: 0, _error: "net::ERR_TIMED_OUT" }),
    harEntry("2026-11-20T14:00:02.000+02:00", 1, { status: 0, _error: "net::ERR_CONNECTION_RESET" }),
  ];

  const log = await imported(JSON.stringify({ log: { entries } }, undefined, 2));

  expect(log).toMatchObject({ format: "har", stamps: "start", zones: [{ zoneMs: 7_200_000 }] });
  expect(requestsOf(log)).toEqual([
    { offsetMs: 0, tookMs: 3000, end: { kind: "timeout" } },
    { offsetMs: 250, tookMs: 12.346, end: ok },
    { offsetMs: 750, tookMs: 1, end: { kind: "cut" } },
  ]);
});

test.for([
  [
    "csv",
    "index,at,planned_at,sent_at,outcome,response_time_s,status,error\n0,2020-01-01T00:00:00.500000Z,2020-01-01T00:00:00.000000Z,2020-01-01T00:00:00.000000Z,failed,0.500000,,TIMEOUT\n",
  ],
  [
    "ndjson",
    '{"index":0,"at":"2020-01-01T00:00:00.500000Z","planned_at":"2020-01-01T00:00:00.000000Z","sent_at":"2020-01-01T00:00:00.000000Z","outcome":"failed","response_time_s":0.5,"error":"TIMEOUT"}\n',
  ],
] as const)("our own %s keeps its failures", async ([format, content]) => {
  const log = await imported(content);

  expect(log.format).toBe(format);
  expect(requestsOf(log)).toEqual([{ offsetMs: 0, tookMs: 500, end: { kind: "timeout" } }]);
});

test("nothing is kept that was not asked for, and what was asked for is", async () => {
  const line = `203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET /a?token=secret HTTP/1.1" 200 512 ${browser} 0.250`;

  expect((await imported(line)).details).toEqual([]);
  expect((await imported(line, { keep: ["path", "method"] })).details).toEqual([
    { path: "/a", method: "GET" },
  ]);
});

test.for([
  [
    "a log without request times",
    `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 ${browser}`,
    "IMPORT_AMBIGUOUS",
  ],
  [
    "whole numbers that could be anything",
    `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 32839`,
    "IMPORT_AMBIGUOUS",
  ],
  [
    "several whole numbers",
    `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 ${browser} 2000 3000`,
    "IMPORT_AMBIGUOUS",
  ],
  ["JSON whose unit nobody knows", '{"time":1795176001500,"duration":250,"status":200}', "IMPORT_AMBIGUOUS"],
  ["a poem", "Roses are red\nviolets are blue", "IMPORT_FORMAT_UNKNOWN"],
  ["an empty file", "\n\n", "IMPORT_EMPTY"],
  ["half a HAR file", '{"log":{"entries":[', "IMPORT_AMBIGUOUS"],
] as const)("%s is refused, naming a line", async ([, content, code]) => {
  const refusal = await refusalOf(imported(content));

  expect(refusal?.code).toBe(code);
  expect(refusal?.message).toMatch(/\bline \d+\b/);
});

test("a log that fits two formats is refused, naming both", async () => {
  const caddy = '"ts":1795176001.5,"duration":0.25,"status":404,"request":{"uri":"/"}';
  const both = `{${caddy},"StartUTC":"2026-11-20T12:00:01Z","Duration":250000000,"DownstreamStatus":404}`;

  const refusal = await refusalOf(imported(both));

  expect(refusal).toMatchObject({ code: "IMPORT_FORMAT_AMBIGUOUS" });
  expect(refusal?.advice).toContain("--format caddy or --format traefik");
});

test("the unit that was named counts", async () => {
  const line = '1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 3';

  expect(requestsOf(await imported(line, { unit: "s" }))).toEqual([{ offsetMs: 0, tookMs: 3000, end: ok }]);
});

test.for([
  ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), "xz -dc"],
  ["bzip2", Buffer.from("BZh91AY"), "bzip2 -dc"],
  ["Zstandard", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24]), "zstd -dc"],
  ["a zip archive", Buffer.from([0x50, 0x4b, 3, 4, 20]), "unzip -p"],
  ["UTF-16", Buffer.from("\uFEFF1.1.1.1 - - [", "utf16le"), "iconv -f utf-16"],
  ["UTF-16 without its mark", Buffer.from("1.1.1.1 - - [20/Nov/2026:14:00:01 +0000]", "utf16le"), "iconv"],
] as const)("what is %s is named with the command that helps", async ([, bytes, command]) => {
  expect(await refusalOf(imported(bytes))).toMatchObject({
    code: "LOG_ENCODED",
    message: containing("line 1"),
    advice: containing(command),
  });
});

test("gzip is read as what it holds, whatever its name", async () => {
  const line = `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 0.250\n`;

  expect(requestsOf(await imported(gzipSync(line.repeat(20_000))))).toHaveLength(20_000);
});

test("a gzip file that is cut off, or grows without end, is an error", async () => {
  const line = `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 0.250\n`;
  const cut = gzipSync(
    Array.from({ length: 20_000 }, (_, at) => line.replace("512", `${at}`)).join(""),
  ).subarray(0, -9000);
  const bomb = gzipSync(Buffer.concat([Buffer.from(line), Buffer.alloc(120_000_000, "a")]));

  expect(await refusalOf(imported(cut))).toMatchObject({ code: "LOG_ENCODED" });
  expect(await refusalOf(imported(bomb))).toMatchObject({
    code: "LOG_ENCODED",
    message: containing("200 times"),
  });
});

test("lines that are no requests are counted with their reasons, and given up on when they are more", async () => {
  const good = `1.1.1.1 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 0.250\n`;

  const log = await imported(`${good.repeat(2)}garbage\n`);
  const refusal = await refusalOf(imported(`${good.repeat(300)}${"garbage\n".repeat(301)}`));

  expect(log.skipped).toEqual({
    skipped: 1,
    reasons: [{ line: 3, reason: '"garbage" is no line of an access log' }],
  });
  expect(refusal).toMatchObject({ code: "IMPORT_TOO_MANY_BAD_LINES" });
  expect(refusal?.message).toContain("line 301:");
});
