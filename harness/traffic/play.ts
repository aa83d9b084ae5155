import { firstInstantMs } from "../../domain/scenario.ts";
import type { Observation } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { TrafficEntry, TrafficScenario } from "../../domain/traffic/scenario.ts";
import type { PlannedAct } from "../../domain/traffic/visit.ts";
import { EndedVisits } from "../../domain/traffic/visit.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { PlayKit, SimulatedRow } from "../source.ts";

/** The server's answer to an act. */
interface Answered<Row> {
  readonly row: Row;
  /** True if the rest of the visit is skipped. */
  readonly endsVisit: boolean;
}

/**
 * The labelled log of a plan, without sockets. Equals the log of a drill on the virtual clock row for row. Lazy; keeps no row,
 * only which visits have ended.
 * @param answer - the server's answer to an act; `place` is that of the row
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

/** The part of a `PlayKit` shared by all sources whose server writes a row at the instant of each act. */
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
    // The log does not contain the duration of answers.
    addedMs: () => () => 0,
    // Acts are counted by the hour, so deadlines in rows do not depend on lag.
    exactness: () => ({ kind: "deadlines", periodMs: hourMs }),
    plannedErrors: () => [],
  };
}
