import { FiredrillError } from "../../domain/error.ts";

/** Ctrl-C in the middle. Not a failure; the program ends with its own exit code. */
export function interrupted(folder: string | undefined): FiredrillError {
  const kept = folder === undefined ? "Nothing was saved." : `The rows and alerts so far are in ${folder}.`;
  return new FiredrillError(
    "interrupt",
    "INTERRUPTED",
    "Interrupted; everything that was started has ended.",
    kept,
  );
}
