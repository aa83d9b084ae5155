import fs from "node:fs";
import { basename, dirname } from "node:path";

/** Notices that something happened to a file, or to its name. */
export interface FolderWatch {
  /** Begins to watch if it can and does not yet. */
  readonly ensure: () => void;
  readonly close: () => void;
}

/** A hint only: a folder that cannot be watched (missing, or too many watches) goes without, so poll as well. */
export function watchFolderOf(path: string, onHint: () => void): FolderWatch {
  const name = basename(path);
  let watcher: fs.FSWatcher | undefined;

  function close(): void {
    watcher?.close();
    watcher = undefined;
  }

  function ensure(): void {
    if (watcher !== undefined) return;
    try {
      watcher = fs.watch(dirname(path), (_, changed) => {
        if (changed === null || changed === name) onHint();
      });
      watcher.on("error", close);
    } catch {
      close();
    }
  }

  ensure();
  return { ensure, close };
}
