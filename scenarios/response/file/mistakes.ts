import { z } from "zod";
import type { ModeKit } from "../../../domain/response/mode.ts";
import type { Mode } from "../../../domain/response/modes.ts";
import { isModeKind, modeKit, originalModes } from "../../../domain/response/modes.ts";
import type { Mistake } from "../../file/mistake.ts";
import { phasedMistakes } from "../../phases/mistakes.ts";

/** Violated constraints between the fields of a response scenario. */
export function responseMistakes(value: unknown): readonly Mistake[] {
  return phasedMistakes(value, originalModes, ({ modes, phases }) => [
    ...phaseMistakes(modes, phases),
    ...rateMistakes(value, phases),
    ...recordingMistakes(value, modes),
  ]);
}

// Loose, so that a phase is checked against its mode even in a file with other mistakes.
const stretchOrRequests = z.object({
  mode: z.string(),
  share: z.unknown().optional(),
  forMs: z.unknown().optional(),
});
const looseMode = z.object({ kind: z.string() });

/** The constraints of a mode; undefined if its kind is missing or invalid. */
function needsOf(mode: unknown): Pick<ModeKit<Mode>, "phase" | "noShare" | "needs"> | undefined {
  const { data } = looseMode.safeParse(mode);
  if (data === undefined) return undefined;
  return isModeKind(data.kind) ? modeKit(data.kind) : {};
}

/**
 * Constraints between a phase and its mode: a silence has a duration, other modes have requests, a restart affects
 * them all.
 */
function phaseMistakes(
  modes: Readonly<Record<string, unknown>>,
  phases: readonly unknown[],
): readonly Mistake[] {
  return phases.flatMap((phase, at) => {
    const { data } = stretchOrRequests.safeParse(phase);
    const needs = data === undefined ? undefined : needsOf(modes[data.mode]);
    if (data === undefined || needs === undefined) return [];
    const path = ["phases", at];
    const isSilent = data.forMs !== undefined;
    if (needs.phase === "silent" && !isSilent) {
      return [{ path, message: `is a silence: replace requests by forMs, its duration in milliseconds` }];
    }
    if (needs.phase !== "silent" && isSilent) {
      const message = `a phase of mode ${data.mode} takes requests; forMs is for silences`;
      return [{ path: [...path, "forMs"], at: "name", message }];
    }
    if (isSilent && at === phases.length - 1) {
      return [{ path, message: "is a silence at the end: add a phase with requests after it" }];
    }
    if (needs.noShare !== undefined && data.share !== undefined) {
      return [{ path: [...path, "share"], at: "name", message: needs.noShare }];
    }
    return [];
  });
}

const pacedFile = z.object({ pacing: z.object({ kind: z.enum(["closed", "recorded"]) }) });
const ratedPhase = z.object({ ratePerSecond: z.unknown() });

/** Only a pacing with a rate allows a phase with its own rate. */
function rateMistakes(file: unknown, phases: readonly unknown[]): readonly Mistake[] {
  const pacing = pacedFile.safeParse(file).data?.pacing;
  if (pacing === undefined) return [];
  return phases.flatMap((phase, at) => {
    if (ratedPhase.safeParse(phase).data?.ratePerSecond === undefined) return [];
    const message = `a ${pacing.kind} pacing has no rate; use constant or poisson`;
    return [{ path: ["phases", at, "ratePerSecond"], at: "name", message }];
  });
}

const loosePacing = z.object({ pacing: z.object({ kind: z.literal("recorded") }) });
const looseRecording = z.object({ recording: z.unknown() });

/** A recorded pacing or mode needs a recording, and a recording needs one of them. */
function recordingMistakes(file: unknown, modes: Readonly<Record<string, unknown>>): readonly Mistake[] {
  const recordedMode = Object.keys(modes).find((name) => needsOf(modes[name])?.needs === "recording");
  const isPaced = loosePacing.safeParse(file).success;
  const hasRecording = looseRecording.safeParse(file).data?.recording !== undefined;
  if (hasRecording && !isPaced && recordedMode === undefined) {
    return [
      { path: ["recording"], message: "is not used: neither the pacing nor a mode is of kind recorded" },
    ];
  }
  if (hasRecording) return [];
  const message = "needs the field recording, the path of a CSV file";
  if (isPaced) return [{ path: ["pacing"], message }];
  return recordedMode === undefined ? [] : [{ path: ["modes", recordedMode], message }];
}
