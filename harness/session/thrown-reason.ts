import { fileURLToPath } from "node:url";
import { FiredrillError } from "../../domain/error.ts";

/** Where the code stands that calls somebody else's. */
const callers = ["../", "../../domain/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/**
 * What somebody else's code threw: its words, then the places in that code which it came through, innermost first.
 * Node's own places and ours are left out.
 */
export function thrownReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof FiredrillError) return thrown.message;
  const lines = (thrown.stack ?? thrown.message).split("\n");
  const ours = lines.findIndex((line) => isPlace(line) && callers.some((folder) => line.includes(folder)));
  const theirs = ours === -1 ? lines : lines.slice(0, ours);
  return theirs.filter((line) => !isPlace(line) || !line.includes("node:")).join("\n");
}

function isPlace(line: string): boolean {
  return /^ +at /.test(line);
}
