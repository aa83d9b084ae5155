import { extname } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { printable } from "../../domain/text/printable.ts";
import type { DrawnRun } from "../../report/svg/panels.ts";
import { writeReport } from "./reports.ts";
import { outputGroup } from "../options/options.ts";

/** A file for what is drawn. */
export interface DrawnFile {
  readonly path: string;
  readonly kind: "page" | "picture";
}

/** For commands that judge a log and keep no run folder. */
export const drawnOption = {
  group: outputGroup,
  type: "string",
  describe: "Also write a page (.html), or the picture alone (.svg), to this file",
  defaultDescription: "no file",
} as const;

/** @throws FiredrillError UNKNOWN_REPORT_FILE */
export function drawnFile(path: string): DrawnFile {
  switch (extname(path).toLowerCase()) {
    case ".html":
      return { path, kind: "page" };
    case ".svg":
      return { path, kind: "picture" };
  }
  throw new FiredrillError(
    "usage",
    "UNKNOWN_REPORT_FILE",
    `Cannot write ${printable(path)}: its name ends in neither .html nor .svg.`,
    "Name the file report.html for a page, or report.svg for the picture alone.",
  );
}

/** Draws runs of one scenario over each other. @param runs - at least one. @throws FiredrillError REPORT_NOT_WRITABLE */
export async function writeDrawn({ path, kind }: DrawnFile, runs: readonly DrawnRun[]): Promise<void> {
  switch (kind) {
    case "page": {
      const { pageOfRuns } = await import("../../harness/files/report-page.ts");
      writeReport(path, pageOfRuns(runs));
      return;
    }
    case "picture": {
      const { drillPicture } = await import("../../report/svg/drill.ts");
      writeReport(path, drillPicture(runs));
    }
  }
}
