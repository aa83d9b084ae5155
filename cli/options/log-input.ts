import type { LogInput } from "../../log/files/stream.ts";
import type { Io } from "../io.ts";

/** What stands for standard input where a log is asked for. A file of this name is `./-`. */
const standardInputWord = "-";

/** What messages call it. */
export const standardInput = "standard input";

/** For the help of an argument that names a log. */
export const orStandardInput = "; - is standard input";

export function isStandardInput(word: string): boolean {
  return word === standardInputWord;
}

/**
 * The finished log that a word names. Waits for the beginning of standard input.
 * @throws FiredrillError LOG_NOT_READABLE
 */
export async function logInput(word: string, io: Io): Promise<LogInput> {
  if (!isStandardInput(word)) return word;
  const { beginStream } = await import("../../log/files/stream.ts");
  const { longestLineBytes } = await import("../../log/files/lines.ts");
  return beginStream(standardInput, io.stdin(), longestLineBytes);
}
