import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { constants } from "node:os";
import { FiredrillError } from "../../domain/error.ts";
import type { ProcFiles, Read } from "../../domain/process/proc.ts";

/** The files of this machine's /proc. */
export const procFiles: ProcFiles = {
  text: (path) => reading(() => wholeText(`/proc/${path}`)),
  names: (path) => reading(() => readdirSync(`/proc/${path}`)),
};

const buffer = Buffer.alloc(65_536);

/** What the kernel hands out in one piece when it is shorter than this. */
const pieceBytes = 1024;

/** Two system calls fewer than `readFileSync`, which is most of what a collector costs. */
function wholeText(path: string): string {
  const file = openSync(path, "r");
  try {
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (length < pieceBytes || read === 0) return buffer.toString("latin1", 0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** A process that ends between open and read makes the read fail with ESRCH. */
function reading<T>(read: () => T): Read<T> {
  try {
    return { kind: "read", value: read() };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { kind: code === "EACCES" || code === "EPERM" ? "denied" : "gone" };
  }
}

/** `SIGKILL` for 9; `SIG34` for a signal without a name. */
export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
}

export function noProc(): FiredrillError {
  return new FiredrillError(
    "drill",
    "NO_PROC",
    "This system has no /proc, from which processes are read.",
    "Use Linux, or --clock virtual for a drill. A log of processes can be watched on any system.",
  );
}
