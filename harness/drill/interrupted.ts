import { FiredrillError } from "../../domain/error.ts";

/**
 * Ctrl-C during a run. Not a failure: the program ends with an exit code of its own.
 * @param leftRunning - what could not be ended, in sentences
 */
export function interrupted(folder: string | undefined, leftRunning: readonly string[] = []): FiredrillError {
  const kept = folder === undefined ? "Nothing was saved." : `The rows and alerts so far are in ${folder}.`;
  return new FiredrillError(
    "interrupt",
    "INTERRUPTED",
    ["Interrupted; the processes of this run have been stopped.", ...leftRunning].join(" "),
    kept,
  );
}
