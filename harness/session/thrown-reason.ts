import { fileURLToPath } from "node:url";
import { FiredrillError } from "../../domain/error.ts";

/** Folders of the code that calls detectors: of the sources, and of the built program. */
const callers = ["../", "../../domain/", "../../chunks/"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/**
 * The message of an error from a detector, then its stack frames in the detector's own code, innermost first. Frames of
 * Node and of firedrill are left out.
 */
export function thrownReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof FiredrillError) return thrown.message;
  const lines = (thrown.stack ?? thrown.message).split("\n");
  const caller = lines.findIndex((line) => isFrame(line) && callers.some((folder) => line.includes(folder)));
  const own = caller === -1 ? lines : lines.slice(0, caller);
  return own.filter((line) => !isFrame(line) || !line.includes("node:")).join("\n");
}

function isFrame(line: string): boolean {
  return /^ +at /.test(line);
}
