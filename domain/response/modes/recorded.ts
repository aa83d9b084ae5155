import type { ModeKit } from "../mode.ts";
import { answer, treated } from "../mode.ts";
import { recordedRequest } from "../recording.ts";

export interface Recorded {
  readonly kind: "recorded";
}

/** The recording starts over after its end. */
export const recorded: ModeKit<Recorded> = {
  describe:
    "Repeats what the scenario's recording says of the request with this index: wait, status, failure.",
  fields: {},
  treat: (_mode, _state, { requestIndex, recording }) => {
    if (recording === undefined) throw new RangeError("a recorded mode needs a recording");
    const { tookMs, end } = recordedRequest(recording, requestIndex % recording.offsetsMs.length);
    switch (end.kind) {
      case "answered":
        return treated(answer(tookMs, end.status));
      case "timeout":
        return treated({ kind: "never" });
      case "cut":
        return treated({ kind: "cut", waitMs: tookMs });
    }
  },
  meanWaitMs: () => 0,
  isSlowness: true,
  connections: "cut",
  needs: "recording",
};
