import type { Clock } from "../domain/clock.ts";
import type { Scenario } from "../domain/scenario.ts";
import { drillRecord } from "./drill-record.ts";
import type { DetectorGate } from "./gates.ts";
import { judgeDrill, setupOf } from "./judge.ts";
import type { JudgedDrill } from "./judge.ts";
import { sessionsFor } from "./sessions.ts";
import { simulateTimed } from "./simulate.ts";
import { startOf } from "./virtual-world.ts";

export interface SimulatedDrillSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
}

const virtual = { kind: "virtual" } as const;

/**
 * A drill on the virtual clock without sockets and files: the same rows, alerts and verdict as over the wire, in a
 * fraction of the time.
 * @throws FiredrillError when a detector outside this process cannot be started
 */
export async function simulatedDrill({
  scenario,
  seed,
  gates,
}: SimulatedDrillSettings): Promise<JudgedDrill> {
  let nowMs = startOf(scenario);
  const clock: Clock = { nowMs: () => nowMs, sleepUntilMs: noSleep, hold: () => () => undefined };
  const sessions = sessionsFor(gates.map(setupOf), { clock, clockKind: virtual, seed }, () => undefined);
  const record = drillRecord(virtual, clock, "csv");
  try {
    await Promise.all(sessions.all.map((session) => session.start()));
    for (const { row, writtenMs } of simulateTimed(scenario, seed)) {
      nowMs = writtenMs;
      record.add({ row, sendLateMs: 0 });
      for (const session of sessions.all) {
        const thinking = session.observe(row.observation);
        if (thinking !== undefined) await thinking;
      }
    }
    await Promise.all(sessions.all.map((session) => session.finish()));
  } finally {
    await Promise.all(sessions.all.map((session) => session.abandon()));
  }
  return judgeDrill({ scenario, seed, clock: virtual, gates }, sessions, record, undefined);
}

/** Nothing here waits for time: it goes with the rows. */
function noSleep(): Promise<void> {
  return Promise.reject(new RangeError("a simulated drill has no sleepers"));
}
