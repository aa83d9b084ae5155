import { firstInstantMs } from "../../domain/scenario.ts";
import type { Observation } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { TrafficEntry, TrafficScenario } from "../../domain/traffic/scenario.ts";
import type { PlannedAct } from "../../domain/traffic/visit.ts";
import { EndedVisits } from "../../domain/traffic/visit.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { PlayKit, SimulatedRow } from "../source.ts";

/** What an act comes to at the server. */
interface Answered<Row> {
  readonly row: Row;
  /** The visitor does nothing more. */
  readonly endsVisit: boolean;
}

/**
 * The labelled log of a plan, without sockets: row for row what the wire gives on the virtual clock. Lazy; remembers no row,
 * only which visits under way have ended.
 * @param answer - what the server does with an act; `place` is that of its row
 */
export function* simulateTraffic<Act, Row extends Observation>(
  scenario: { readonly startsAt?: string },
  plan: Iterable<PlannedAct<Act>>,
  answer: (act: PlannedAct<Act>, place: Pick<Row, "index" | "atMs">) => Answered<Row>,
): Generator<Labelled<Row>, void, undefined> {
  const startMs = firstInstantMs(scenario);
  const ended = new EndedVisits();
  let index = 0;
  for (const act of plan) {
    const isOver = ended.has(act);
    ended.pass(act);
    if (isOver) continue;
    const { row, endsVisit } = answer(act, { index, atMs: roundToMicros(startMs + act.offsetMs) });
    if (endsVisit) ended.end(act);
    yield { observation: row, truth: truthOf(act) };
    index += 1;
  }
}

function truthOf({ mode, incident }: Truth): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}

/** What all sources have in common whose server writes a row at the instant of each act. */
export function trafficPlay<
  Row extends Observation,
  Entry extends TrafficEntry,
  Scenario extends TrafficScenario<Entry>,
>(
  simulate: (scenario: Scenario, seed: number) => Iterable<Labelled<Row>>,
): Pick<
  PlayKit<Row, Scenario>,
  "simulate" | "expectedRows" | "wallClockStart" | "addedMs" | "exactness" | "plannedErrors"
> {
  return {
    *simulate(scenario, seed): Generator<SimulatedRow<Row>> {
      for (const row of simulate(scenario, seed)) yield { row, writtenMs: row.observation.atMs };
    },
    expectedRows: (scenario, seed) => {
      let rows = 0;
      for (const _row of simulate(scenario, seed)) rows += 1;
      return rows;
    },
    wallClockStart: "scenario",
    // How long an answer takes is not in the log.
    addedMs: () => () => 0,
    // Acts are counted by the hour, so that deadlines in rows hold however late they come.
    exactness: () => ({ kind: "deadlines", periodMs: hourMs }),
    plannedErrors: () => [],
  };
}
