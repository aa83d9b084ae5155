import { FiredrillError } from "../../domain/error.ts";
import { clockKindOf } from "../../harness/clock/clock.ts";
import type { WallClockKind } from "../../harness/clock/clock.ts";

/** @throws FiredrillError BAD_CLOCK; a server and a client in two terminals cannot share a virtual clock */
export function wallClockKindOf(text: string): WallClockKind {
  const kind = clockKindOf(text);
  if (kind.kind !== "virtual") return kind;
  throw new FiredrillError(
    "usage",
    "BAD_CLOCK",
    "Processes of their own cannot share a virtual clock.",
    "Use --clock real or --clock scaled:N here; firedrill run has the virtual one.",
  );
}
