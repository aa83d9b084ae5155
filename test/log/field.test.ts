import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { LoginObservation } from "../../domain/login/observation.ts";
import { createRowReader } from "../../log/files/rows.ts";
import { readObservedLog } from "../../log/files/read.ts";
import { foreignLogins } from "../../log/login/foreign.ts";
import { testFolder } from "../harness/folder.ts";
import { imported, refusalOf, requestsOf } from "./import/imported.ts";
import { containing, utc } from "./rows.ts";

function own(file: string): string {
  return fileURLToPath(new URL(`../golden/field/${file}`, import.meta.url));
}

const loggedMs = Date.UTC(2031, 2, 3, 4, 5, 6);

async function allOf<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** The file, the format it is taken for, when its first request began, and what each of them was. */
const requestLogs = [
  ["envoy.log", "envoy", loggedMs, ["41 200", "41 200", "15000 504", "900 cut"]],
  ["istio.log", "istio", loggedMs, ["41 200", "41 200", "12 503"]],
  ["envoy.json", "envoy-json", loggedMs, ["41 200", "41 200", "15000 timeout"]],
  ["alb.log", "alb", loggedMs, ["41 200", "41 200", "10000 504"]],
  ["s3.log", "s3", loggedMs, ["41 200", "41 200", "900 503"]],
  ["cloudfront.log", "cloudfront", loggedMs - 41, ["41 200", "900 cut", "41 200"]],
  ["iis.log", "iis", loggedMs - 41, ["41 200", "900 503", "41 200"]],
  ["haproxy.log", "haproxy", loggedMs, ["41 200", "41 200", "9000 503", "15001 504", "900 cut"]],
  ["heroku.log", "heroku", loggedMs - 29_000, ["30000 503", "41 200", "41 200"]],
  ["gcp.json", "gcp", loggedMs, ["41 200", "41 200", "1500 502"]],
  ["k6.csv", "k6", loggedMs - 41, ["41 200", "41 200", "0 timeout", "900 timeout"]],
  ["k6.json", "k6-json", loggedMs - 41, ["41 200", "900 timeout", "41 200"]],
  ["vegeta.csv", "vegeta", loggedMs, ["41 200", "41 200", "900 timeout", "1 cut"]],
  ["vegeta.json", "vegeta-json", loggedMs, ["41 200", "41 200", "900 timeout"]],
  ["jmeter.jtl", "jmeter", loggedMs, ["41 200", "41 200", "900 timeout"]],
  ["jmeter-bare.jtl", "jmeter", loggedMs, ["41 200", "41 200", "900 503"]],
  ["oha.csv", "oha", 0, ["41 200", "41 200", "900 503"]],
  ["hey.csv", "hey", 0, ["41 200", "41 200", "900 503"]],
  ["gatling.log", "gatling", loggedMs, ["41 200", "41 200", "900 503", "900 timeout"]],
  ["otlp.json", "otlp", loggedMs, ["41 200", "41 200", "900 timeout"]],
  ["spans.json", "otlp", loggedMs, ["41 200", "41 200", "900 503"]],
  ["app.logfmt", "logfmt", loggedMs - 41, ["41 200", "900 503", "41 200"]],
  ["table.csv", "table", loggedMs - 41, ["41 200", "900 503", "41 200"]],
  ["morgan-dev.json", "morgan", loggedMs - 41, ["41 200", "41 200", "900 503", "0 cut"]],
  ["morgan-tiny.log", "morgan", loggedMs - 41, ["41 200", "41 200", "900 503", "0 cut"]],
  ["morgan-short.log", "morgan", loggedMs - 41, ["41 200", "41 200", "900 503", "0 cut"]],
  ["gin.log", "gin", loggedMs - 41, ["41 200", "0.82 404", "62000 503"]],
  ["uwsgi.log", "uwsgi", loggedMs, ["41 200", "41 200", "900 503"]],
  ["date-time.csv", "table", loggedMs - 41, ["41 200", "900 503", "41 200"]],
  ["otlp-snake.json", "otlp", loggedMs, ["41 200", "900 503"]],
  ["morgan-combined.log", "combined", loggedMs - 41, ["41 200", "41 200", "900 503"]],
] as const;

