import { z } from "zod";
import type { Mistake } from "./mistake.ts";

const loosePacing = z.object({ pacing: z.object({ kind: z.literal("recorded") }) });
const looseMode = z.object({ kind: z.literal("recorded") });
const looseRecording = z.object({ recording: z.unknown() });

/** What is recorded needs a recording, and a recording something that plays it. */
export function recordingMistakes(
  file: unknown,
  modes: Readonly<Record<string, unknown>>,
): readonly Mistake[] {
  const recordedMode = Object.keys(modes).find((name) => looseMode.safeParse(modes[name]).success);
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
