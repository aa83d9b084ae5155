import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseJson, isJsonObject } from "../../domain/text/json.ts";
import type { DrillDocument } from "../../domain/results/document.ts";
import type { DrawnRun } from "../../report/svg/panels.ts";
import type { PageMaking } from "../../report/html/page.ts";
import { drillPage } from "../../report/html/page.ts";
import type { DrawnRepeat } from "../../report/html/study.ts";
import { amocPage, repeatPage, sweepPage } from "../../report/html/study.ts";
import type { AmocStudy } from "../../domain/results/amoc.ts";
import type { Sweep } from "../../domain/results/sweep.ts";

/** The file with pictures in a run folder. */
export const reportName = "report.html";

/** The page of one drill. */
export function pageOf(document: DrillDocument): string {
  return pageOfRuns([{ label: "", document }]);
}

/** A page of runs drawn over each other. */
export function pageOfRuns(runs: readonly DrawnRun[]): string {
  return drillPage(runs, pageMaking());
}

/** What pages are made with on this machine. */
function pageMaking(): PageMaking {
  return {
    versions: { firedrill: packageVersion(), node: process.versions.node },
    sha256: (text) => createHash("sha256").update(text).digest("base64"),
  };
}

/** The built program is one folder deeper than the sources. */
const manifest = new URL(
  import.meta.url.endsWith(".ts") ? "../../package.json" : "../../../package.json",
  import.meta.url,
);

function packageVersion(): string {
  const parsed = parseJson(readFileSync(manifest, "utf8"));
  const version = isJsonObject(parsed) ? parsed["version"] : undefined;
  return typeof version === "string" ? version : "unknown";
}

/** A page of repeats. @param title - the scenario or the suite. @param command - plays all of it again */
export function pageOfRepeats(title: string, repeats: readonly DrawnRepeat[], command: string): string {
  return repeatPage(title, repeats, command, pageMaking());
}

export function pageOfSweep(sweep: Sweep): string {
  return sweepPage(sweep, pageMaking());
}

export function pageOfAmoc(study: AmocStudy): string {
  return amocPage(study, pageMaking());
}
