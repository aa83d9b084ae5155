import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { roundToMicros } from "../../../domain/time/clock.ts";
import { foreignAccessLogs } from "../../../log/access/formats.ts";
import { createRowReader } from "../../../log/files/rows.ts";
import type { LogWords } from "../../../log/source.ts";
import { containing, utc } from "../rows.ts";

function golden(file: string): readonly string[] {
  const text = readFileSync(new URL(`../../golden/access/${file}`, import.meta.url), "utf8");
  return text.trimEnd().split("\n");
}

interface ReadLog {
  readonly rows: readonly AccessObservation[];
  readonly skipped: readonly string[];
}

/** The rows of lines, or why they are in doubt. */
function read(lines: readonly string[], words: LogWords): ReadLog | string {
  const format =
    foreignAccessLogs.described(words) ?? foreignAccessLogs.formats.find(({ name }) => name === words.format);
  if (format === undefined) throw new RangeError(`there is no format ${words.format}`);
  const opened = format.openRows(lines, {
    utcOffsetMs: utc,
    ...(words.unit === undefined ? {} : { unit: words.unit }),
  });
  if (opened.kind === "doubt") return `${opened.message} ${opened.advice}`;
  const reader = createRowReader(opened.lines.decode);
  const rows = reader.rowsIn(lines);
  return { rows, skipped: reader.skipped().reasons.map(({ reason }) => reason) };
}

function rowsOf(lines: readonly string[], words: LogWords): readonly AccessObservation[] {
  const log = read(lines, words);
  if (typeof log !== "string" && log.rows.length === 0) throw new RangeError(log.skipped.join());
  if (typeof log === "string") throw new RangeError(log);
  return log.rows;
}

/** The only format that takes lines for its own, as far as nobody named one. */
function guessed(lines: readonly string[]): readonly string[] {
  return foreignAccessLogs.formats
    .filter((format) => format.guessed === "first" && format.score(lines) >= 0.5)
    .map(({ name }) => name);
}

const second = Date.UTC(2031, 2, 3, 4, 5, 6);

/** Milliseconds after the first line, to the microsecond. */
function since(atMs: number): number {
  return roundToMicros(atMs - second);
}

test.for([
  ["nginx.log", "nginx"],
  ["quoted.log", "quoted"],
  ["quoted-nginx.log", "quoted"],
  ["ingress-nginx.log", "ingress-nginx"],
  ["traefik-common.log", "traefik-common"],
  ["traefik.json", "traefik"],
  ["caddy.json", "caddy"],
] as const)("%s is taken for %s and for nothing else", ([file, name]) => {
  expect(guessed(golden(file))).toEqual([name]);
});

test("nginx: seconds, the end, and bytes that are no UTF-8 stay as they are spelled", () => {
  expect(rowsOf(golden("nginx.log"), { format: "nginx" })).toEqual([
    {
      kind: "access",
      index: 0,
      atMs: second - 7_200_000,
      ip: "192.0.2.7",
      method: "GET",
      path: "/oak",
      query: "leaf=1",
      protocol: "HTTP/1.1",
      status: 200,
      bytes: 4711,
      responseMs: 250,
      userAgent: 'probe/1.0 "quoted"',
    },
    expect.objectContaining({ index: 1, ip: "2001:db8::25", path: "/ü\n<b>", status: 503, responseMs: 1500 }),
    expect.objectContaining({ index: 2, method: "-", path: "-", query: "", status: 400, responseMs: 0 }),
    expect.objectContaining({ index: 3, atMs: second - 7_201_000, path: String.raw`/\xE4`, responseMs: 1 }),
  ]);
});

test("Apache: microseconds from the arrival, so that a line is dated by both together", () => {
  const rows = rowsOf(golden("apache.log"), { format: "apache" });

  expect(
    rows.map(({ atMs, responseMs, bytes, path }) => [since(atMs + 7_200_000), responseMs, bytes, path]),
  ).toEqual([
    [250, 250, 4711, "/oak"],
    [21_001.234, 20_001.234, 0, "-"],
    [2000.815, 0.815, 12, "/a\nb"],
  ]);
});