test.for(requestLogs)("%s is taken for %s, with its failures", async ([file, format, startMs, requests]) => {
  const log = await imported(readFileSync(own(file)));

  expect(log).toMatchObject({ format, startMs, skipped: { skipped: 0 } });
  expect(
    requestsOf(log).map(({ tookMs, end }) => `${tookMs} ${end.kind === "answered" ? end.status : end.kind}`),
  ).toEqual(requests);
});

test.for(requestLogs.filter(([, format]) => format !== "otlp"))(
  "%s has rows for detectors, too: %s",
  async ([file, , , requests]) => {
    const log = readObservedLog(own(file), { utcOffsetMs: utc });
    const rows = await allOf(log.rows);

    expect(log.skipped().skipped).toBe(0);
    expect(rows).toHaveLength(requests.length);
    expect(rows[0]).toMatchObject({ kind: "access", status: 200, responseMs: 41 });
  },
);

/** Rows of a file without the year, which a syslog does not name. */
async function loginsIn(file: string): Promise<readonly string[]> {
  const rows = await allOf(readObservedLog(own(file), { utcOffsetMs: utc }).rows);
  return rows
    .filter((row) => row.kind === "login")
    .map(({ index, atMs, ip, user, outcome }) =>
      [
        index,
        new Date(atMs).toISOString().slice(5, 19),
        ip,
        user,
        outcome.kind === "failure" ? outcome.reason : outcome.kind,
      ].join(" "),
    );
}

test.for([
  [
    "sshd.log",
    [
      "0 03-03T04:05:06 203.0.113.77 oak from elm wrong_username",
      "1 03-03T04:05:07 198.51.100.4 deploy success",
      "2 03-03T04:05:08 203.0.113.77 root wrong_password",
      "3 03-03T04:05:08 203.0.113.77 root wrong_password",
    ],
  ],
  [
    "keycloak.log",
    ["0 03-03T04:05:06 203.0.113.77 oak wrong_username", "1 03-03T04:05:07 198.51.100.4 kim success"],
  ],
  [
    "okta.json",
    [
      "0 03-03T04:05:06 203.0.113.77 oak@shop.example account_locked",
      "1 03-03T04:05:07 198.51.100.4 kim@shop.example success",
    ],
  ],
  [
    "logins.csv",
    ["0 03-03T04:05:06 203.0.113.77 oak wrong_password", "1 03-03T04:05:07 198.51.100.4 kim success"],
  ],
] as const)("attempts to log in are read from %s", async ([file, attempts]) => {
  expect(await loginsIn(file)).toEqual(attempts);
});

function loginRows(lines: readonly string[], columns: string): readonly LoginObservation[] {
  const opened = foreignLogins.described({ columns })?.openRows(lines, { utcOffsetMs: utc });
  if (opened?.kind !== "lines") throw new RangeError(opened?.message ?? "not of logins");
  return createRowReader(opened.lines.decode).rowsIn(lines);
}

test.for([
  ["CSV", ["when;who;from;ok", "2031-03-03T04:05:06Z;oak;203.0.113.77;no"]],
  ["JSON", ['{"when":1930277106,"who":"oak","from":"203.0.113.77","ok":false}']],
  ["logfmt", ["when=2031-03-03T04:05:06Z who=oak from=203.0.113.77 ok=denied"]],
] as const)("--columns says what a log of logins in %s holds; a reason is optional", ([, lines]) => {
  expect(loginRows(lines, "at=when,user=who,ip=from,success=ok")).toMatchObject([
    {
      atMs: loggedMs,
      ip: "203.0.113.77",
      user: "oak",
      outcome: { kind: "failure", reason: "wrong_password" },
    },
  ]);
});

test.for([
  ["CSV", ["when;who;from;ok;why", "2031-03-03T04:05:06Z;kim;203.0.113.77;yes;"]],
  ["JSON", ['{"when":1930277106,"who":"kim","from":"203.0.113.77","ok":true}']],
] as const)("a log of logins in %s may begin without a failure, which alone has a reason", ([, lines]) => {
  expect(loginRows(lines, "at=when,user=who,ip=from,success=ok,reason=why")).toMatchObject([
    { atMs: loggedMs, user: "kim", outcome: { kind: "success" } },
  ]);
});

