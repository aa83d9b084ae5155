import type { ModeState } from "../../../domain/response/mode.ts";
import { recordedRequest } from "../../../domain/response/recording.ts";
import { answerWith } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** What the request with this index met when it was recorded. Behind its end the recording starts over. */
export function treatRecorded(state: ModeState, { requestIndex, recording }: TreatContext): Treated {
  if (recording === undefined) throw new RangeError("a recorded mode needs a recording");
  const { tookMs, end } = recordedRequest(recording, requestIndex % recording.offsetsMs.length);
  switch (end.kind) {
    case "answered":
      return answerWith(state, end.status, tookMs);
    case "timeout":
      return { treatment: { kind: "never" }, state };
    case "cut":
      return { treatment: { kind: "cut", waitMs: tookMs }, state };
  }
}
