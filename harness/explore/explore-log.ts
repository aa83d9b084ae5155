import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LogReading } from "../../log/files/read.ts";
import { readAttackedLog, readLabelledLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import { readLoginLog } from "../../log/login/read.ts";
import type { Exploration } from "../../report/login/explore/exploration.ts";
import type { ExplorationBook } from "../login/explore/book.ts";
import { explorationBook } from "../login/explore/book.ts";
import type { ExploreLimits } from "./limits.ts";

export interface ExploreOrder {
  readonly logPath: string;
  /** A list of attacks; absent: the truth is what a labelled log says, and else unknown. */
  readonly attacksPath?: string;
  /** Called after every attempt. */
  readonly onAttempt: () => void;
}

export interface ExploredLog {
  readonly exploration: Exploration;
  /** Lines of the log that are no rows. */
  readonly skipped: SkippedLines;
  /** Attacks of the list that no row belongs to, so that they are in no figure. */
  readonly attacksWithoutRows: number;
}

/**
 * Reads a log of attempts to log in once, in memory that the limits bound.
 * @throws FiredrillError NOTHING_TO_EXPLORE, NOT_OF_LOGINS, and what reading the log and the list of attacks throws
 */
export async function exploreLog(order: ExploreOrder, limits: ExploreLimits): Promise<ExploredLog> {
  const book = explorationBook(limits);
  const gaps = await readInto(book, order);
  const exploration = book.finish();
  if (exploration === undefined) throw nothingToExplore(order.logPath, gaps.skipped);
  return { exploration, ...gaps };
}

async function readInto(
  book: ExplorationBook,
  { logPath, attacksPath, onAttempt }: ExploreOrder,
): Promise<Omit<ExploredLog, "exploration">> {
  if (attacksPath !== undefined) {
    const log = readAttackedLog(logPath, attacksPath);
    const skipped = await readLabelledInto(book, log, onAttempt);
    return { skipped, attacksWithoutRows: log.attacksWithoutRows() };
  }
  return { skipped: await readLogInto(book, logPath, onAttempt), attacksWithoutRows: 0 };
}

/** A labelled log says itself what was an attack. */
async function readLogInto(
  book: ExplorationBook,
  logPath: string,
  onAttempt: () => void,
): Promise<SkippedLines> {
  const { detected, rows, skipped } = readLoginLog(logPath);
  if (detected.kind === "labelled") return readLabelledInto(book, readLabelledLog(logPath), onAttempt);
  for await (const login of rows) {
    book.add(login, "unknown");
    onAttempt();
  }
  return skipped();
}

async function readLabelledInto(
  book: ExplorationBook,
  { rows, skipped }: LogReading<Labelled>,
  onAttempt: () => void,
): Promise<SkippedLines> {
  for await (const { observation, truth } of rows) {
    if (!isLogin(observation)) continue;
    book.add(observation, truth.incident === undefined ? "other" : "attack");
    onAttempt();
  }
  return skipped();
}

function isLogin(observation: Labelled["observation"]): observation is LoginObservation {
  return observation.kind === "login";
}

function nothingToExplore(path: string, { skipped, reasons }: SkippedLines): FiredrillError {
  const [first] = reasons;
  const lost =
    first === undefined ? "" : `: ${skipped} lines are no rows (line ${first.line}: ${first.reason})`;
  return new FiredrillError(
    "usage",
    "NOTHING_TO_EXPLORE",
    `There is no attempt to log in in ${path}${lost}.`,
    "Give a log of attempts to log in with at least one row.",
  );
}
