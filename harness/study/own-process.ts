import { FiredrillError } from "../../domain/error.ts";

export function needsOwnProcess(): FiredrillError {
  return new FiredrillError(
    "usage",
    "NEEDS_OWN_PROCESS",
    "A detector outside this process cannot be drilled thousands of times at once.",
    "Repeat it with firedrill run --repeat, or name detectors that run here (firedrill list).",
  );
}
