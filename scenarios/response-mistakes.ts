import { z } from "zod";
import { originalModes } from "../domain/mode.ts";
import { incidentMistakes } from "./incident-mistakes.ts";
import type { Mistake } from "./mistake.ts";
import { notOneOf } from "./mistake.ts";
import { phaseMistakes } from "./phase-mistakes.ts";
import { rateMistakes } from "./rate-mistakes.ts";
import { recordingMistakes } from "./recording-mistakes.ts";

// Loose views of a file that has other mistakes as well, so that what one field asks of another is checked even then.
const looseModes = z.record(z.string(), z.unknown());
const looseFile = z.object({
  modes: looseModes.default(originalModes).catch({}),
  phases: z.array(z.unknown()).catch([]),
  expect: z.array(z.unknown()).catch([]),
});
const loosePhase = z.object({ mode: z.string(), incident: z.unknown().optional() });

/** What one field of a scenario of responses asks of another. */
export function responseMistakes(value: unknown): readonly Mistake[] {
  const file = looseFile.safeParse(value);
  if (!file.success) return [];
  const { modes, phases, expect } = file.data;
  const names = Object.keys(modes);
  if (names.length === 0) return [];
  return [
    ...missingNormal(names),
    ...unknownModes(names, phases),
    ...phaseMistakes(modes, phases),
    ...rateMistakes(value, phases),
    ...recordingMistakes(value, modes),
    ...incidentMistakes(incidentKinds(phases), expect),
  ];
}

function missingNormal(names: readonly string[]): readonly Mistake[] {
  if (names.includes("normal")) return [];
  return [
    { path: ["modes"], message: `none is called normal, which is health (modes: ${names.join(", ")})` },
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
