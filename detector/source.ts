import type { DetectorDefinition } from "../domain/detector.ts";

/** What a Prometheus that scrapes the mock server would have read while a log was written. */
export interface ScrapedLog {
  /** The first request was sent; `undefined` before the first row. */
  readonly startMs: () => number | undefined;
  /** The last row ended. */
  readonly endMs: () => number;
  /** What scrapes at these ascending instants would have read. */
  readonly scrapesAt: (instantsMs: readonly number[]) => readonly Series[];
}

/** The same, made from row to row. */
export interface MetricsLog<Row> extends ScrapedLog {
  readonly add: (row: Row) => void;
}

/** One series with a value for each scrape. */
export interface Series {
  /** As `name{label="value"}`. */
  readonly name: string;
  readonly values: readonly number[];
}

/** What a log source brings to detectors. It knows no list of sources; `sources.ts` is the list. */
export interface DetectorKit<Row> {
  /** Those that look into its rows, in the order in which people meet them. */
  readonly detectors: readonly DetectorDefinition[];
  /** Who watches such a log when nobody is named. */
  readonly guard: DetectorDefinition;
  /** Begins a log; `undefined` where alerting rules have nothing to be about. */
  readonly metrics: (() => MetricsLog<Row>) | undefined;
}