test("an empty reason is a reason", () => {
  const lines = ["when;who;from;ok;why", "2031-03-03T04:05:06Z;oak;203.0.113.77;no;"];

  expect(loginRows(lines, "at=when,user=who,ip=from,success=ok,reason=why")).toMatchObject([
    { outcome: { kind: "failure", reason: "wrong_password" } },
  ]);
});

test("a reason that no failed login has is named as missing", () => {
  const lines = ['{"when":1930277106,"who":"oak","from":"203.0.113.77","ok":false}'];

  expect(() => loginRows(lines, "at=when,user=who,ip=from,success=ok,reason=why")).toThrow(
    'No line has "why".',
  );
});

test("columns of a log of logins that are not there are named, with those that are", () => {
  const lines = ["when;who;from;ok", "2031-03-03T04:05:06Z;oak;203.0.113.77;no"];

  expect(
    foreignLogins
      .described({ columns: "at=when,user=whom,ip=form,success=ok" })
      ?.openRows(lines, { utcOffsetMs: utc }),
  ).toMatchObject({
    kind: "doubt",
    message: 'No line has "form" or "whom".',
    advice: 'Its columns are called "when", "who", "from", "ok".',
  });
});

function jsonLine(second: number): string {
  return `{"time":${1_930_277_106 + second},"status":200,"duration_ms":41}\n`;
}

test("another program's log that is mostly no rows is an error in the end, which names a line", async () => {
  const path = join(testFolder(), "access.log");
  writeFileSync(path, Array.from({ length: 300 }, (_, at) => jsonLine(at)).join("") + "no row\n".repeat(301));

  await expect(allOf(readObservedLog(path, { utcOffsetMs: utc }).rows)).rejects.toMatchObject({
    code: "IMPORT_TOO_MANY_BAD_LINES",
    message: containing("line 301"),
  });
});

test("a log of logins has no response times to import", async () => {
  expect(await refusalOf(imported(readFileSync(own("sshd.log"))))).toMatchObject({
    code: "IMPORT_AMBIGUOUS",
    advice: containing("firedrill explore"),
  });
});

const shared = (file: string): string =>
  join(fileURLToPath(new URL("../../..", import.meta.url)), "shared", "field", file);

/** A file of the field, and what comes of it: the median in ms before and after 120 of 180 requests, or a code. */
const fieldCases = [
  ["01-traefik-clf/access.log", 41, 1181],
  ["05-ingress-nginx/access.log", 41, 1179],
  ["06-ingress-nginx-retry/access.log", 41, 1179],
  ["07-vegeta-json/results.json", 41, 1357],
  ["08-vegeta-csv/results.csv", 41, 1181],
  ["09-envoy-default/access.log", 41, 1181],
  ["10-envoy-json/access.json", 41, 1181],
  ["12-aws-alb/alb.log", 41, 1179],
  ["13-jmeter-jtl/results.jtl", 41, 1181],
  ["14-k6-json/out.json", 41, 1179],
  ["15-caddy-formats/default.json", 41, 1179],
  ["15-caddy-formats/string.json", 41, 1179],
  ["19-spacing/ms-key.log", 41, 1179],
  ["19-spacing/two-spaces.log", 41, 1179],
  ["23-json-wrong-field/timeout-config.json", 41, 1179],
  ["24-duration-strings/app.json", 41, 1179],
  ["24-duration-strings/gcp.json", 41, 1181],
  ["29-bom-crlf-quotes/access.log", 41, 1179],
  ["36-json-mixed/caddy-error-and-access.json", 41, 1179],
  ["37-docker-wrapped/ansi.log", 41, 1179],
  ["37-docker-wrapped/compose.log", 41, 1179],
  ["37-docker-wrapped/docker.json", 41, 1179],
  ["37-docker-wrapped/journald.log", 41, 1179],
  ["37-docker-wrapped/kubectl.log", 41, 1179],
  ["38-gunicorn/L.log", 41, 1179],
  ["38-gunicorn/M.log", 41, 1179],
  ["41-traefik-json/access.json", 41, 1181],
  ["42-otel/spans.json", 41, 1181],
  ["44-oha/gatling-simulation.log", 41, 1181],
  ["44-oha/oha.csv", 41, 1181],
] as const;