test("the original's columns: microseconds from the arrival, and a slash before the query", () => {
  const rows = rowsOf(golden("quoted.log"), { format: "quoted" });

  expect(
    rows.map(({ atMs, method, path, query, protocol }) => [since(atMs), method, path, query, protocol]),
  ).toEqual([
    [250, "GET", "/oak", "leaf=1", "HTTP/1.1"],
    [21_001.234, "-", "-", "", "HTTP/1.0"],
    [2000.815, "GET", '/"a"', "", "HTTP/1.1"],
  ]);
});

test("its variant for nginx: seconds, and the end", () => {
  const rows = rowsOf(golden("quoted-nginx.log"), { format: "quoted" });

  expect(rows.map(({ atMs, responseMs, path }) => [atMs - second, responseMs, path])).toEqual([
    [0, 250, "/oak"],
    [1000, 1, "/"],
  ]);
});

test("ingress-nginx: the request's own time among lists of upstream ones", () => {
  const rows = rowsOf(golden("ingress-nginx.log"), { format: "ingress-nginx" });

  expect(rows.map(({ status, responseMs }) => [status, responseMs])).toEqual([
    [499, 250],
    [200, 4],
  ]);
});

test("Traefik: the last field with its unit, not the counter; the arrival", () => {
  const rows = rowsOf(golden("traefik-common.log"), { format: "traefik-common" });

  expect(rows.map(({ atMs, responseMs }) => [atMs - second, responseMs])).toEqual([
    [3001, 3001],
    [1007, 7],
  ]);
});

test("Traefik as JSON: nanoseconds from the arrival; other lines are counted", () => {
  const log = read(golden("traefik.json"), { format: "traefik" });

  expect(log).toMatchObject({
    rows: [
      { atMs: second + 33.642, responseMs: 32.839, path: "/items", query: "page=2", userAgent: "probe" },
      { status: 499, responseMs: 0.001 },
    ],
    skipped: [containing("tells of no request")],
  });
});

test("Caddy: seconds, the end, and status 0 for an answer of which nothing was sent", () => {
  expect(rowsOf(golden("caddy.json"), { format: "caddy" })).toMatchObject([
    {
      atMs: 1_930_277_106_500,
      ip: "203.0.113.7",
      protocol: "HTTP/2.0",
      responseMs: 32.839,
      userAgent: "probe",
    },
    { ip: "203.0.113.1", responseMs: 1500, status: 0 },
  ]);
});

test.for([
  ["whole numbers", "200", ""],
  ["numbers too large for seconds", "32.839", ""],
] as const)("a duration of Caddy in %s is asked about", ([, duration]) => {
  const lines = golden("caddy.json").map((line) =>
    line.replace(/"duration":[\d.]+/, `"duration":${duration}`),
  );

  expect(read(lines, { format: "caddy" })).toContain(
    `for example ${duration}. Say which with --unit s, ms or ns.`,
  );
  expect(rowsOf(lines, { format: "caddy", unit: "ms" })[0]?.responseMs).toBe(Number(duration));
});

test("a duration of Caddy with its unit needs no word", () => {
  const lines = golden("caddy.json").map((line) => line.replace(/"duration":[\d.]+/, '"duration":"1m0.25s"'));

  expect(rowsOf(lines, { format: "caddy" })[0]?.responseMs).toBe(60_250);
});

const nginxFormat = `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time`;

test.for([
  ["alone", nginxFormat],
  [
    "in pieces",
    `'$remote_addr - $remote_user [$time_local] ' '"$request" $status $body_bytes_sent '\n '"$http_referer" "$http_user_agent" $request_time'`,
  ],
  ["as a directive", `log_format  timed  '${nginxFormat}';`],
  ["with braces", nginxFormat.replace("$status", "${status}")],
] as const)("nginx's log_format is read %s, as the format nginx is", ([, format]) => {
  expect(rowsOf(golden("nginx.log"), { format })).toEqual(rowsOf(golden("nginx.log"), { format: "nginx" }));
});

const apacheFormat = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D';

