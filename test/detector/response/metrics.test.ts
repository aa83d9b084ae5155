import { expect, test } from "vitest";
import { responseMetrics } from "../../../detector/response/metrics.ts";
import type { ResponseOutcome } from "../../../domain/response/observation.ts";
import type { Counters } from "../../../domain/wire/metrics.ts";
import { connectionRefused } from "../../../domain/wire/outcome.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { answeredAfter } from "../remote/prometheus/open-loop.ts";

type Request = readonly [sentAtMs: number, atMs: number, outcome: ResponseOutcome];

function logOf(...requests: readonly Request[]) {
  return logWith("eager", requests);
}

function logWith(counters: Counters, requests: readonly Request[]) {
  const log = responseMetrics(counters);
  for (const [index, [sentAtMs, atMs, outcome]] of requests.entries())
    log.add({ kind: "response", index, plannedAtMs: sentAtMs, sentAtMs, atMs, outcome });
  return log;
}

function valuesOf(log: ReturnType<typeof responseMetrics>, instantsMs: readonly number[], name: string) {
  return log.scrapesAt(instantsMs).find((series) => series.name === name)?.values;
}

const target = 'job="firedrill",instance="mock-server"';

test("before the first request every series exists and is zero", () => {
  const series = logOf([epochMs, epochMs + 50, answeredAfter(50)]).scrapesAt([epochMs - 1]);

  expect(series).toHaveLength(39);
  expect(series.flatMap(({ name, values }) => (values[0] === 0 ? [] : [name]))).toEqual([`up{${target}}`]);
});

test("an answer counts from the instant it ends, in every bucket up to its duration", () => {
  const log = logOf([0, 300, answeredAfter(300)], [0, 301, answeredAfter(301)]);
  const bucket = (le: string): string =>
    `http_request_duration_seconds_bucket{le="${le}",code="200",${target}}`;

  expect(valuesOf(log, [299, 300, 301], bucket("0.3"))).toEqual([0, 1, 1]);
  expect(valuesOf(log, [299, 300, 301], bucket("0.25"))).toEqual([0, 0, 0]);
  expect(valuesOf(log, [299, 300, 301], bucket("+Inf"))).toEqual([0, 1, 2]);
  expect(valuesOf(log, [301], `http_request_duration_seconds_sum{code="200",${target}}`)).toEqual([0.601]);
  expect(valuesOf(log, [301], `http_requests_total{code="200",${target}}`)).toEqual([2]);
});

test("a request is in flight from when it is sent until it ends", () => {
  const log = logOf([0, 100, answeredAfter(100)], [50, 200, answeredAfter(150)]);

  expect(valuesOf(log, [-1, 0, 50, 100, 200], `http_requests_in_flight{${target}}`)).toEqual([0, 1, 2, 1, 0]);
});

test("a failed request counts as an error and not as an answer", () => {
  const log = logOf([0, 100, { kind: "failed", error: "TIMEOUT", afterMs: 100 }]);

  expect(valuesOf(log, [100], `http_request_errors_total{${target}}`)).toEqual([1]);
  expect(valuesOf(log, [100], `http_request_duration_seconds_count{code="200",${target}}`)).toEqual([0]);
  expect(valuesOf(log, [100], `http_requests_in_flight{${target}}`)).toEqual([0]);
});

test("a status has a series before its first answer, and 5xx counts as an error", () => {
  const log = logOf([0, 50, answeredAfter(50)], [50, 90, { kind: "completed", status: 503, responseMs: 40 }]);

  expect(valuesOf(log, [0, 90], `http_requests_total{code="503",${target}}`)).toEqual([0, 1]);
  expect(valuesOf(log, [0, 90], `http_request_errors_total{${target}}`)).toEqual([0, 1]);
});

test("a row of a request that is still open changes nothing", () => {
  const log = logOf([0, 100, { kind: "open", ageMs: 100 }]);

  expect(log.startMs()).toBeUndefined();
});

const refused = { kind: "failed", error: connectionRefused, afterMs: 0 } as const;
const cut = { kind: "failed", error: "ECONNRESET", afterMs: 0 } as const;

test("up is 0 while the server refuses connections, and no other series can be scraped then", () => {
  const log = logOf(
    [0, 50, answeredAfter(50)],
    [100, 100, cut],
    [200, 200, refused],
    [300, 300, refused],
    [400, 450, answeredAfter(50)],
  );
  const instants = [99, 100, 250, 399, 400, 450];

  expect(valuesOf(log, instants, `up{${target}}`)).toEqual([1, 0, 0, 0, 1, 1]);
  expect(valuesOf(log, instants, `http_requests_total{code="200",${target}}`)).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    1,
    2,
  ]);
});

test("a request that fails while the server is there leaves up at 1", () => {
  const log = logOf([0, 0, cut], [100, 150, answeredAfter(50)]);

  expect(valuesOf(log, [0, 50, 200], `up{${target}}`)).toEqual([1, 1, 1]);
});

test("a lazy series with a label begins with its first event, one without a label at the start", () => {
  const requests = [
    [0, 50, answeredAfter(50)],
    [50, 90, { kind: "completed", status: 503, responseMs: 40 }],
  ] as const;
  const log = logWith("lazy", requests);

  expect(valuesOf(log, [0, 60, 90], `http_requests_total{code="503",${target}}`)).toEqual([
    undefined,
    undefined,
    1,
  ]);
  expect(valuesOf(log, [0, 60, 90], `http_requests_total{code="200",${target}}`)).toEqual([undefined, 1, 1]);
  expect(valuesOf(log, [0, 60, 90], `http_request_errors_total{${target}}`)).toEqual([0, 0, 1]);
});

const restarted: readonly Request[] = [
  [0, 50, answeredAfter(50)],
  [1000, 1010, cut],
  [2000, 2001, refused],
  [3000, 3001, refused],
];

test("requests that a server refused are no errors to it, and were never in flight", () => {
  const log = logOf(...restarted, [4000, 4050, answeredAfter(50)]);
  const at = [900, 2500, 4100];

  expect(valuesOf(log, at, `http_request_errors_total{${target}}`)).toEqual([0, undefined, 1]);
  expect(valuesOf(log, at, `http_requests_in_flight{${target}}`)).toEqual([0, undefined, 0]);
});

test.for([
  ["a pause follows the last refused request", [[9000, 9050, answeredAfter(50)]], 4000],
  ["the log ends with it", [], 4000],
  ["the next request comes sooner", [[3500, 3550, answeredAfter(50)]], 3500],
] as const)("a server counts as down for one gap between requests at most: %s", ([, after, upMs]) => {
  const log = logOf(...restarted, ...after);

  expect(valuesOf(log, [1009, 1010, upMs - 1, upMs], `up{${target}}`)).toEqual([1, 0, 0, 1]);
});

test("a request that timed out does not take the server down", () => {
  const timedOut: ResponseOutcome = { kind: "failed", error: "TIMEOUT", afterMs: 100 };
  const log = logOf([0, 100, timedOut], [1000, 1001, refused]);

  expect(valuesOf(log, [500, 999, 1000], `up{${target}}`)).toEqual([1, 1, 0]);
});
