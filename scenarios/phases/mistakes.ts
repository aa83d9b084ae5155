import { z } from "zod";
import type { Mistake } from "../file/mistake.ts";
import { incidentMistakes, notOneOf } from "../file/mistake.ts";

// Loose schemas, so that constraints between fields are checked even in a file with other mistakes.
const looseModes = z.record(z.string(), z.unknown());
const loosePhase = z.object({ mode: z.string(), incident: z.unknown().optional() });

/** The unvalidated modes and phases of a file. */
export interface LoosePhases {
  readonly modes: Readonly<Record<string, unknown>>;
  readonly phases: readonly unknown[];
}

/**
 * Violated constraints between the fields of a scenario of phases.
 * @param usualModes - modes of a file without its own
 * @param own - constraints of one log source
 */
export function phasedMistakes(
  value: unknown,
  usualModes: Readonly<Record<string, unknown>>,
  own: (file: LoosePhases) => readonly Mistake[],
): readonly Mistake[] {
  const looseFile = z.object({
    modes: looseModes.default(usualModes).catch({}),
    phases: z.array(z.unknown()).catch([]),
    expect: z.array(z.unknown()).catch([]),
  });
  const file = looseFile.safeParse(value);
  if (!file.success) return [];
  const { modes, phases, expect } = file.data;
  const names = Object.keys(modes);
  if (names.length === 0) return [];
  return [
    ...missingNormal(names),
    ...unknownModes(names, phases),
    ...own({ modes, phases }),
    ...incidentMistakes(incidentKinds(phases), expect),
  ];
}

function missingNormal(names: readonly string[]): readonly Mistake[] {
  if (names.includes("normal")) return [];
  return [
    { path: ["modes"], message: `needs a mode called normal, the healthy one (modes: ${names.join(", ")})` },
  ];
}

function unknownModes(names: readonly string[], phases: readonly unknown[]): readonly Mistake[] {
  return phases.flatMap((phase, at) => {
    const { data } = loosePhase.safeParse(phase);
    if (data === undefined || data.mode === "" || names.includes(data.mode)) return [];
    const wanted = `one of the scenario's modes: ${names.join(", ")}`;
    return [{ path: ["phases", at, "mode"], message: notOneOf(data.mode, wanted, names) }];
  });
}

function incidentKinds(phases: readonly unknown[]): readonly string[] {
  return phases.flatMap((phase) => {
    const { data } = loosePhase.safeParse(phase);
    return data === undefined || data.mode === "normal" || data.incident === false ? [] : [data.mode];
  });
}
