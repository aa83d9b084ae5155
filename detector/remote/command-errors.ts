import { FiredrillError } from "../../domain/error.ts";
import type { GuardedProcess, ProcessEnd } from "./guarded-process.ts";
import { harmless } from "./last-words.ts";

const longestShown = 200;
const tryItAlone = "Run the command by itself on a saved log (runs/.../observed.csv) to see what it does.";

export function logFeedNeedsWallTime(command: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_FEED_NEEDS_WALL_TIME",
    `The command "${shown(command)}" follows {log}, and on the virtual clock there is no time to follow it in.`,
    "Use --clock real or --clock scaled:N, or leave {log} out and read the rows from standard input.",
  );
}

/** @param number - of the line in the output, from 1 */
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
    'Print an alert as one JSON object per line, as in {"severity":"error","at":103}, and everything else to standard error.',
  );
}

/** How the command failed by ending; `after` says in which moment. */
export function commandEnded(
  command: string,
  { code, signal }: ProcessEnd,
  after: string,
  child: Pick<GuardedProcess, "lastWords">,
): FiredrillError {
  const how = signal === undefined ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const message = `The command "${shown(command)}" ${how} ${after}.${quoted(child)}`;
  if (code === 127)
    return new FiredrillError("drill", "COMMAND_NOT_FOUND", message, "Check its name, the path, and PATH.");
  return code === 0
    ? new FiredrillError(
        "drill",
        "COMMAND_ENDED_EARLY",
        message,
        "A detector reads its input to the end; one that follows {log} goes on until it is stopped.",
      )
    : new FiredrillError("drill", "COMMAND_FAILED", message, tryItAlone);
}

/** @param what - what it did not do, as the end of a sentence */
export function commandStuck(
  command: string,
  what: string,
  child: Pick<GuardedProcess, "lastWords">,
): FiredrillError {
  return new FiredrillError(
    "drill",
    "COMMAND_HUNG",
    `The command "${shown(command)}" ${what}.${quoted(child)}`,
    `${tryItAlone} A slow one may need a longer --start-timeout.`,
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

/** In one line, as every message is; the end of it says most. */
function quoted({ lastWords }: Pick<GuardedProcess, "lastWords">): string {
  const words = lastWords();
  if (words === "") return " It said nothing on standard error.";
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
