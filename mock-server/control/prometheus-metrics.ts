import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Counters } from "../../domain/wire/metrics.ts";
import { durationEdgesS, metricNames, statusCodes } from "../../domain/wire/metrics.ts";
import type { Metrics } from "./metrics.ts";

/**
 * Metrics of one server. This file takes tens of milliseconds to load, so that only servers on wall time import it.
 * @param statuses - known statuses other than 200 and 500
 */
export function prometheusMetrics(statuses: readonly number[], counters: Counters): Metrics {
  const { registry, duration, requests, errors, inFlight } = freshMetrics(
    counters === "eager" ? statusCodes(statuses) : [],
  );
  const seriesOf = remembered((status: number) => {
    const code = { code: String(status) };
    return { duration: duration.labels(code), requests: requests.labels(code) };
  });
  return {
    began: () => inFlight.inc(),
    answered: (status, tookMs) => {
      const series = seriesOf(status);
      inFlight.dec();
      series.duration.observe(tookMs / 1000);
      series.requests.inc();
      if (status >= 500) errors.inc();
    },
    unanswered: () => {
      inFlight.dec();
      errors.inc();
    },
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** Caches the series per status, because the library's label lookup is slow and this is the hot path. */
function remembered<Series>(find: (status: number) => Series): (status: number) => Series {
  const found = new Map<number, Series>();
  return (status) => {
    const series = found.get(status) ?? find(status);
    found.set(status, series);
    return series;
  };
}

function freshMetrics(statuses: readonly number[]) {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["code"];
  const duration = new Histogram({
    name: metricNames.duration,
    help: "Time from the arrival of a request to its answer, by status code.",
    labelNames,
    buckets: [...durationEdgesS],
    registers,
  });
  const requests = new Counter({
    name: metricNames.requests,
    help: "Requests answered, by status code.",
    labelNames,
    registers,
  });
  const errors = new Counter({
    name: metricNames.errors,
    help: "Requests without a complete answer, and answers with a 5xx status.",
    registers,
  });
  const inFlight = new Gauge({ name: metricNames.inFlight, help: "Requests in progress.", registers });
  for (const status of statuses) {
    duration.zero({ code: String(status) });
    requests.inc({ code: String(status) }, 0);
  }
  return { registry, duration, requests, errors, inFlight };
}
