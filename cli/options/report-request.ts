import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";
import { outputGroup, repeatable } from "./options.ts";

const formats = ["text", "json", "junit", "github", "markdown"] as const;

export type ReportFormat = (typeof formats)[number];

const defaultReports: readonly string[] = ["text"];

/** For commands that print and write several reports. */
export const reportsOption = {
  ...repeatable,
  group: outputGroup,
  default: defaultReports,
  defaultDescription: "text",
  describe: `Report: ${formats.join(", ")}, or FORMAT=FILE to write a file; repeatable`,
} as const;

/** One report and where it goes. */
export interface ReportRequest {
  readonly format: ReportFormat;
  /** Without it the report goes to standard output. */
  readonly path?: string;
}

/** Formats of which standard output can hold only one, and nothing else. */
const documents: ReadonlySet<ReportFormat> = new Set(["json", "junit", "markdown"]);

/**
 * Reads the values of `--report`: `json`, or `junit=report.xml` for a file.
 * @throws FiredrillError UNKNOWN_REPORT, REPORTS_SHARE_STDOUT
 */
export function reportRequests(words: readonly string[]): readonly ReportRequest[] {
  const requests = words.map(reportRequest);
  const toStandardOutput = requests.filter(({ format, path }) => path === undefined && documents.has(format));
  if (toStandardOutput.length > 1) throw reportsCollide(toStandardOutput.map(({ format }) => format));
  return requests;
}

/** Whether a document takes all of standard output. */
export function hasDocument(requests: readonly ReportRequest[]): boolean {
  return requests.some(({ format, path }) => path === undefined && documents.has(format));
}

/**
 * How a shard reports: it is not the whole that other formats are about.
 * @throws FiredrillError BAD_SHARD
 */
export function shardReportFormat(words: readonly string[]): "text" | "json" {
  const [word = "text", other] = words;
  if (other === undefined && (word === "text" || word === "json")) return word;
  throw new FiredrillError(
    "usage",
    "BAD_SHARD",
    `A shard has no --report ${other ?? word}.`,
    "Give --report to firedrill merge; a shard prints text or json.",
  );
}

function reportRequest(word: string): ReportRequest {
  const [, name = word, path] = /^([^=]*)(?:=(.+))?$/s.exec(word) ?? [];
  const format = formats.find((known) => known === name);
  if (format === undefined) throw unknownReport(word);
  return path === undefined ? { format } : { format, path };
}

function unknownReport(word: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_REPORT",
    `Unknown report "${word}".`,
    `${didYouMean(word, formats)}Reports: ${formats.join(", ")}. To write a file, use --report junit=report.xml.`,
  );
}

const endings: Readonly<Partial<Record<ReportFormat, string>>> = { json: "json", markdown: "md" };

function reportsCollide([first = "json", second = "junit"]: readonly ReportFormat[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "REPORTS_SHARE_STDOUT",
    `The reports ${first} and ${second} cannot share standard output.`,
    `Write one to a file: --report ${first}=report.${endings[first] ?? "xml"}.`,
  );
}
