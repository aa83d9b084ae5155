/**
 * Nobody reads our output any more (`firedrill list | head -1`): what is said from now on is lost, and nothing else
 * changes. A drill that was begun is finished, for its files and its exit code count too.
 */
export function surviveClosedPipes(): void {
  process.stdout.on("error", passOverIfClosed);
  process.stderr.on("error", passOverIfClosed);
}

/** Aborted once nobody reads standard output any more; for what would go on for ever. */
export function readerGone(): AbortSignal {
  const gone = new AbortController();
  process.stdout.once("error", () => gone.abort());
  return gone.signal;
}

function passOverIfClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
}
