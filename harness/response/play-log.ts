import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount } from "../../domain/response/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { noRequestBook } from "../../domain/wire/request-book.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import { appendObservedLog, openLabelledLog, openObservedLog } from "../../log/files/writer.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { play } from "../../mock-client/response/play.ts";
import { checkedTarget } from "../../mock-client/target.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { localOffsetMs, newClockOrigin, wallClock } from "../clock/clock.ts";
import { checkFree, makeFolderOf } from "../files/free-files.ts";
import { checkTwoFiles } from "../files/log-pair.ts";
import { targetWatch } from "../world/target-watch.ts";

export interface PlayLogSettings {
  readonly scenario: ResponseScenario;
  readonly seed: number;
  readonly clock: WallClockKind;
  /** URL of the server. */
  readonly target: string;
  /** Hosts beside this machine that the user allowed to be loaded. */
  readonly allowHosts: readonly string[];
  readonly logPath: string;
  readonly logFormat: LogFormat;
  /** Where the log with the truth goes, in CSV; absent: nowhere. */
  readonly labelsPath?: string;
  readonly signal: AbortSignal;
  readonly onStarted: (targetUrl: string, total: number) => void;
  readonly onRow: (observation: ResponseObservation) => void;
}

/** How many requests there were, and how many of them brought no answer. */
export interface PlayedLog {
  readonly observations: number;
  readonly failed: number;
  /** Answers with a status from 400 on. */
  readonly refused: number;
}

/**
 * Plays a scenario against a server that is already there and writes the log, row by row. A log in the original's
 * format is gone on with, as the original does; the others are begun.
 * @throws FiredrillError BAD_TARGET, TARGET_NOT_ALLOWED, SAME_FILE_TWICE, LOG_EXISTS, LOG_NOT_WRITABLE, TARGET_GONE; the signal's reason when aborted
 */
export async function playLog(settings: PlayLogSettings): Promise<PlayedLog> {
  const { scenario, signal } = settings;
  const target = checkedTarget(settings.target, settings.allowHosts);
  const logs = openLogs(settings);
  const clock = wallClock(settings.clock, newClockOrigin());
  const transport = undiciTransport(target, clock);
  const watch = targetWatch(target, scenario.modes);
  const broken = new AbortController();
  settings.onStarted(target, requestCount(scenario));
  let observations = 0;
  let failed = 0;
  let refused = 0;
  try {
    await play({
      ...settings,
      clock,
      transport,
      book: noRequestBook,
      addedMs: () => 0,
      signal: AbortSignal.any([signal, broken.signal]),
      onRow: ({ row }) => {
        logs.write(row);
        observations += 1;
        const { outcome } = row.observation;
        if (outcome.kind === "failed") failed += 1;
        if (outcome.kind === "completed" && outcome.status >= 400) refused += 1;
        settings.onRow(row.observation);
        const gone = watch.add(row.observation.outcome, row.truth.mode);
        if (gone !== undefined) broken.abort(gone);
      },
    });
  } finally {
    logs.close();
    await transport.close();
    await clock.close();
  }
  const gone = watch.finish();
  if (gone !== undefined) throw gone;
  return { observations, failed, refused };
}

function openLogs({
  scenario,
  logPath,
  logFormat,
  labelsPath,
}: PlayLogSettings): LogWriter<Labelled<ResponseObservation>> {
  const { source } = scenario;
  checkTwoFiles(logPath, labelsPath);
  const begun = [
    ...(logFormat === "original" ? [] : [logPath]),
    ...(labelsPath === undefined ? [] : [labelsPath]),
  ];
  checkFree(begun);
  for (const path of [logPath, ...begun]) makeFolderOf(path);
  const observed = openLog(logPath, logFormat, source);
  const labelled =
    labelsPath === undefined
      ? undefined
      : openLabelledLog({ path: labelsPath, source, format: "csv", bufferBytes: 0 });
  return {
    write: (row) => {
      labelled?.write(row);
      observed.write(row.observation);
    },
    close: () => {
      observed.close();
      labelled?.close();
    },
  };
}

function openLog(path: string, format: LogFormat, source: "response"): LogWriter<ResponseObservation> {
  const log = { path, source, utcOffsetMs: localOffsetMs };
  return format === "original" ? appendObservedLog(log) : openObservedLog({ ...log, format, bufferBytes: 0 });
}
