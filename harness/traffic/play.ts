import { firstInstantMs } from "../../domain/scenario.ts";
import type { Observation } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { Agenda } from "../../domain/time/agenda.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { TrafficEntry, TrafficScenario } from "../../domain/traffic/scenario.ts";
import type { PlannedAct } from "../../domain/traffic/visit.ts";
import { EndedVisits } from "../../domain/traffic/visit.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { PlayKit, SimulatedRow, StudyKit } from "../source.ts";

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

/** An answer that takes time. */
interface TimedAnswer<Row> {
  readonly responseMs: number;
  readonly rowAt: (place: Pick<Observation, "index" | "atMs">) => Row;
}

/**
 * The same for answers that take time: a row is written when its answer ends, and within a visit a request waits for
 * the answer before it. Keeps the answers in flight.
 */
export function* simulateTimedTraffic<Act, Row extends Observation>(
  scenario: { readonly startsAt?: string },
  plan: Iterable<PlannedAct<Act>>,
  answer: (act: PlannedAct<Act>) => TimedAnswer<Row>,
): Generator<Labelled<Row>, void, undefined> {
  const startMs = firstInstantMs(scenario);
  const underWay = new Agenda<{ readonly answered: TimedAnswer<Row>; readonly truth: Truth }>();
  const busyUntilMs = new Map<number, number>();
  let index = 0;

  function* endedBy(untilMs: number): Generator<Labelled<Row>, void, undefined> {
    while ((underWay.earliestMs ?? Infinity) <= untilMs) {
      const due = underWay.next();
      if (due === undefined) return;
      const { answered, truth } = due.item;
      yield { observation: answered.rowAt({ index, atMs: due.atMs }), truth };
      index += 1;
    }
  }

  for (const act of plan) {
    const plannedMs = roundToMicros(startMs + act.offsetMs);
    yield* endedBy(plannedMs);
    const sentMs = Math.max(plannedMs, busyUntilMs.get(act.visit) ?? -Infinity);
    const answered = answer(act);
    const endMs = roundToMicros(sentMs + answered.responseMs);
    underWay.add(endMs, { answered, truth: truthOf(act) });
    if (act.actsLeft === 0) busyUntilMs.delete(act.visit);
    else busyUntilMs.set(act.visit, endMs);
  }
  yield* endedBy(Infinity);
}

function truthOf({ mode, incident }: Truth): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}

/** The part of a `PlayKit` shared by all sources whose server writes a row for each act. */
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
    // The log contains no durations, or those that the server measured.
    addedMs: () => () => 0,
    // Acts are counted by the hour, so deadlines in rows do not depend on lag.
    exactness: () => ({ kind: "deadlines", periodMs: hourMs }),
    plannedErrors: () => [],
  };
}

/**
 * What studies vary in a scenario of traffic: its faults have no size, and its health is what remains without attacks.
 * @param hours - as many as thousands of healthy rows take
 */
export function trafficStudy<Entry extends TrafficEntry, Scenario extends TrafficScenario<Entry>>(
  hours: number,
  isAttack: (entry: Entry) => boolean,
): StudyKit<Scenario> {
  return {
    faultDial: () => undefined,
    healthOf: (scenario) => ({
      ...scenario,
      hours,
      traffic: scenario.traffic.filter((entry) => !isAttack(entry)),
    }),
  };
}
