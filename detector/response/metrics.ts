import type { ResponseObservation } from "../../domain/response/observation.ts";
import { elapsedMs } from "../../domain/response/observation.ts";
import type { Counters } from "../../domain/wire/metrics.ts";
import { connectionRefused, failures } from "../../domain/wire/outcome.ts";
import { durationEdgesS, metricNames, statusCodes } from "../../domain/wire/metrics.ts";
import type { ExportedMetric, MetricsLog, Series } from "../source.ts";
import { scrapeJob, simulatedInstance } from "../source.ts";

const target = `job="${scrapeJob}",instance="${simulatedInstance}"`;
const edges = [...durationEdgesS.map(String), "+Inf"];

const codeLabel = {
  values: Array.from({ length: 500 }, (_, at) => String(100 + at)),
  shown: "an HTTP status from 100 to 599",
};
const edgeLabel = { values: edges, shown: edges.join(", ") };

/** All that `/metrics` can have after some answer. */
export const exportedMetrics: readonly ExportedMetric[] = [
  { name: `${metricNames.duration}_bucket`, labels: { code: codeLabel, le: edgeLabel } },
  { name: `${metricNames.duration}_sum`, labels: { code: codeLabel } },
  { name: `${metricNames.duration}_count`, labels: { code: codeLabel } },
  { name: metricNames.requests, labels: { code: codeLabel } },
  { name: metricNames.errors, labels: {} },
  { name: metricNames.inFlight, labels: {} },
];

/** Running totals. `buckets` are cumulative counts, one for each of `edges`. */
interface Totals {
  readonly byCode: ReadonlyMap<number, { readonly buckets: number[]; sumS: number; count: number }>;
  errors: number;
}

/**
 * Metrics as the client saw the requests: durations include the network, and requests end a moment later than at the
 * server.
 */
export function responseMetrics(counters: Counters): MetricsLog<ResponseObservation> {
  const rows: ResponseObservation[] = [];
  let startMs: number | undefined;
  return {
    add: (row) => {
      // The request has not ended; another row follows when it does.
      if (row.outcome.kind === "open") return;
      startMs = Math.min(startMs ?? row.sentAtMs, row.sentAtMs);
      rows.push(row);
    },
    startMs: () => startMs,
    endMs: () => rows.at(-1)?.atMs ?? 0,
    scrapesAt: (instantsMs) => {
      const read = recorder(instantsMs.length);
      const taken = rows.filter((row) => !isRefused(row));
      const totals = freshTotals(taken);
      const down = downtimes(rows);
      const inFlight = inFlightAt(taken, instantsMs);
      let next = 0;
      for (const [at, instantMs] of instantsMs.entries()) {
        for (let row = taken[next]; row !== undefined && row.atMs <= instantMs; row = taken[next]) {
          count(row, totals);
          next += 1;
        }
        const isUp = !down.some(({ fromMs, untilMs }) => fromMs <= instantMs && instantMs < untilMs);
        read.add(at, `up{${target}}`, Number(isUp));
        if (isUp) record(totals, inFlight[at] ?? 0, counters, (name, value) => read.add(at, name, value));
      }
      return read.all();
    },
  };
}

/** Every status of the log has a series from the start, as at the mock server. */
function freshTotals(rows: readonly ResponseObservation[]): Totals {
  const seen = rows.flatMap(({ outcome }) => (outcome.kind === "completed" ? [outcome.status] : []));
  const byCode = statusCodes(seen).map(
    (code) => [code, { buckets: edges.map(() => 0), sumS: 0, count: 0 }] as const,
  );
  return { byCode: new Map(byCode), errors: 0 };
}

function count(row: ResponseObservation, totals: Totals): void {
  if (row.outcome.kind !== "completed" || row.outcome.status >= 500) totals.errors += 1;
  if (row.outcome.kind !== "completed") return;
  const ofCode = totals.byCode.get(row.outcome.status);
  if (ofCode === undefined) return;
  const tookS = elapsedMs(row) / 1000;
  ofCode.sumS += tookS;
  ofCode.count += 1;
  for (const [at, edge] of edges.entries())
    if (edge === "+Inf" || tookS <= Number(edge)) ofCode.buckets[at] = (ofCode.buckets[at] ?? 0) + 1;
}

function record(
  totals: Totals,
  inFlight: number,
  counters: Counters,
  add: (name: string, value: number) => void,
): void {
  for (const [code, { buckets, sumS, count: answered }] of totals.byCode) {
    if (counters === "lazy" && answered === 0) continue;
    const labels = `code="${code}",${target}`;
    for (const [at, edge] of edges.entries())
      add(`${metricNames.duration}_bucket{le="${edge}",${labels}}`, buckets[at] ?? 0);
    add(`${metricNames.duration}_sum{${labels}}`, sumS);
    add(`${metricNames.duration}_count{${labels}}`, answered);
    add(`${metricNames.requests}{${labels}}`, answered);
  }
  add(`${metricNames.errors}{${target}}`, totals.errors);
  add(`${metricNames.inFlight}{${target}}`, inFlight);
}

interface Downtime {
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
}

/**
 * When the server could not be scraped, as far as the requests tell: from the one that was cut just before the first refused
 * one, until one gap between requests after the last refused one, or until a request was not refused.
 */
function downtimes(rows: readonly ResponseObservation[]): readonly Downtime[] {
  const sent = rows.toSorted((a, b) => a.sentAtMs - b.sentAtMs || a.index - b.index);
  const found: Downtime[] = [];
  let before: ResponseObservation | undefined;
  let fromMs: number | undefined;
  let untilMs = 0;
  for (const row of sent) {
    if (isRefused(row)) {
      fromMs ??= before !== undefined && isCut(before) ? Math.min(before.atMs, row.sentAtMs) : row.sentAtMs;
      untilMs = row.sentAtMs + Math.max(row.sentAtMs - (before ?? row).sentAtMs, leastDownMs);
    } else if (fromMs !== undefined) {
      found.push({ fromMs, untilMs: Math.min(untilMs, row.sentAtMs) });
      fromMs = undefined;
    }
    before = row;
  }
  return fromMs === undefined ? found : [...found, { fromMs, untilMs }];
}

/** For a single request that was refused. */
const leastDownMs = 1;

/** The server never saw the request. */
function isRefused({ outcome }: ResponseObservation): boolean {
  return outcome.kind === "failed" && outcome.error === connectionRefused;
}

function isCut({ outcome }: ResponseObservation): boolean {
  return outcome.kind === "failed" && outcome.error !== failures.timeout;
}

/** Requests that were sent and had not ended, at each instant. */
function inFlightAt(rows: readonly ResponseObservation[], instantsMs: readonly number[]): readonly number[] {
  const sentMs = rows.map((row) => row.sentAtMs).toSorted((a, b) => a - b);
  let sent = 0;
  let ended = 0;
  return instantsMs.map((instantMs) => {
    while ((sentMs[sent] ?? Infinity) <= instantMs) sent += 1;
    while ((rows[ended]?.atMs ?? Infinity) <= instantMs) ended += 1;
    return sent - ended;
  });
}

/** @param scrapes - number of scrapes */
function recorder(scrapes: number): {
  /** @param scrape - index of the scrape */
  readonly add: (scrape: number, name: string, value: number) => void;
  readonly all: () => readonly Series[];
} {
  const byName = new Map<string, (number | undefined)[]>();
  return {
    add: (scrape, name, value) => {
      const values = byName.get(name) ?? Array.from<number | undefined>({ length: scrapes });
      byName.set(name, values);
      values[scrape] = value;
    },
    all: () => [...byName].map(([name, values]) => ({ name, values })),
  };
}
