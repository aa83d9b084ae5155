import { join } from "node:path";
import type { TemporaryFolder } from "../../detector/remote/temporary-folder.ts";
import { makeTemporaryFolder } from "../../detector/remote/temporary-folder.ts";
import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import { openAlertLog } from "../../log/files/alerts.ts";
import type { LogFormat, UtcOffsetMs } from "../../log/formats/format.ts";
import { isOwnFormat } from "../../log/formats/format.ts";
import { localOffsetMs, wallNowMs } from "../clock/clock.ts";
import { concluded } from "../../report/conclusion.ts";
import { batchBytes, openLogPair } from "../files/log-pair.ts";
import { bringHome, fileApart, removeApart } from "../files/file-apart.ts";
import type { FileApart } from "../files/file-apart.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder } from "../files/run-folder.ts";
import type { JudgedDrill } from "./judge.ts";

/**
 * The files of a drill. Rows and alerts are valid at any moment. The labelled log stands apart from what a detector can see
 * until `close`; the verdict appears last, or not at all.
 */
export interface DrillFiles {
  /** Path of the run folder. Absent when nothing is kept. */
  readonly folder?: string;
  /** Path of the log that detectors follow, if there is one. */
  readonly observedPath?: string;
  /** The labelled log, if there is one. */
  readonly labels?: FileApart;
  readonly row: (row: Labelled) => void;
  readonly alert: (alert: ReceivedAlert) => void;
  /** Closes the files and writes the report and the verdict. For when all detectors have stopped. */
  readonly finish: (judged: JudgedDrill) => Promise<void>;
  /** For when all detectors have stopped. A second call does nothing. */
  readonly close: () => void;
}

interface FileSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: ClockKind;
  readonly logFormat: LogFormat;
  readonly outDir?: string;
  /** The command that plays this drill again, for its verdict. */
  readonly replay?: string;
}

const utc: UtcOffsetMs = () => 0;

/** @throws FiredrillError OUT_NOT_WRITABLE, LOG_NOT_WRITABLE, TEMPORARY_FOLDER_NOT_WRITABLE */
export function drillFiles(settings: FileSettings): DrillFiles {
  const { scenario, seed, clock, outDir } = settings;
  if (outDir !== undefined)
    return savedFiles(settings, makeRunFolder(outDir, scenario.name, seed, wallNowMs()));
  return clock.kind === "virtual" ? noFiles : temporaryFiles(settings);
}

/** On the virtual clock no detector follows the file, so rows are written in batches. */
function timing({ clock }: FileSettings): {
  readonly bufferBytes: number;
  readonly utcOffsetMs: UtcOffsetMs;
} {
  return clock.kind === "virtual"
    ? { bufferBytes: batchBytes, utcOffsetMs: utc }
    : { bufferBytes: 0, utcOffsetMs: localOffsetMs };
}

/** Of an observed log, by its format. */
const endings: Readonly<Record<string, string>> = { csv: "csv", ndjson: "ndjson", original: "csv" };

function savedFiles(settings: FileSettings, folder: RunFolder): DrillFiles {
  const { logFormat: format, scenario } = settings;
  const { source } = scenario;
  const labelledFormat = isOwnFormat(format) ? format : "csv";
  const observedPath = folder.fileNamed(`observed.${endings[format] ?? "log"}`);
  const labels = fileApart(folder.fileNamed(`labelled.${labelledFormat}`));
  const { logs, alerts } = openedApart(labels, () => ({
    logs: openLogPair({
      source,
      observedPath,
      format,
      labelledPath: labels.path,
      labelledFormat,
      ...timing(settings),
    }),
    alerts: openAlertLog({ path: folder.fileNamed("alerts.ndjson"), ...timing(settings) }),
  }));
  let isHome = false;
  const close = (): void => {
    if (isHome) return;
    isHome = true;
    closeAll([logs, alerts, { close: () => bringHome(labels) }]);
  };
  return {
    folder: folder.path,
    observedPath,
    labels,
    row: logs.write,
    alert: alerts.write,
    finish: async ({ incidents, verdict, trace }) => {
      close();
      folder.writeJson("incidents.json", incidents);
      // Drawing takes packages that a drill without a folder does not load.
      const [{ documentOf }, { pageOf, reportName }] = await Promise.all([
        import("../../report/document.ts"),
        import("../files/report-page.ts"),
      ]);
      folder.writeText(reportName, [pageOf(documentOf(verdict, trace, settings.replay, scenario.summary))]);
      folder.writeJson("verdict.json", concluded(verdict, trace, settings.replay));
    },
    close,
  };
}

/** Leaves no temporary folder behind when the files cannot be opened. */
function openedApart<T>(labels: FileApart, open: () => T): T {
  try {
    return open();
  } catch (error) {
    removeApart(labels);
    throw error;
  }
}

/** Closes every file, even if closing an earlier one fails. */
function closeAll([file, ...rest]: readonly Pick<DrillFiles, "close">[]): void {
  if (file === undefined) return;
  try {
    file.close();
  } finally {
    closeAll(rest);
  }
}

/** On wall clocks detectors need a log to follow even when none is kept. */
function temporaryFiles(settings: FileSettings): DrillFiles {
  const { logFormat: format, scenario } = settings;
  const folder = makeTemporaryFolder("log");
  const observedPath = join(folder.path, "observed.log");
  const { source } = scenario;
  const log = openedIn(folder, () => openLogPair({ source, observedPath, format, ...timing(settings) }));
  return {
    ...noFiles,
    observedPath,
    row: log.write,
    close: () => {
      try {
        log.close();
      } finally {
        folder.remove();
      }
    },
  };
}

function openedIn<T>(folder: TemporaryFolder, open: () => T): T {
  try {
    return open();
  } catch (error) {
    folder.remove();
    throw error;
  }
}

const nothing = (): void => undefined;
const noFiles: DrillFiles = { row: nothing, alert: nothing, finish: async () => undefined, close: nothing };
