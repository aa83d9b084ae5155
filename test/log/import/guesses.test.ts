import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeUnit } from "../../../log/import/format.ts";
import { timeUnits } from "../../../log/import/format.ts";
import { containing } from "../rows.ts";
import { imported, refusalOf, requestsOf } from "./imported.ts";

const perMs: Readonly<Record<TimeUnit, number>> = { s: 0.001, ms: 1, us: 1000, ns: 1_000_000 };

/** A time that is a whole number in every unit but seconds, which have three decimals. */
const tookMs = fc.integer({ min: 1, max: 3_000_000 });
const unit = fc.constantFrom(...timeUnits);

function inUnit(ms: number, one: TimeUnit): string {
  return one === "s" ? (ms / 1000).toFixed(3) : String(ms * perMs[one]);
}

const combined = '203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 "-" "probe"';

/** Lines of one request, in which the unit is part of a name, of the value, or the user's word. */
const spellings = {
  "a name of JSON": (ms: number, one: TimeUnit) =>
    `{"time":1795176001500,"status":200,"duration_${one}":${inUnit(ms, one)}}`,
  "a value of JSON": (ms: number, one: TimeUnit) =>
    `{"time":1795176001500,"status":200,"duration":"${inUnit(ms, one)}${one}"}`,
  "a name behind a combined log": (ms: number, one: TimeUnit) => `${combined} took_${one}=${inUnit(ms, one)}`,
  "a value behind a combined log": (ms: number, one: TimeUnit) => `${combined} ${inUnit(ms, one)}${one}`,
  "a name of logfmt": (ms: number, one: TimeUnit) =>
    `time=2026-11-20T14:00:01Z status=200 path=/ latency_${one}=${inUnit(ms, one)}`,
  "a name of a table": (ms: number, one: TimeUnit) =>
    `time,status,response_time_${one}\n2026-11-20T14:00:01Z,200,${inUnit(ms, one)}`,
} as const;

test.for(Object.entries(spellings))("any response time in any unit is read from %s", async ([, spell]) => {
  await fc.assert(
    fc.asyncProperty(tookMs, unit, async (ms, one) => {
      expect(requestsOf(await imported(spell(ms, one)))).toMatchObject([{ tookMs: ms }]);
    }),
    { numRuns: 60 },
  );
});

test.for(["time_taken", "timeTaken", "elapsed_time", "response_time", "latency", "rt"])(
  "%s is a response time whose unit the user has to say",
  async (name) => {
    const table = `time,status,${name}\n2026-11-20T14:00:01Z,200,41\n`;

    expect(await refusalOf(imported(table))).toMatchObject({
      code: "IMPORT_AMBIGUOUS",
      message: containing(`unit ${name} is in`),
    });
    expect(requestsOf(await imported(table, { unit: "ms" }))).toMatchObject([{ tookMs: 41 }]);
  },
);

test("a number without a unit is read in the unit that the user says, and in no other", async () => {
  await fc.assert(
    fc.asyncProperty(tookMs, unit, fc.boolean(), async (ms, one, isJson) => {
      const amount = one === "s" ? String(Math.ceil(ms / 1000)) : inUnit(ms, one);
      const line = isJson
        ? `{"time":1795176001500,"status":200,"duration":${amount}}`
        : `${combined} ${amount}`;

      expect(await refusalOf(imported(line))).toMatchObject({ code: "IMPORT_AMBIGUOUS" });
      expect(requestsOf(await imported(line, { unit: one }))).toMatchObject([
        { tookMs: one === "s" ? Math.ceil(ms / 1000) * 1000 : ms },
      ]);
    }),
    { numRuns: 60 },
  );
});

