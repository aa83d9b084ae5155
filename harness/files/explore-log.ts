import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import type { Truth } from "../../domain/truth.ts";
import type { AttackedLog, LogReading } from "../../log/files/read.ts";
import { readAttackedLog, readLabelledLog, readObservedLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { LogInput } from "../../log/files/stream.ts";
import { nameOf } from "../../log/files/stream.ts";
import type { LogWords } from "../../log/source.ts";
import { counted } from "../../report/text/sentences.ts";
import type { ExploreKit } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { freeFiles } from "./free-files.ts";

export interface ExploredFile {
  readonly log: LogInput;
  /** A list of attacks. Without it the truth comes from a labelled log, or is unknown. */
  readonly attacksPath?: string;
  /** What the user says about the log. */
  readonly words?: LogWords;
}

export interface ExploreSettings extends ExploredFile {
  /** Model of a detector whose decision boundary is drawn. */
  readonly modelPath?: string;
  /** Output folder. */
  readonly out: string;
  /** Called after every row. */
  readonly onRow: () => void;
}

export interface ExploredLog {
  /** For the terminal. Ends in a newline. */
  readonly text: string;
  /** Paths of all files that `write` writes. */
  readonly paths: readonly string[];
  /** @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE */
  readonly write: () => void;
  /** Unreadable lines of the log. */
  readonly skipped: SkippedLines;
  /** Attacks of the list without a matching row, which are in no figure. */
  readonly attacksWithoutRows: number;
}

/**
 * Reads a log once, in bounded memory.
 * @throws FiredrillError NOTHING_TO_EXPLORE, NOT_A_LOGIN_LOG for a log of another source, LOG_EXISTS, and what reading the
 *   log, the list of attacks and the model throws
 */
export async function exploreLog({ out, modelPath, onRow, ...file }: ExploreSettings): Promise<ExploredLog> {
  const log = openExplored(file);
  const name = nameOf(file.log);
  const kit = kitFor(name, log.detected.source);
  const explorer = await kit.load();
  const paths = freeFiles(out, explorer.fileNames);
  const collector = explorer.collector(modelPath);
  for await (const rows of log.batches)
    for (const { observation, truth } of rows) {
      collector.add(observation, truth);
      onRow();
    }
  const found = collector.finish();
  const skipped = log.skipped();
  if (found === undefined) throw nothingToExplore(name, kit, skipped);
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
  /** Absent if unknown. */
  readonly truth?: Truth;
}

type OpenedLog = Omit<LogReading<ExploredRow>, "rows"> & Pick<AttackedLog, "attacksWithoutRows">;

/** Takes the truth from the list of attacks if there is one, else from a labelled log. @throws what reading throws */
export function openExplored({ log: input, attacksPath, words }: ExploredFile): OpenedLog {
  if (attacksPath !== undefined) return readAttackedLog(input, attacksPath, words);
  const observed = readObservedLog(input, {
    utcOffsetMs: () => 0,
    ...(words === undefined ? {} : { words }),
  });
  const log =
    observed.detected.kind === "labelled"
      ? readLabelledLog(input)
      : { ...observed, batches: unlabelled(observed.batches) };
  return { ...log, attacksWithoutRows: () => 0 };
}

async function* unlabelled(
  batches: AsyncIterable<readonly Observation[]>,
): AsyncGenerator<readonly ExploredRow[], void, undefined> {
  for await (const rows of batches) yield rows.map((observation) => ({ observation }));
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
    `${path} is a log of ${source}, but only logs of ${others.map((other) => other.source).join(" and ")} can be explored.`,
    others.map(({ wantedLog }) => wantedLog).join(" "),
  );
}

function nothingToExplore(
  path: string,
  { row }: ExploreKit<Observation>,
  { skipped, reasons }: SkippedLines,
): FiredrillError {
  const [first] = reasons;
  const unreadable =
    first === undefined
      ? ""
      : `: ${counted(skipped, "line is", "lines are")} unreadable (line ${first.line}: ${first.reason})`;
  return new FiredrillError(
    "usage",
    "NOTHING_TO_EXPLORE",
    `${path} has no ${row.one}${unreadable}.`,
    `Give a log with at least one ${row.one}, or say with --columns what its columns hold.`,
  );
}
