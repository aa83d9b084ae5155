import type { PhaseBase, PhasedScenario, PhaseLength } from "../../domain/phases/phase.ts";
import { labelledPhases, onsetOf, shiftedBy } from "../../domain/phases/phase.ts";
import type { Onset } from "../source.ts";

/** `attack-1 from the 51st request`, `load-1 from the 201st`. @param noun - the unit of the phases, singular */
export function phaseStarts<P extends PhaseBase>(
  phases: readonly P[],
  length: PhaseLength<P>,
  noun: string,
): readonly string[] {
  let before = 0;
  const starts: string[] = [];
  for (const phase of labelledPhases(phases)) {
    const { incidentId } = phase;
    const unit = starts.length === 0 ? ` ${noun}` : "";
    if (incidentId !== undefined) starts.push(`${incidentId} from the ${ordinal(before + 1)}${unit}`);
    before += length.of(phase);
  }
  return starts;
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const endings: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
  return `${count}${(teen ? undefined : endings[count % 10]) ?? "th"}`;
}

/** `89 s`, `4 min`, `2 h`; at least 1 s. */
export function roughly(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

/** The onset can move later by up to half of the last phase. */
export function phaseOnset<P extends PhaseBase, Scenario extends PhasedScenario<unknown, P>>(
  scenario: Scenario,
  length: PhaseLength<P>,
): Onset<Scenario> | undefined {
  const { phases } = scenario;
  const onset = onsetOf(phases, length);
  if (onset === undefined) return undefined;
  const { at, room = { later: 0 } } = onset;
  return {
    index: at,
    span: Math.max(1, Math.floor((room.later + 1) / 2)),
    later: (rows) => ({
      scenario: { ...scenario, phases: shiftedBy(phases, length, rows) },
      setting: `onset=${at + rows}`,
    }),
  };
}
