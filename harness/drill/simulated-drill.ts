import type { ReceivedAlert } from "../../domain/alert.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import { answerKeyCollector } from "../../score/judge/answer-key.ts";
import { scoreKit } from "../../score/sources.ts";
import { isRemote } from "../session/definition.ts";
import { setupsFor } from "../session/models.ts";
import type { Sessions } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";
import { drillRecord } from "./drill-record.ts";
import type { DetectorGate } from "./gates.ts";
import type { JudgedDrill } from "./judge.ts";
import { judgeDrill } from "./judge.ts";
import { simulateTimed } from "./simulate.ts";

export interface SimulatedDrillSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
}

/** Callbacks during a simulated drill. A drill that is watched keeps the scores of its detectors. */
export interface DrillWatcher {
  readonly row: (row: Labelled) => void;
  readonly alert: (alert: ReceivedAlert) => void;
}

const silent: DrillWatcher = { row: () => undefined, alert: () => undefined };

const virtual = { kind: "virtual" } as const;

/**
 * A drill on the virtual clock without sockets and files. It gives the same rows, alerts and verdict as over the wire, in
 * a fraction of the time.
 * @throws FiredrillError when a detector outside this process cannot be started
 */
export async function simulatedDrill(
  settings: SimulatedDrillSettings,
  watcher: DrillWatcher = silent,
): Promise<JudgedDrill> {
  const { scenario, seed, gates } = settings;
  const { clock, sessions, goTo } = quietWorld(settings, watcher);
  const record = drillRecord({ scenario, kind: virtual, clock, logFormat: "csv" });
  try {
    await Promise.all(sessions.all.map((session) => session.start()));
    for (const { row, writtenMs } of simulateTimed(scenario, seed)) {
      goTo(writtenMs);
      record.add({ row });
      watcher.row(row);
      for (const session of sessions.all) {
        const work = session.observe(row.observation);
        if (work !== undefined) await work;
      }
    }
    goTo(domainKit(scenario.source).endOfScenarioMs(scenario, clock.nowMs()));
    await Promise.all(sessions.all.map((session) => session.finish()));
  } finally {
    await Promise.all(sessions.all.map((session) => session.abandon()));
  }
  return judgeDrill({ scenario, seed, clock: virtual, gates }, sessions, record, undefined);
}

/** True if all detectors run in this process, so that a drill needs no waiting. */
export function isLocal(gates: readonly DetectorGate[]): boolean {
  return gates.every(({ definition }) => !isRemote(definition));
}

/**
 * The same drill, synchronous, for detectors of this process only and without the rows of a picture. Studies repeat it.
 */
export function localDrill(settings: SimulatedDrillSettings): JudgedDrill {
  const { scenario, seed, gates } = settings;
  if (!isLocal(gates)) throw new RangeError("a synchronous drill cannot wait for a remote detector");
  const { clock, sessions, goTo } = quietWorld(settings, silent);
  const key = answerKeyCollector();
  for (const { row, writtenMs } of simulateTimed(scenario, seed)) {
    goTo(writtenMs);
    key.add(row);
    for (const session of sessions.all) void session.observe(row.observation);
  }
  goTo(domainKit(scenario.source).endOfScenarioMs(scenario, clock.nowMs()));
  for (const session of sessions.all) session.elapse(clock.nowMs());
  const { finish: picture } = scoreKit(scenario.source).pictureCollector();
  const record = { key: key.finish, picture, lag: () => undefined, stations: () => undefined };
  return judgeDrill({ scenario, seed, clock: virtual, gates }, sessions, record, undefined);
}

interface QuietWorld {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly goTo: (atMs: number) => void;
}

function quietWorld({ scenario, seed, gates }: SimulatedDrillSettings, watcher: DrillWatcher): QuietWorld {
  let nowMs = firstInstantMs(scenario);
  const clock: Clock = { nowMs: () => nowMs, sleepUntilMs: noSleep, hold: () => () => undefined };
  const sessions = sessionsFor(
    setupsFor(gates, scenario, seed),
    scenario.source,
    { clock, clockKind: virtual, seed, ...(watcher === silent ? {} : { keepsScores: true as const }) },
    watcher.alert,
  );
  return { clock, sessions, goTo: (atMs) => (nowMs = atMs) };
}

/** Nothing sleeps on this clock: the rows advance it. */
function noSleep(): Promise<void> {
  return Promise.reject(new RangeError("a simulated drill has no sleepers"));
}
