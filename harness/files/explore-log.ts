import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import type { Truth } from "../../domain/truth.ts";
import type { AttackedLog, LogReading } from "../../log/files/read.ts";
import { readAttackedLog, readLabelledLog, readObservedLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { ExploreKit } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { freeFiles } from "./free-files.ts";

/** A log to be explored. */
export interface ExploredFile {
  readonly logPath: string;
  /** A list of attacks; absent: the truth is what a labelled log says, and else unknown. */
  readonly attacksPath?: string;
}

export interface ExploreOrder extends ExploredFile {
  /** Of a detector, to draw what it asks. */
  readonly modelPath?: string;
  /** The folder for the files. */
  readonly out: string;
  /** Called after every row. */
  readonly onRow: () => void;
}

export interface ExploredLog {
  /** What a terminal shows. Ends in a newline. */
  readonly text: string;
  /** Of all files. */
  readonly paths: readonly string[];
  /** @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE */
  readonly write: () => void;
  /** Lines of the log that are no rows. */
  readonly skipped: SkippedLines;
  /** Attacks of the list that no row belongs to, so that they are in no figure. */
  readonly attacksWithoutRows: number;
}

/**
 * Reads a log once, in bounded memory.
 * @throws FiredrillError NOTHING_TO_EXPLORE, NOT_A_LOGIN_LOG where there is nothing to see in such a log, LOG_EXISTS, and
 *   what reading the log, the list of attacks and the model throws
 */
export async function exploreLog({ out, modelPath, onRow, ...file }: ExploreOrder): Promise<ExploredLog> {
  const log = openExplored(file);
  const kit = kitFor(file.logPath, log.detected.source);
  const explorer = await kit.load();
  const paths = freeFiles(out, explorer.fileNames);
  const collector = explorer.collector(modelPath);
  for await (const { observation, truth } of log.rows) {
    collector.add(observation, truth);
    onRow();
  }
  const found = collector.finish();
  const skipped = log.skipped();
  if (found === undefined) throw nothingToExplore(file.logPath, kit, skipped);
  return {
    text: found.text,
    paths,
    write: () => found.write(out),
    skipped,
    attacksWithoutRows: log.attacksWithoutRows(),
  };
}

interface ExploredRow {
  readonly observation: Observation;
  /** Absent where nothing says it. */
  readonly truth?: Truth;
}

type OpenedLog = LogReading<ExploredRow> & Pick<AttackedLog, "attacksWithoutRows">;

/** A labelled log says itself what was an attack. @throws FiredrillError as reading throws */
export function openExplored({ logPath, attacksPath }: ExploredFile): OpenedLog {
  if (attacksPath !== undefined) return readAttackedLog(logPath, attacksPath);
  const observed = readObservedLog(logPath, { utcOffsetMs: () => 0 });
  const log =
    observed.detected.kind === "labelled"
      ? readLabelledLog(logPath)
      : { ...observed, rows: unlabelled(observed.rows) };
  return { ...log, attacksWithoutRows: () => 0 };
}

async function* unlabelled(rows: AsyncIterable<Observation>): AsyncGenerator<ExploredRow, void, undefined> {
  for await (const observation of rows) yield { observation };
}

/** @throws FiredrillError NOT_A_LOGIN_LOG */
function kitFor(path: string, source: LogSource): ExploreKit<Observation> {
  const { explore } = harnessKit(source);
  if (explore !== undefined) return explore;
  const others = logSources.flatMap((other) => {
    const kit = harnessKit(other).explore;
    return kit === undefined ? [] : [{ source: other, wantedLog: kit.wantedLog }];
  });
  throw new FiredrillError(
    "usage",
    "NOT_A_LOGIN_LOG",
    `${path} is a log of ${source}, not of ${others.map((other) => other.source).join(" or ")}.`,
    others.map(({ wantedLog }) => wantedLog).join(" "),
  );
}

function nothingToExplore(
  path: string,
  { row }: ExploreKit<Observation>,
  { skipped, reasons }: SkippedLines,
): FiredrillError {
  const [first] = reasons;
  const lost =
    first === undefined ? "" : `: ${skipped} lines are no rows (line ${first.line}: ${first.reason})`;
  return new FiredrillError(
    "usage",
    "NOTHING_TO_EXPLORE",
    `There is no ${row.one} in ${path}${lost}.`,
    `Give a log of ${row.many} with at least one row.`,
  );
}
