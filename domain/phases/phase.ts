import type { ScenarioBase } from "../scenario.ts";
import { countedIds } from "../text/name.ts";

/** A stretch with one mode. Each log source defines how its length is measured. */
export interface PhaseBase {
  /** A name in the scenario's `modes`. */
  readonly mode: string;
  /** `false`: not an incident although the mode is not `normal` (a deploy is slow, and no alert should fire). */
  readonly incident?: boolean;
}

/** A scenario that plays modes one after another. */
export interface PhasedScenario<Mode, Phase extends PhaseBase> extends ScenarioBase {
  /** By name. `normal` is healthy; a phase with any other mode is an incident unless it says `incident: false`. */
  readonly modes: Readonly<Record<string, Mode>>;
  readonly phases: readonly Phase[];
}

/** A phase with the id of its incident, if it is one. */
export type LabelledPhase<P extends PhaseBase> = P & { readonly incidentId?: string };

/** Numbers the incidents by mode: `attack-1`, `attack-2`, `load-1`. */
export function labelledPhases<P extends PhaseBase>(phases: readonly P[]): readonly LabelledPhase<P>[] {
  const idOf = countedIds();
  return phases.map((phase) =>
    phase.mode === "normal" || phase.incident === false ? phase : { ...phase, incidentId: idOf(phase.mode) },
  );
}

/** Modes that are not `normal` in phases that are no incident. */
export function harmlessModes(phases: readonly PhaseBase[]): ReadonlySet<string> {
  return new Set(
    phases.flatMap(({ mode, incident }) => (mode !== "normal" && incident === false ? [mode] : [])),
  );
}

/** How a log source measures its phases: in requests, in seconds. */
export interface PhaseLength<Phase extends PhaseBase> {
  /** A whole number; 0 for a phase that has no such length. */
  readonly of: (phase: Phase) => number;
  /** Returns a phase that has no such length unchanged. @param by - negative: shorter */
  readonly longer: (phase: Phase, by: number) => Phase;
}

/** Where the first incident of a scenario begins. */
export interface PhaseOnset {
  /** Total length of the phases before it. */
  readonly at: number;
  /** How far the onset can move without changing the scenario's total length; absent when it cannot move. */
  readonly room?: { readonly earlier: number; readonly later: number };
}

/**
 * The onset can move when there is exactly one incident, the first phase is `normal`, and the last phase has a
 * length. Those two phases absorb the move.
 * @returns undefined when there is no incident
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

/** Lengthens the first phase and shortens the last one. Requires at least two phases. */
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
