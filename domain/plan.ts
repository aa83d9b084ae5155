import { roundToMicros } from "./clock.ts";
import type { Random } from "./random.ts";
import { randomStream } from "./random.ts";
import type { Pacing, Phase, ResponseScenario } from "./scenario.ts";

/** One request before it is sent. */
export interface PlannedRequest {
  /** From 0, in order of sending. */
  readonly index: number;
  /** Name of the mode to ask for. */
  readonly mode: string;
  /** Id of the incident it belongs to. */
  readonly incident?: string;
  /** Open loop: when it leaves, from the start. Closed loop: absent, for it depends on the answer before. */
  readonly offsetMs?: number;
}

/** A phase with the id of its incident, if it is one. */
export interface LabelledPhase extends Phase {
  readonly incidentId?: string;
}

/** Names the incidents: `attack-1`, `attack-2`, `load-1`, counted by mode. */
export function labelledPhases(phases: readonly Phase[]): readonly LabelledPhase[] {
  const seen = new Map<string, number>();
  return phases.map((phase) => {
    if (phase.mode === "normal" || phase.incident === false) return phase;
    const ordinal = (seen.get(phase.mode) ?? 0) + 1;
    seen.set(phase.mode, ordinal);
    return { ...phase, incidentId: `${phase.mode}-${ordinal}` };
  });
}

/** Every request of the scenario in order of sending. Same scenario and seed, same plan. */
export function* planRequests(
  scenario: ResponseScenario,
  seed: number,
): Generator<PlannedRequest, void, undefined> {
  const arrivals = randomStream(seed, "arrival");
  let offsetMs = 0;
  let index = 0;
  for (const { mode, requests, incidentId } of labelledPhases(scenario.phases)) {
    const incident = incidentId === undefined ? {} : { incident: incidentId };
    for (let left = requests; left > 0; left -= 1) {
      if (scenario.pacing.kind === "closed") {
        yield { index, mode, ...incident };
      } else {
        if (index > 0) offsetMs += gapMs(scenario.pacing, arrivals(index));
        yield { index, mode, ...incident, offsetMs: roundToMicros(offsetMs) };
      }
      index += 1;
    }
  }
}

function gapMs(pacing: Exclude<Pacing, { readonly kind: "closed" }>, random: Random): number {
  switch (pacing.kind) {
    case "constant":
      return 1000 / pacing.ratePerSecond;
    case "poisson":
      return (-Math.log(1 - random.uniform()) * 1000) / pacing.ratePerSecond;
  }
}
