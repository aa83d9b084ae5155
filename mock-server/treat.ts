import { roundToMicros } from "../domain/clock.ts";
import type { Mode, ModeState, Treatment } from "../domain/mode.ts";
import type { Random } from "../domain/random.ts";

/** What a mode may take into account beside its own data and the state. */
interface TreatContext {
  /** When service begins: after the queue, if there was one. */
  readonly nowMs: number;
  readonly requestIndex: number;
  /** The request's own draws, whatever was served before it. */
  readonly random: Random;
}

interface Treated {
  readonly treatment: Treatment;
  /** For the next request in order of service. */
  readonly state: ModeState;
}

type Treat = (mode: Mode, state: ModeState, context: TreatContext) => Treated;

/**
 * What is done to one request, and what the server remembers of it. `load` climbs from whatever came before, so after
 * an attack of 500 ms it starts at 510; on a fresh server the first load waits one step. As the original's
 * `base_time`, which is one variable for all clients.
 */
export const treat: Treat = (mode, state, { random }) => {
  switch (mode.kind) {
    case "normal":
    case "attack":
      return answerAfter(mode.delayMs);
    case "uniform":
      return answerAfter(roundToMicros(mode.minMs + (mode.maxMs - mode.minMs) * random.uniform()));
    case "load":
      return answerAfter(roundToMicros(state.waitMs + mode.stepMs));
  }
};

function answerAfter(waitMs: number): Treated {
  return { treatment: { kind: "answer", waitMs }, state: { waitMs } };
}
