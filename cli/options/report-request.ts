import { FiredrillError } from "../../domain/error.ts";
import { repeatable } from "./options.ts";

const formats = ["text", "json", "junit", "github"] as const;

export type ReportFormat = (typeof formats)[number];

const usualReports: readonly string[] = ["text"];

/** Of commands that may print and write several reports. */
export const reportsOption = { ...repeatable, default: usualReports } as const;

/** One report and where it goes. */
export interface ReportRequest {
  readonly format: ReportFormat;
  /** Absent: standard output. */
  readonly path?: string;
}

/** Reports that are one document, so that standard output has room for one of them and nothing else. */
const documents: ReadonlySet<ReportFormat> = new Set(["json", "junit"]);

/**
 * Reads `--report` as given: `json`, or `junit=report.xml` for a file.
 * @throws FiredrillError UNKNOWN_REPORT, REPORTS_SHARE_STDOUT
 */
export function reportRequests(words: readonly string[]): readonly ReportRequest[] {
  const requests = words.map(reportRequest);
  const toStandardOutput = requests.filter(({ format, path }) => path === undefined && documents.has(format));
  if (toStandardOutput.length > 1) throw reportsCollide(toStandardOutput.map(({ format }) => format));
  return requests;
}

/** Whether standard output belongs to one document. */
export function hasDocument(requests: readonly ReportRequest[]): boolean {
  return requests.some(({ format, path }) => path === undefined && documents.has(format));
}

function reportRequest(word: string): ReportRequest {
  const [, name = word, path] = /^([^=]*)(?:=(.+))?$/s.exec(word) ?? [];
  const format = formats.find((known) => known === name);
  if (format === undefined) throw unknownReport(word);
  return path === undefined ? { format } : { format, path };
}

function unknownReport(asked: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_REPORT",
    `There is no report called "${asked}".`,
    `Reports: ${formats.join(", ")}. A file is given as in --report junit=report.xml.`,
  );
}

function reportsCollide(asked: readonly ReportFormat[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "REPORTS_SHARE_STDOUT",
    `The reports ${asked.join(" and ")} cannot both have standard output.`,
    `Give one of them a file, as in --report ${asked[0]}=report.${asked[0] === "json" ? "json" : "xml"}.`,
  );
}
