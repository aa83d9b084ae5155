import type { Random } from "../../domain/chance/random.ts";
import type { ModeState, Treatment } from "../../domain/response/mode.ts";
import type { Recording } from "../../domain/response/recording.ts";
import { roundToMicros } from "../../domain/time/clock.ts";

/** What a mode may take into account beside its own data and the state. */
export interface TreatContext {
  /** When service begins: after the queue, if there was one. */
  readonly nowMs: number;
  readonly requestIndex: number;
  /** The request's own draws, whatever was served before it. */
  readonly random: Random;
  /** What requests of the mode `recorded` meet. */
  readonly recording?: Recording | undefined;
}

export interface Treated {
  readonly treatment: Treatment;
  /** For the next request in order of service. */
  readonly state: ModeState;
}

/** An answer of 200 after the wait, which the state remembers. */
export function answerAfter(state: ModeState, waitMs: number): Treated {
  return answerWith(state, 200, waitMs);
}

/** @param waitMs - is rounded to the microsecond */
export function answerWith(state: ModeState, status: number, waitMs: number): Treated {
  const rounded = roundToMicros(waitMs);
  const treatment = { kind: "answer", waitMs: rounded, status } as const;
  return { treatment, state: state.waitMs === rounded ? state : { ...state, waitMs: rounded } };
}

/** How long the server has to do with a request from the beginning of its service; `undefined`: as long as its client stays. */
export function endsAfterMs(treatment: Treatment): number | undefined {
  switch (treatment.kind) {
    case "answer":
    case "cut":
    case "truncate":
      return treatment.waitMs;
    case "dribble":
      return roundToMicros(treatment.waitMs + (treatment.chunks - 1) * treatment.everyMs);
    case "never":
      return undefined;
    case "down":
      return 0;
  }
}
