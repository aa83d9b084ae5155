import { FiredrillError } from "../../domain/error.ts";
import type { GuardedProcess, ProcessEnd } from "./guarded-process.ts";
import { harmless } from "./last-words.ts";

const longestShown = 200;
const tryItAlone = "Run the command directly on a saved log (runs/.../observed.csv) to see what it does.";

export function logFeedNeedsWallTime(command: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_FEED_NEEDS_WALL_TIME",
    `The command "${shown(command)}" cannot follow {log} on the virtual clock.`,
    "Use --clock real or --clock scaled:N, or remove {log} and read the rows from standard input.",
  );
}

/** @param number - line number in the output, from 1 */
export function alertNotUnderstood(
  command: string,
  number: number,
  line: string,
  mistake: string,
): FiredrillError {
  const theLine = line === "" ? "" : ` The line: ${shown(line)}`;
  return new FiredrillError(
    "drill",
    "ALERT_NOT_UNDERSTOOD",
    `Cannot read line ${number} of the output of "${shown(command)}" as an alert: ${mistake}.${theLine}`,
    'Print each alert as one line of JSON, such as {"severity":"error","at":103}, and everything else to standard error.',
  );
}

/** @param after - when the command ended, such as `after 3 rows` */
export function commandEnded(
  command: string,
  { code, signal }: ProcessEnd,
  after: string,
  child: Pick<GuardedProcess, "lastWords">,
): FiredrillError {
  const how = signal === undefined ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const message = `The command "${shown(command)}" ${how} ${after}.${quoted(child)}`;
  if (code === 127)
    return new FiredrillError(
      "drill",
      "COMMAND_NOT_FOUND",
      message,
      "Check the command's name, its path, and PATH.",
    );
  return code === 0
    ? new FiredrillError(
        "drill",
        "COMMAND_ENDED_EARLY",
        message,
        "Read the input to its end; with {log}, run until stopped by a signal.",
      )
    : new FiredrillError("drill", "COMMAND_FAILED", message, tryItAlone);
}

/** @param problem - the end of a sentence, such as `read no rows for 5 s` */
export function commandHung(
  command: string,
  problem: string,
  child: Pick<GuardedProcess, "lastWords">,
): FiredrillError {
  return new FiredrillError(
    "drill",
    "COMMAND_HUNG",
    `The command "${shown(command)}" ${problem}.${quoted(child)}`,
    `${tryItAlone} A slow command may need a longer --start-timeout.`,
  );
}

/**
 * @param row - the row that begins a log, with its line end
 * @param when - until when it should have been answered, such as `within 10 s`
 */
export function sessionNotAnswered(
  command: string,
  row: string,
  when: string,
  child: Pick<GuardedProcess, "lastWords">,
): FiredrillError {
  return new FiredrillError(
    "drill",
    "SESSION_NOT_ANSWERED",
    `The command "${shown(command)}" did not answer the row ${row.trim()}, which begins a log, ${when}.${quoted(child)}`,
    "Print the row back when everything about the log before is printed, and forget that log. A program that starts slowly needs a longer --start-timeout; one that reads a single log, no --session many.",
  );
}

/** @param where - where the two answers were given, such as `session 3 and in a fresh process` */
export function sessionDiffers(label: string, where: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "SESSION_DIFFERS",
    `${shown(label)} raised different alerts for the same log: in ${where}.`,
    "Forget the rows, the alerts and the random state of the log before when a row begins the next; or leave out --session many.",
  );
}

export function sessionNeedsRows(what: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SESSION_NEEDS_NDJSON",
    `--session many cannot be used with ${what}: no row can say that a log begins.`,
    "Add --feed ndjson and read the rows from standard input, or leave out --session many.",
  );
}

export function commandRunaway(command: string, limit: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "COMMAND_HUNG",
    `The command "${shown(command)}" printed more than ${limit.toLocaleString("en-US")} lines.`,
    tryItAlone,
  );
}

const quotedLines = 8;
const longestQuote = 600;

/** The end of the standard error in one line, because messages are one line. */
function quoted({ lastWords }: Pick<GuardedProcess, "lastWords">): string {
  const words = lastWords();
  if (words === "") return " Its standard error is empty.";
  const line = words.split("\n").slice(-quotedLines).map(trimmed).join(" | ");
  const cut = line.length > longestQuote ? `…${line.slice(-longestQuote)}` : line;
  return ` Its standard error ends with "${cut}".`;
}

function trimmed(line: string): string {
  return line.trim();
}

export function shown(text: string): string {
  const line = harmless(text).replaceAll("\n", " ");
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line;
}
