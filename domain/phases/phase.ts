/** A stretch with one mode. How long it lasts is its log source's to say. */
export interface PhaseBase {
  /** A name in the scenario's `modes`. */
  readonly mode: string;
  /** `false`: nothing is wrong although the mode is not `normal` (a deploy is slow and yet nobody should be woken). */
  readonly incident?: boolean;
}

/** A phase with the id of its incident, if it is one. */
export type LabelledPhase<P extends PhaseBase> = P & { readonly incidentId?: string };

/** Names the incidents: `attack-1`, `attack-2`, `load-1`, counted by mode. */
export function labelledPhases<P extends PhaseBase>(phases: readonly P[]): readonly LabelledPhase<P>[] {
  const seen = new Map<string, number>();
  return phases.map((phase) => {
    if (phase.mode === "normal" || phase.incident === false) return phase;
    const ordinal = (seen.get(phase.mode) ?? 0) + 1;
    seen.set(phase.mode, ordinal);
    return { ...phase, incidentId: `${phase.mode}-${ordinal}` };
  });
}
