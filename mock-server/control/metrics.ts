import type { Counters } from "../../domain/wire/metrics.ts";
import { durationEdgesS, metricNames, statusCodes } from "../../domain/wire/metrics.ts";

/** Metrics in the Prometheus text format. */
interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Counts requests from arrival to end, including the queue. */
export interface Metrics {
  began(): void;
  /** @param tookMs - on the server's clock */
  answered(status: number, tookMs: number): void;
  /** The request ended without an answer: the client left, or the server cut it. */
  unanswered(): void;
  /** Everything counted so far. */
  exposition(): Exposition;
}

/** Counts nothing; for the virtual clock, on which no scraper runs. */
export const noMetrics: Metrics = {
  began: () => undefined,
  answered: () => undefined,
  unanswered: () => undefined,
  exposition: () => ({ contentType: "text/plain", text: "" }),
};

/**
 * Metrics of one server. Numbers while requests are served, text when scraped; a client library spends more on each
 * request than the server does on its answer.
 * @param statuses - known statuses other than 200 and 500
 */
export function countedMetrics(statuses: readonly number[], counters: Counters): Metrics {
  return new CountedMetrics(counters === "eager" ? statusCodes(statuses) : []);
}

const firstErrorStatus = 500;

class CountedMetrics implements Metrics {
  /** In the order in which their series appear. */
  private readonly answers: Map<number, Answers>;
  private errors = 0;
  private inFlight = 0;

  constructor(statuses: readonly number[]) {
    this.answers = new Map(statuses.map((status) => [status, new Answers()]));
  }

  began(): void {
    this.inFlight += 1;
  }

  answered(status: number, tookMs: number): void {
    this.inFlight -= 1;
    if (status >= firstErrorStatus) this.errors += 1;
    const known = this.answers.get(status);
    const answers = known ?? new Answers();
    if (known === undefined) this.answers.set(status, answers);
    answers.add(tookMs / 1000);
  }

  unanswered(): void {
    this.inFlight -= 1;
    this.errors += 1;
  }

  exposition(): Exposition {
    const { duration, requests, errors, inFlight } = metricNames;
    const answers = [...this.answers];
    const families = [
      familyOf(
        duration,
        "histogram",
        "Time from the arrival of a request to its answer, by status code.",
        answers.flatMap(([status, counted]) => counted.samples(status)),
      ),
      familyOf(
        requests,
        "counter",
        "Requests answered, by status code.",
        answers.map(([status, { count }]) => `${requests}{code="${status}"} ${count}`),
      ),
      familyOf(errors, "counter", "Requests without a complete answer, and answers with a 5xx status.", [
        `${errors} ${this.errors}`,
      ]),
      familyOf(inFlight, "gauge", "Requests in progress.", [`${inFlight} ${this.inFlight}`]),
    ];
    return { contentType: "text/plain; version=0.0.4; charset=utf-8", text: `${families.join("\n\n")}\n` };
  }
}

function familyOf(name: string, type: string, help: string, samples: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples].join("\n");
}

const edgesS = Float64Array.from(durationEdgesS);

/** The answers with one status. */
class Answers {
  count = 0;
  private sumS = 0;
  /** How many took at most this edge and longer than the one before; the last: longer than all. */
  private readonly counts = new Float64Array(edgesS.length + 1);

  add(tookS: number): void {
    let at = 0;
    while (tookS > (edgesS[at] ?? Infinity)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.count += 1;
    this.sumS += tookS;
  }

  samples(status: number): readonly string[] {
    const { duration } = metricNames;
    let upTo = 0;
    const buckets = [...durationEdgesS, "+Inf"].map((edge, at) => {
      upTo += this.counts[at] ?? 0;
      return `${duration}_bucket{le="${edge}",code="${status}"} ${upTo}`;
    });
    return [
      ...buckets,
      `${duration}_sum{code="${status}"} ${this.sumS}`,
      `${duration}_count{code="${status}"} ${this.count}`,
    ];
  }
}
