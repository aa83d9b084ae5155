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

/** A row's text. */
export interface RowText {
  /** Texts of one kind are compared with each other; a noun: `command`. */
  readonly kind: string;
  /** As it stands in the log, without a limit on its length. */
  readonly line: string;
  /** Who acted, by name and by number. */
  readonly user?: string;
  readonly userId?: string;
  /** The file that the row is about. */
  readonly path?: string;
}

/** The texts of a log, for detectors that compare words. */
export interface TextKit<Row> {
  /** @returns undefined for a row without text */
  readonly textOf: (row: Row) => RowText | undefined;
  /** By kind: the words of a line that are compared. */
  readonly kinds: Readonly<Record<string, (line: string) => string>>;
  /** What an alert about the row's text names, and who acted where, in words. */
  readonly aboutOf: (row: Row) => { readonly subject: string; readonly who: string };
}

/** What a log source provides to detectors. `sources.ts` lists the kits. */
export interface DetectorKit<Row> {
  /** Detectors that read this source's rows, in the order in which help lists them. */
  readonly detectors: readonly DetectorDefinition[];
  /** The default detector for such a log. */
  readonly guard: DetectorDefinition;
  /** Absent where rows are numbers. */
  readonly texts?: TextKit<Row>;
  /** Starts an empty log; `undefined` for a source without metrics to alert on. */
  readonly metrics: ((counters: Counters) => MetricsLog<Row>) | undefined;
  /** The series of such a log; empty for a source without metrics. */
  readonly exported: readonly ExportedMetric[];
}
