import type { DetectorDefinition } from "../domain/detector.ts";
import type { Counters } from "../domain/wire/metrics.ts";

/** The metrics that a Prometheus scraping the mock server would have read while a log was written. */
export interface ScrapedLog {
  /** When the first request was sent; `undefined` before the first row. */
  readonly startMs: () => number | undefined;
  /** When the last row ended. */
  readonly endMs: () => number;
  /** The series that scrapes at these ascending instants would have read. */
  readonly scrapesAt: (instantsMs: readonly number[]) => readonly Series[];
}

/** A `ScrapedLog` that grows row by row. */
export interface MetricsLog<Row> extends ScrapedLog {
  readonly add: (row: Row) => void;
}

/** One series with a value for each scrape. */
export interface Series {
  /** In the form `name{label="value"}`. */
  readonly name: string;
  /** `undefined` where a scrape did not find the series. */
  readonly values: readonly (number | undefined)[];
}

/** The label `job` of all scraped series. */
export const scrapeJob = "firedrill";

/** The label `instance` of series on the virtual clock. On the real clock it is the mock server's host and port. */
export const simulatedInstance = "mock-server";

/** Series with one name that the mock server can export. */
export interface ExportedMetric {
  readonly name: string;
  /** Besides `job` and `instance`. */
  readonly labels: Readonly<Record<string, ExportedLabel>>;
}

export interface ExportedLabel {
  /** All that can occur. */
  readonly values: readonly string[];
  /** The values for a person. */
  readonly shown: string;
}

/** What a log source provides to detectors. `sources.ts` lists the kits. */
export interface DetectorKit<Row> {
  /** Detectors that read this source's rows, in the order in which help lists them. */
  readonly detectors: readonly DetectorDefinition[];
  /** The default detector for such a log. */
  readonly guard: DetectorDefinition;
  /** Starts an empty log; `undefined` for a source without metrics to alert on. */
  readonly metrics: ((counters: Counters) => MetricsLog<Row>) | undefined;
  /** The series of such a log; empty for a source without metrics. */
  readonly exported: readonly ExportedMetric[];
}
