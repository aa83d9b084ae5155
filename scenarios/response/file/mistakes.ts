import { z } from "zod";
import { originalModes } from "../../../domain/response/mode.ts";
import type { Mistake } from "../../file/mistake.ts";
import { incidentMistakes, notOneOf } from "../../file/mistake.ts";

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

// Loose, so that a phase is checked against its mode even where the file has other mistakes.
const stretchOrRequests = z.object({
  mode: z.string(),
  share: z.unknown().optional(),
  forMs: z.unknown().optional(),
});
const looseMode = z.object({ kind: z.string() });

/** What a phase asks of its mode: silence has a length in time, other modes have requests, a restart takes all of them. */
function phaseMistakes(
  modes: Readonly<Record<string, unknown>>,
  phases: readonly unknown[],
): readonly Mistake[] {
  return phases.flatMap((phase, at) => {
    const { data } = stretchOrRequests.safeParse(phase);
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

const pacedFile = z.object({ pacing: z.object({ kind: z.enum(["closed", "recorded"]) }) });
const ratedPhase = z.object({ ratePerSecond: z.unknown() });

/** Only a pacing that has a rate can have another one for a phase. */
function rateMistakes(file: unknown, phases: readonly unknown[]): readonly Mistake[] {
  const pacing = pacedFile.safeParse(file).data?.pacing;
  if (pacing === undefined) return [];
  return phases.flatMap((phase, at) => {
    if (ratedPhase.safeParse(phase).data?.ratePerSecond === undefined) return [];
    const message = `a pacing of kind ${pacing.kind} has no rate; constant and poisson have one`;
    return [{ path: ["phases", at, "ratePerSecond"], at: "name", message }];
  });
}

const loosePacing = z.object({ pacing: z.object({ kind: z.literal("recorded") }) });
const recordedModeShape = z.object({ kind: z.literal("recorded") });
const looseRecording = z.object({ recording: z.unknown() });

/** What is recorded needs a recording, and a recording something that plays it. */
function recordingMistakes(file: unknown, modes: Readonly<Record<string, unknown>>): readonly Mistake[] {
  const recordedMode = Object.keys(modes).find((name) => recordedModeShape.safeParse(modes[name]).success);
  const isPaced = loosePacing.safeParse(file).success;
  const hasRecording = looseRecording.safeParse(file).data?.recording !== undefined;
  if (hasRecording && !isPaced && recordedMode === undefined) {
    return [{ path: ["recording"], message: "nothing plays it: neither the pacing nor a mode is recorded" }];
  }
  if (hasRecording) return [];
  const message = "needs a recording: the path of a CSV file in the field recording";
  if (isPaced) return [{ path: ["pacing"], message }];
  return recordedMode === undefined ? [] : [{ path: ["modes", recordedMode], message }];
}