test("what is no response time is never taken for one, whatever number it holds", async () => {
  const names = [
    "request_timeout_ms",
    "gzip_ratio",
    "RequestCount",
    "queue_ms",
    "upstream_ms",
    "timeout",
    "retries",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.nat(100_000), async (name, number) => {
      const other = `"${name}":${number}`;
      const line = `{${other},"time":1795176001500,"status":200,"duration_ms":41}`;

      expect(requestsOf(await imported(line))).toMatchObject([{ tookMs: 41 }]);
      expect(await refusalOf(imported(`{${other},"time":1795176001500,"status":200}`))).toBeDefined();
    }),
    { numRuns: 100 },
  );
});

test("all lines of the sample vote: one that has another number first changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(19), async (odd) => {
      const lines = Array.from({ length: 20 }, (_, at) =>
        at === odd
          ? '{"time":1795176001500,"level":"warn","elapsed_ms":9,"status":200,"duration_ms":41}'
          : '{"time":1795176001500,"status":200,"duration_ms":41}',
      );

      expect(requestsOf(await imported(lines.join("\n"))).every((request) => request.tookMs === 41)).toBe(
        true,
      );
    }),
    { numRuns: 20 },
  );
});

test("each line's own offset is its zone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: -11, max: 13 }), fc.nat(5_000)), { minLength: 2, maxLength: 20 }),
      async (stamps) => {
        const lines = stamps.map(([hours, second]) => {
          const local = new Date(
            Date.UTC(2026, 10, 20, 12) + second * 1000 + hours * 3_600_000,
          ).toISOString();
          const zone = `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
          return `{"time":"${local.slice(0, 19)}${zone}","status":200,"duration_ms":0}`;
        });
        const log = await imported(lines.join("\n"));
        const seconds = stamps.map(([, second]) => second);

        expect(log.startMs).toBe(Date.UTC(2026, 10, 20, 12) + Math.min(...seconds) * 1000);
        expect(new Set(log.zones.map(({ zoneMs }) => zoneMs / 3_600_000))).toEqual(
          new Set(stamps.map(([hours]) => hours)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

const onsetMs = (): number => Date.UTC(2026, 10, 20, 14, 0, 30);

test("a doubt lists every field with the medians of each unit and the option that chooses it", async () => {
  const lines = Array.from(
    { length: 40 },
    (_, at) =>
      `203.0.113.9 - - [20/Nov/2026:14:00:${10 + at} +0000] "GET / HTTP/1.1" 200 512 "-" "probe" ${at < 20 ? 41 : 1200} ${4000 + at}`,
  );

  const refusal = await refusalOf(imported(lines.join("\n"), { onsetMs }));

  expect(refusal?.message.split("\n")).toEqual([
    containing("number 10 (41), number 11 (4000)"),
    "  number 10 (41) in s: median 41000 ms before the onset, 1200000 ms after it (--columns took=10 --unit s)",
    "  number 10 (41) in ms: median 41 ms before the onset, 1200 ms after it (--columns took=10 --unit ms)",
    "  number 10 (41) in us: median 0.041 ms before the onset, 1.2 ms after it (--columns took=10 --unit us)",
    "  number 10 (41) in ns: median 0.000041 ms before the onset, 0.0012 ms after it (--columns took=10 --unit ns)",
    containing("number 11 (4000) in s"),
    containing("number 11 (4000) in ms: median 4010 ms before the onset, 4030 ms after it"),
    containing("number 11 (4000) in us"),
    containing("number 11 (4000) in ns"),
  ]);
  const settled = await imported(lines.join("\n"), { columns: "took=10", unit: "ms" });
  expect(new Set(requestsOf(settled).map((request) => request.tookMs))).toEqual(new Set([41, 1200]));
});

test.for([
  ["Docker's JSON", (line: string) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "x" })],
  ["the journal's JSON", (line: string) => JSON.stringify({ MESSAGE: line, __REALTIME_TIMESTAMP: "1" })],
  ["a container's log", (line: string) => `2026-11-20T14:00:01.123456789Z stdout F ${line}`],
  ["compose", (line: string) => `web-1  | ${line}`],
  ["kubectl", (line: string) => `[pod/web/app] ${line}`],
  ["a syslog", (line: string) => `Nov 20 14:00:01 web1 app[77]: ${line}`],
  ["colors", (line: string) => `\u001B[32m${line}\u001B[0m`],
  [
    "colors in Docker's JSON",
    (line: string) => JSON.stringify({ log: `\u001B[1m${line}\u001B[0m\n`, stream: "stderr" }),
  ],
] as const)("lines are taken out of %s, whether they are JSON or a combined log", async ([, wrap]) => {
  const lines = ['{"time":1795176001500,"status":200,"duration_ms":41}', `${combined} 41ms`];

  for (const line of lines) expect(requestsOf(await imported(wrap(line)))).toMatchObject([{ tookMs: 41 }]);
});

test("parts of a long line in Docker's JSON are put together", async () => {
  const line = `${combined} 41ms\n`;
  const parts = [line.slice(0, 30), line.slice(30)].map((log) => JSON.stringify({ log, stream: "stdout" }));

  expect(requestsOf(await imported([...parts, ...parts].join("\n")))).toMatchObject([
    { tookMs: 41 },
    { tookMs: 41 },
  ]);
});

const harEntry = (more: object, response: object, time = 41): object => ({
  startedDateTime: "2026-11-20T14:00:01.500Z",
  time,
  request: { method: "GET", url: "https://shop.example/elm" },
  response: { status: 200, ...response },
  ...more,
});

test("of a HAR file what never reached the server is left out and said, and what hangs is a time-out", async () => {
  const entries = [
    harEntry({}, {}),
    harEntry({}, { status: 0, _error: "net::ERR_BLOCKED_BY_CLIENT" }),
    harEntry({}, { status: 0, _error: "net::ERR_ABORTED" }),
    harEntry({ _fromCache: "memory" }, {}),
    harEntry({ request: { url: "data:image/png;base64,AA" } }, {}),
    harEntry({}, { status: 101 }),
    harEntry({}, { status: 0 }, -1),
  ];

  const log = await imported(JSON.stringify({ log: { entries } }));

  expect(requestsOf(log).map(({ end }) => end.kind)).toEqual(["answered", "timeout"]);
  expect(log.assumptions.filter((sentence) => sentence.startsWith("Left out 1"))).toHaveLength(5);
  expect(log.skipped.skipped).toBe(0);
});

test.for([
  ['{"time":1795176001500,"status":0,"duration_ms":41}', "cut", 41],
  ['{"time":1795176001500,"status":"-","duration_ms":-1}', "cut", 0],
  ['{"time":1795176001500,"status":502,"duration_ms":-1}', "cut", 0],
  ['{"time":1795176001500,"status":503,"duration_ms":41}', "answered", 41],
] as const)("a request that failed is a request: %s", async ([line, kind, took]) => {
  const healthy = '{"time":1795176000500,"status":200,"duration_ms":7}';
  const [, failed] = requestsOf(await imported(`${healthy}\n${line}`));

  expect([failed?.end.kind, failed?.tookMs]).toEqual([kind, took]);
});

const datedTable = (dates: readonly string[]): string =>
  ["when,status,duration_ms", ...dates.map((date) => `${date},200,41`)].join("\n").replace("when", "time");

test("dates in numbers are read as the first lines say, or as the user does, and never guessed", async () => {
  const either = datedTable(["03/04/2026 1:00:00 PM", "03/04/2026 1:00:01 PM"]);

  expect(await imported(datedTable(["03/04/2026 1:00:00 PM", "03/27/2026 1:00:01 PM"]))).toMatchObject({
    startMs: Date.UTC(2026, 2, 4, 13) - 41,
  });
  expect(await refusalOf(imported(either))).toMatchObject({
    code: "IMPORT_AMBIGUOUS",
    advice: containing("--dates month-first"),
  });
  expect((await imported(either, { dates: "day-first" })).startMs).toBe(Date.UTC(2026, 3, 3, 13) - 41);
});

function saysSetBack(sentence: string): boolean {
  return sentence.includes("from 2026-10-25T02:59:59 to 2026-10-25T02:00:00");
}

test("a log without a zone whose clock was set back says so", async () => {
  const lines = ["02:59:58", "02:59:59", "02:00:00", "02:00:01"].map(
    (time) => `{"time":"2026-10-25T${time}","status":200,"duration_ms":41}`,
  );

  expect((await imported(lines.join("\n"))).assumptions.some(saysSetBack)).toBe(true);
  expect((await imported(lines.slice(0, 2).join("\n"))).assumptions.some(saysSetBack)).toBe(false);
});

test.for([
  "GET /elm 200 512 - 41.000 ms",
  "\u001B[0mGET /elm \u001B[32m200\u001B[0m 41.000 ms - 512\u001B[0m",
])("a line of morgan without a time is refused, with what would help: %j", async (line) => {
  expect(await refusalOf(imported(line))).toMatchObject({
    code: "IMPORT_AMBIGUOUS",
    message: containing("write no time"),
    advice: containing("--timestamps"),
  });
});

test.for([
  ["41 ms", 41],
  ["0.041 seconds", 41],
  ["1.2 s", 1200],
  ["PT0.041S", 41],
  ["PT1M2.5S", 62_500],
  ["00:00:00.0410000", 41],
  ["2m3.5s", 123_500],
] as const)("a text names its unit: %s is %d ms", async ([duration, expectedMs]) => {
  const [request] = requestsOf(
    await imported(`{"time":1795176001500,"status":200,"duration":"${duration}"}`),
  );

  expect(request?.tookMs).toBe(expectedMs);
});

/** What one healthy request of 41 ms is in lines that other programs write; nothing else is in them. */
const otherSpellings = [
  [
    "Fastify, with what it says of a request before its end",
    [
      '{"time":1795176001500,"reqId":"req-1","req":{"method":"GET","url":"/elm"},"msg":"incoming request"}',
      '{"time":1795176001501,"reqId":"req-1","msg":"looking for elms"}',
      '{"time":1795176001541,"reqId":"req-1","res":{"statusCode":200},"responseTime":41,"msg":"request completed"}',
    ],
  ],
  [
    "names in other cases",
    ['{"eventTime":1795176001541,"httpStatus":"200","elapsedMillis":41,"requestCount":7}'],
  ],
  ["Serilog", ['{"@t":"2026-11-20T12:00:01.5410000Z","StatusCode":200,"Elapsed":41.0}']],
  ["a unit in brackets", ["Date,Status,Duration (ms)", "11/20/2026 12:00:01 PM,200,41"]],
  ["dur", ["time=2026-11-20T12:00:01Z level=info status=200 dur=41ms"]],
  [
    "JMeter with semicolons",
    ["timeStamp;elapsed;label;responseCode;success", "1795176001500;41;elm;200;true"],
  ],
  [
    "OpenTelemetry before 0.20",
    [
      '{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1795176001500000000","endTimeUnixNano":"1795176001541000000","attributes":[{"key":"http.status_code","value":{"intValue":"200"}}]}]}]}]}',
    ],
  ],
] as const;

test.for(otherSpellings)("a request is read from %s", async ([, lines]) => {
  const log = await imported(lines.join("\n"));

  expect(requestsOf(log)).toMatchObject([{ tookMs: 41, end: { kind: "answered", status: 200 } }]);
  expect(log.skipped.skipped).toBe(0);
});

test("an entry of a HAR file without a response is a request that failed", async () => {
  const { startedDateTime, time } = { startedDateTime: "2026-11-20T14:00:01.500Z", time: 41 };
  const log = await imported(
    JSON.stringify({
      log: { entries: [{ startedDateTime, time, request: { url: "https://shop.example/elm" } }] },
    }),
  );

  expect(requestsOf(log)).toMatchObject([{ tookMs: 41, end: { kind: "cut" } }]);
});