test.for([
  ["alone", apacheFormat],
  ["with its escapes", apacheFormat.replaceAll('"', String.raw`\"`)],
  ["in quotes", `"${apacheFormat.replaceAll('"', String.raw`\"`)}"`],
  ["as a directive", `LogFormat "${apacheFormat.replaceAll('"', String.raw`\"`)}" timed`],
] as const)("Apache's LogFormat is read %s, as the format apache is", ([, format]) => {
  expect(rowsOf(golden("apache.log"), { format })).toEqual(
    rowsOf(golden("apache.log"), { format: "apache" }),
  );
});

test.for([
  [
    "$msec has milliseconds",
    '$msec $status $request_time "$request"',
    '1930277106.123 200 0.250 "GET / HTTP/1.1"',
    123,
    250,
  ],
  [
    "$time_iso8601",
    "$time_iso8601 $status rt=$request_time",
    "2031-03-03T06:05:06+02:00 200 rt=0.250",
    0,
    250,
  ],
  ["%{ms}T", "%t %>s %{ms}T", "[03/Mar/2031:04:05:06 +0000] 200 250", 250, 250],
  [
    "of %T and %D the finer one",
    "%t %>s %T/%D",
    "[03/Mar/2031:04:05:06 +0000] 200 0/250123",
    250.123,
    250.123,
  ],
  [
    "gunicorn's %(L)s and %(t)s",
    '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(L)s',
    '192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET / HTTP/1.1" 200 512 "-" "probe" 0.250123',
    0,
    250.123,
  ],
  ["gunicorn's %(M)s", "%(t)s %(s)s %(M)s", "[03/Mar/2031:04:05:06 +0000] 200 250", 0, 250],
  [
    "a time in pieces",
    "%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %{%z}t %>s %D",
    "2031-03-03 06:05:06.500 +0200 200 1000",
    501,
    1,
  ],
  ["the end of a request", "%{end:%F %T}t %>s %D", "2031-03-03 04:05:06 200 1000", 0, 1],
  ["seconds since 1970", "%{sec}t.%{usec_frac}t %>s %D", "1930277106.500250 200 1000", 501.25, 1],
  [
    "JSON by escape=json",
    `escape=json '{"t":"$time_iso8601","s":$status,"rt":$request_time,"u":"$request_uri"}'`,
    String.raw`{"t":"2031-03-03T04:05:06+00:00","s":200,"rt":0.250,"u":"/\"q\""}`,
    0,
    250,
  ],
] as const)("a format of the user's own: %s", ([, format, line, sinceMs, responseMs]) => {
  const rows = rowsOf([line], { format });

  expect(rows).toMatchObject([{ atMs: second + sinceMs, responseMs, status: 200 }]);
});

test.for([
  ["$remote_addr $status", "it has no time"],
  ["$time_local $request_time", "it has no status"],
  ["$time_local$status", "nothing stands between"],
  ["%{%c}t %>s", "is no time that can be read"],
  ["%{%H:%M}t %>s", "it has no time"],
] as const)("the log format %j is refused: %s", ([format, why]) => {
  expect(() => foreignAccessLogs.described({ format })).toThrow(
    expect.objectContaining({ code: "BAD_LOG_PATTERN", message: containing(why) }),
  );
});

test("columns of JSON are what the user says they are", () => {
  const words = { columns: "took=took,at=dt,status=c,ip=ra,method=m", unit: "ms" } as const;

  expect(rowsOf(golden("short-keys.json"), words)).toMatchObject([
    {
      atMs: second,
      responseMs: 33,
      ip: "203.0.113.9",
      method: "GET",
      path: "/items",
      query: "page=2",
      status: 200,
    },
    { atMs: second + 500, responseMs: 36, method: "POST", status: 404 },
  ]);
});

test("so are columns of CSV, whatever separates them, by name or by number", () => {
  const byName = { columns: "start=when,ip=client,method=verb,url=what,status=code,bytes=size,took=ms" };
  const byNumber = { columns: "start=1,ip=2,method=3,url=4,status=5,bytes=6,took=7", unit: "ms" } as const;

  expect(rowsOf(golden("semicolons.csv"), byName)).toMatchObject([
    {
      atMs: second + 283.5,
      responseMs: 33.5,
      ip: "203.0.113.9",
      path: "/items",
      query: "page=2",
      bytes: 512,
    },
    { atMs: second + 1262, responseMs: 12, status: 401 },
  ]);
  expect(rowsOf(golden("semicolons.csv").slice(1), byNumber)).toEqual(
    rowsOf(golden("semicolons.csv"), byName),
  );
});

test.for([
  [
    "took",
    "short-keys.json",
    "took=took,at=dt,status=c",
    "Nothing says which unit took is in, for example 33. Say it with --unit",
  ],
  [
    "a name that is not there",
    "short-keys.json",
    "took=tuck,at=dt,status=c",
    'No line has "tuck". Its columns are called "dt"',
  ],
  [
    "a header that is not there",
    "semicolons.csv",
    "took=tuck,at=when,status=code",
    'No line has "tuck". Its columns are called "when"',
  ],
  ["a status that nobody named", "short-keys.json", "took=took,at=dt", "--unit"],
] as const)("what --columns leaves open is asked: %s", ([, file, columns, why]) => {
  expect(read(golden(file), { columns })).toContain(why);
});

test.for([
  ["took", '"took" is not like took=NAME', ""],
  ["tok=x", '"tok" is nothing that a column can hold', "Did you mean took?"],
] as const)("--columns %s is refused: %s", ([columns, why, advice]) => {
  expect(() => foreignAccessLogs.described({ columns })).toThrow(
    expect.objectContaining({
      code: "BAD_COLUMNS",
      message: containing(why),
      advice: containing(advice),
    }),
  );
});

const combinedLine = '192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET / HTTP/1.1" 200 512 "-" "probe"';

test("a combined log without response times has rows without them", () => {
  const [row] = rowsOf([combinedLine], { format: "combined" });

  expect(row).toMatchObject({ status: 200, bytes: 512, userAgent: "probe" });
  expect(row).not.toHaveProperty("responseMs");
});

test.for([
  ["a number without a unit", "32839", "number 10 (32839)"],
  ["a compression ratio", "3.12", "number 10 (3.12)"],
  ["two times", "0.033 0.030", "number 10 (0.033), number 11 (0.030)"],
  ["two whole numbers", "32839 0", "number 10 (32839), number 11 (0)"],
  ["a name without a unit", "took=32", "number 10 (took=32)"],
] as const)("a combined log with %s is in doubt, and the fields are named", ([, behind, named]) => {
  const doubt = read([`${combinedLine} ${behind}`], { format: "combined" });

  expect(doubt).toContain(named);
  expect(doubt).toContain("--format");
});

test.for([
  ["41ms", 41],
  ["0.041s", 41],
  ["ms:41", 41],
  ["usec=41", 0.041],
  ["rt=0.041 uct=0.9 urt=0.040", 41],
  ["4711 duration_ms=41.5", 41.5],
  ["0.041", 41],
  ["0.041512", 41.512],
] as const)("a combined log with %s behind says its response time itself: %d ms", ([behind, responseMs]) => {
  expect(rowsOf([`${combinedLine} ${behind}`], { format: "combined" })).toMatchObject([{ responseMs }]);
});

test.for(["web_1  | ", "Mar  3 04:05:06 web1 nginx[77]: ", "2031-03-03T04:05:06.123456789Z "])(
  "what a collector writes in front is left out: %s",
  (before) => {
    const lines = [`${before}${combinedLine} 0.041`];

    expect(guessed(lines)).toEqual([]);
    expect(rowsOf(lines, { format: "combined" })).toMatchObject([{ ip: "192.0.2.7", responseMs: 41 }]);
  },
);

test("the unit of a whole number is the user's word", () => {
  expect(rowsOf([`${combinedLine} 41`], { format: "combined", unit: "ms" })).toMatchObject([
    { responseMs: 41 },
  ]);
  expect(rowsOf([`shop.example:443 ${combinedLine} 41`], { format: "apache" })).toMatchObject([
    { responseMs: 0.041, ip: "192.0.2.7" },
  ]);
});
