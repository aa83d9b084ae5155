import { wallNowMs } from "../harness/clock.ts";

/** Shows how far a log has been read, on one line of a terminal. */
export interface ImportProgress {
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
  readonly clear: () => void;
}

const redrawEveryMs = 100;

/** Says nothing where standard error is no terminal. */
export function importProgress(terminal: NodeJS.WriteStream): ImportProgress {
  if (!terminal.isTTY) return { onProgress: () => undefined, clear: () => undefined };
  let drawnMs = 0;
  return {
    onProgress: (readBytes, totalBytes) => {
      const nowMs = wallNowMs();
      if (nowMs - drawnMs < redrawEveryMs) return;
      drawnMs = nowMs;
      terminal.write(`\r\u001B[2K${megabytes(readBytes)} of ${megabytes(totalBytes)} MB read`);
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
