import { expect, test } from "vitest";
import { originalModes } from "../../../domain/response/modes.ts";
import { durationEdgesS, metricNames } from "../../../domain/wire/metrics.ts";
import { countedMetrics } from "../../../mock-server/control/metrics.ts";
import { startFixture, until } from "../fixture.ts";

/** The samples of an exposition by their series, as `name{label="value"}`. */
function samplesIn(text: string): Readonly<Record<string, number>> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test("a fresh server shows every series at zero", async () => {
  const { ask } = await startFixture({ metrics: "eager" });

  const { status, headers, body } = await ask("/metrics");

  const samples = samplesIn(body);
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(Object.keys(samples)).toHaveLength(2 * (durationEdgesS.length + 4) + 2);
  expect(Object.values(samples).every((value) => value === 0)).toBe(true);
});

test("the statuses of the modes have series from the start, and 5xx answers count as errors", async () => {
  const modes = { ...originalModes, attack: { kind: "errors", status: 503, delayMs: 10 } } as const;
  const { ask, play } = await startFixture({ modes, metrics: "eager" });
  const before = samplesIn((await ask("/metrics")).body);
  await play("attack");

  const after = samplesIn((await ask("/metrics")).body);

  expect(before[`${metricNames.requests}{code="503"}`]).toBe(0);
  expect(after[`${metricNames.requests}{code="503"}`]).toBe(1);
  expect(after[`${metricNames.duration}_count{code="503"}`]).toBe(1);
  expect(after[metricNames.errors]).toBe(1);
});

test("a lazy series appears with its first answer", async () => {
  const { ask, play } = await startFixture({ metrics: "lazy" });
  const before = samplesIn((await ask("/metrics")).body);
  await play("attack");

  const after = samplesIn((await ask("/metrics")).body);

  expect(Object.keys(before).toSorted()).toEqual([metricNames.errors, metricNames.inFlight]);
  expect(after[`${metricNames.requests}{code="200"}`]).toBe(1);
  expect(after).not.toHaveProperty(`${metricNames.requests}{code="500"}`);
});

test("an answer is counted once, with its total time in scenario seconds", async () => {
  const { ask, play } = await startFixture({ metrics: "eager" });
  await play("attack");

  const { body } = await ask("/metrics");

  const samples = samplesIn(body);
  expect(samples[`${metricNames.duration}_bucket{le="0.3",code="200"}`]).toBe(0);
  expect(samples[`${metricNames.duration}_bucket{le="0.5",code="200"}`]).toBe(1);
  expect(samples[`${metricNames.duration}_sum{code="200"}`]).toBe(0.5);
  expect(samples[`${metricNames.requests}{code="200"}`]).toBe(1);
  expect(samples[metricNames.errors]).toBe(0);
  expect(samples[metricNames.inFlight]).toBe(0);
});

function bucket(edge: number | string, count: number): string {
  return `http_request_duration_seconds_bucket{le="${edge}",code="200"} ${count}`;
}

test("the text is that of Prometheus' client libraries, to the byte", () => {
  const metrics = countedMetrics([], "lazy");
  for (const tookMs of [5, 5.001, 12_000]) {
    metrics.began();
    metrics.answered(200, tookMs);
  }
  metrics.began();

  const { text } = metrics.exposition();

  expect(text.split("\n")).toEqual([
    "# HELP http_request_duration_seconds Time from the arrival of a request to its answer, by status code.",
    "# TYPE http_request_duration_seconds histogram",
    bucket(0.005, 1),
    ...durationEdgesS.slice(1).map((edge) => bucket(edge, 2)),
    bucket("+Inf", 3),
    'http_request_duration_seconds_sum{code="200"} 12.010001',
    'http_request_duration_seconds_count{code="200"} 3',
    "",
    "# HELP http_requests_total Requests answered, by status code.",
    "# TYPE http_requests_total counter",
    'http_requests_total{code="200"} 3',
    "",
    "# HELP http_request_errors_total Requests without a complete answer, and answers with a 5xx status.",
    "# TYPE http_request_errors_total counter",
    "http_request_errors_total 0",
    "",
    "# HELP http_requests_in_flight Requests in progress.",
    "# TYPE http_requests_in_flight gauge",
    "http_requests_in_flight 1",
    "",
  ]);
});

test("a request's time includes the queue", async () => {
  const { ask, clock, tracker } = await startFixture({ metrics: "eager", capacity: 1 });
  const answers = [1, 2].map(() => ask("/?param=attack"));
  await until(() => tracker.length, 2);
  await clock.advance(2000);
  await Promise.all(answers);

  const { body } = await ask("/metrics");

  expect(samplesIn(body)[`${metricNames.duration}_sum{code="200"}`]).toBe(1.5);
});

test("an abandoned request is an error, not a completed request", async () => {
  const { ask, open, clock, tracker } = await startFixture({ metrics: "eager" });
  const { request, answered } = open("/?param=attack");
  answered.catch(() => undefined);
  await until(() => tracker.length, 1);
  const during = samplesIn((await ask("/metrics")).body);
  request.destroy();
  await until(() => tracker.at(-1)?.split(" ")[0], "closed");
  await clock.advance(1000);

  const after = samplesIn((await ask("/metrics")).body);

  expect(during[metricNames.inFlight]).toBe(1);
  expect(after[metricNames.inFlight]).toBe(0);
  expect(after[metricNames.errors]).toBe(1);
  expect(after[`${metricNames.duration}_count{code="200"}`]).toBe(0);
});

test("neither the mode nor the incident is a label, because they are the truth", async () => {
  const { ask, play } = await startFixture({ metrics: "eager" });
  await play("attack", { headers: { "x-firedrill-incident": "attack-1" } });

  const { body } = await ask("/metrics");

  expect(body).not.toMatch(/attack|mode|incident/);
});

test("a server without metrics shows none", async () => {
  const { ask } = await startFixture();

  expect(await ask("/metrics")).toMatchObject({ status: 200, body: "" });
});
