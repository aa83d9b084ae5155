import { FiredrillError } from "../../domain/error.ts";

/** Ctrl-C during a run. Not a failure: the program ends with an exit code of its own. */
export function interrupted(folder: string | undefined): FiredrillError {
  const kept = folder === undefined ? "Nothing was saved." : `The rows and alerts so far are in ${folder}.`;
  return new FiredrillError(
    "interrupt",
    "INTERRUPTED",
    "Interrupted; all started processes have ended.",
    kept,
  );
}
