import { z } from "zod";
import type { Mistake } from "./mistake.ts";

const looseFile = z.object({ pacing: z.object({ kind: z.enum(["closed", "recorded"]) }) });
const loosePhase = z.object({ ratePerSecond: z.unknown() });

/** Only a pacing that has a rate can have another one for a phase. */
export function rateMistakes(file: unknown, phases: readonly unknown[]): readonly Mistake[] {
  const pacing = looseFile.safeParse(file).data?.pacing;
  if (pacing === undefined) return [];
  return phases.flatMap((phase, at) => {
    if (loosePhase.safeParse(phase).data?.ratePerSecond === undefined) return [];
    const message = `a pacing of kind ${pacing.kind} has no rate; constant and poisson have one`;
    return [{ path: ["phases", at, "ratePerSecond"], at: "name", message }];
  });
}
