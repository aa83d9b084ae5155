import type { ScenarioBase } from "../scenario.ts";
import { countedIds } from "../text/name.ts";

/** A stretch with one mode. How long it lasts is its log source's to say. */
export interface PhaseBase {
  /** A name in the scenario's `modes`. */
  readonly mode: string;
  /** `false`: nothing is wrong although the mode is not `normal` (a deploy is slow and yet nobody should be woken). */
  readonly incident?: boolean;
}

/** A scenario that goes through modes, stretch by stretch. */
export interface PhasedScenario<Mode, Phase extends PhaseBase> extends ScenarioBase {
  /** By name. The mode called `normal` is health; every other one is an incident unless its phase says otherwise. */
  readonly modes: Readonly<Record<string, Mode>>;
  readonly phases: readonly Phase[];
}

/** A phase with the id of its incident, if it is one. */
export type LabelledPhase<P extends PhaseBase> = P & { readonly incidentId?: string };

/** Names the incidents: `attack-1`, `attack-2`, `load-1`, counted by mode. */
export function labelledPhases<P extends PhaseBase>(phases: readonly P[]): readonly LabelledPhase<P>[] {
  const idOf = countedIds();
  return phases.map((phase) =>
    phase.mode === "normal" || phase.incident === false ? phase : { ...phase, incidentId: idOf(phase.mode) },
  );
}

/** How a log source measures its phases: in requests, in seconds. */
export interface PhaseLength<Phase extends PhaseBase> {
  /** A whole number; 0 for a phase that is measured otherwise. */
  readonly of: (phase: Phase) => number;
  /** A phase that is measured otherwise stays as it is. @param by - negative: shorter */
  readonly longer: (phase: Phase, by: number) => Phase;
}

/** When the first incident of a scenario begins. */
export interface PhaseOnset {
  /** Length of all phases before it. */
  readonly at: number;
  /** How far it can move while the whole scenario stays as long as it is; absent where it cannot. */
  readonly room?: { readonly earlier: number; readonly later: number };
}

/**
 * An onset can move where there is one incident, after a first phase that is healthy and gives way, and before the end of a
 * last one that makes up for it.
 * @returns undefined where there is no incident
 */
export function onsetOf<P extends PhaseBase>(
  phases: readonly P[],
  length: PhaseLength<P>,
): PhaseOnset | undefined {
  const labelled = labelledPhases(phases);
  const place = labelled.findIndex(({ incidentId }) => incidentId !== undefined);
  if (place < 0) return undefined;
  const at = phases.slice(0, place).reduce((sum, phase) => sum + length.of(phase), 0);
  const isOnly = labelled.filter(({ incidentId }) => incidentId !== undefined).length === 1;
  const [first, last] = [phases.at(0), phases.at(-1)];
  if (!isOnly || first?.mode !== "normal" || last === undefined || length.of(last) === 0) return { at };
  return { at, room: { earlier: length.of(first) - 1, later: length.of(last) - 1 } };
}

/** The first phase grows by this much, and the last one shrinks. There are two at least. */
export function shiftedBy<P extends PhaseBase>(
  phases: readonly P[],
  length: PhaseLength<P>,
  by: number,
): readonly P[] {
  return phases.map((phase, place) => {
    if (place === 0) return length.longer(phase, by);
    return place === phases.length - 1 ? length.longer(phase, -by) : phase;
  });
}
