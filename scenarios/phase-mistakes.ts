import { z } from "zod";
import type { Mistake } from "./mistake.ts";

// Loose, so that a phase is checked against its mode even where the file has other mistakes.
const loosePhase = z.object({
  mode: z.string(),
  share: z.unknown().optional(),
  forMs: z.unknown().optional(),
});
const looseMode = z.object({ kind: z.string() });

/** What a phase asks of its mode: silence has a length in time, other modes have requests, a restart takes all of them. */
export function phaseMistakes(
  modes: Readonly<Record<string, unknown>>,
  phases: readonly unknown[],
): readonly Mistake[] {
  return phases.flatMap((phase, at) => {
    const { data } = loosePhase.safeParse(phase);
    const mode = data === undefined ? undefined : looseMode.safeParse(modes[data.mode]).data;
    if (data === undefined || mode === undefined) return [];
    const path = ["phases", at];
    const isSilent = data.forMs !== undefined;
    if (mode.kind === "silence" && !isSilent) {
      return [
        { path, message: `is a silence: give forMs, its length in milliseconds, in place of requests` },
      ];
    }
    if (mode.kind !== "silence" && isSilent) {
      const message = `a phase of mode ${data.mode} has requests; only one of kind silence has a length in time`;
      return [{ path: [...path, "forMs"], at: "name", message }];
    }
    if (isSilent && at === phases.length - 1) {
      return [{ path, message: "is a silence at the end: a phase with requests must come after it" }];
    }
    if (mode.kind === "restart" && data.share !== undefined) {
      return [{ path: [...path, "share"], at: "name", message: "a restart is that of the whole server" }];
    }
    return [];
  });
}