test.skipIf(!existsSync(shared("README.md"))).for(fieldCases)(
  "of the field, %s: %d ms before and %d ms after",
  async ([file, beforeMs, afterMs]) => {
    const requests = requestsOf(await imported(readFileSync(shared(file))));
    const median = (part: typeof requests): number =>
      Math.floor(part.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[(part.length - 1) >> 1] ?? 0);

    expect(requests).toHaveLength(180);
    expect([median(requests.slice(0, 120)), median(requests.slice(120))]).toEqual([beforeMs, afterMs]);
  },
);

/** A file of the field, how many requests are in it, and how many of them failed. */
const failuresOfField = [
  ["20-dst-fallback/access.log", 360, 40],
  ["21-har-chrome-adblock/shop.har", 120, 10],
  ["21-har-chrome-adblock/pending.har", 120, 12],
  ["22-k6-csv-dial-timeout/out.csv", 180, 20],
  ["25-nginx-499/access.log", 185, 40],
  ["26-leap-midnight/access.log", 180, 20],
] as const;

test.skipIf(!existsSync(shared("README.md"))).for(failuresOfField)(
  "of the field, %s: %d requests, of which %d failed",
  async ([file, count, failed]) => {
    const requests = requestsOf(await imported(readFileSync(shared(file))));

    expect([
      requests.length,
      requests.filter(({ end }) => end.kind !== "answered" || end.status >= 499).length,
    ]).toEqual([count, failed]);
  },
);

test("the access log of uvicorn, which has no time, is refused with what helps", async () => {
  expect(
    await refusalOf(imported('INFO:     203.0.113.9:4000 - "GET /elm HTTP/1.1" 200 OK\n')),
  ).toMatchObject({
    code: "IMPORT_FORMAT_UNKNOWN",
    message: containing("uvicorn's access log, from line 1 on: it has no time and no response time."),
    advice: containing("proxy in front of it"),
  });
});

test.skipIf(!existsSync(shared("README.md"))).for([
  ["03-tomcat-ms/access.log", "IMPORT_AMBIGUOUS", "tomcat"],
  ["15-caddy-formats/ms.json", "IMPORT_AMBIGUOUS", "--unit"],
  ["17-utf16/access.log", "LOG_ENCODED", "iconv -f utf-16"],
  ["19-spacing/T-slash-D.log", "IMPORT_AMBIGUOUS", "%T/%D"],
  ["19-spacing/double-D-T.log", "IMPORT_AMBIGUOUS", "--columns took=10"],
  ["19-spacing/time-before-request.log", "IMPORT_AMBIGUOUS", "--unit"],
  ["21-har-chrome-adblock/charles.chlsj", "IMPORT_FORMAT_UNKNOWN", "har"],
  ["35-json-short-keys/access.json", "IMPORT_AMBIGUOUS", "--columns at=NAME"],
  ["43-nab/latency.csv", "IMPORT_AMBIGUOUS", "--unit ms"],
  ["39-comma-decimal/access.log", "IMPORT_AMBIGUOUS", "--unit"],
  ["44-oha/locust-stats-history.csv", "IMPORT_FORMAT_UNKNOWN", "access log"],
  ["46-compressed/access.log.bz2", "LOG_ENCODED", "bzip2 -dc"],
  ["46-compressed/access.log.xz", "LOG_ENCODED", "xz -dc"],
  ["46-compressed/access.log.zst", "LOG_ENCODED", "zstd -dc"],
  ["46-compressed/access.zip", "LOG_ENCODED", "unzip -p"],
] as const)("of the field, %s is %s, and the advice says %s", async ([file, code, advice]) => {
  expect(await refusalOf(imported(readFileSync(shared(file))))).toMatchObject({
    code,
    advice: containing(advice),
  });
});
