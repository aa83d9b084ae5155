import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { brownout } from "../../scenarios/response/brownout.ts";

const ratePerSecond = 20;

/** As many requests a second in health as the open loop sends, one after the other. */
export const closedBrownout: ResponseScenario = { ...brownout, pacing: { kind: "closed", waitMs: 36 } };

interface Measured {
  readonly what: string;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
}

/** The brownout's response times, as they look from both loops and from both instants. */
export function responseTimes(seed: number): readonly Measured[] {
  const closed = affected(closedBrownout, seed);
  const open = affected(brownout, seed);
  const firstMs = closed[0]?.sentAtMs ?? 0;
  return [
    measured("Closed loop, from the send", closed, ({ sentAtMs }) => sentAtMs),
    measured("Closed loop, from the planned instant", closed, ({ plannedAtMs }) => plannedAtMs),
    measured(
      "Closed loop, from when 20 a second would have sent it",
      closed,
      (_, at) => firstMs + (at * 1000) / ratePerSecond,
    ),
    measured("Open loop, from the send", open, ({ sentAtMs }) => sentAtMs),
    measured("Open loop, from the planned instant", open, ({ plannedAtMs }) => plannedAtMs),
  ];
}

function affected(scenario: ResponseScenario, seed: number): readonly ResponseObservation[] {
  return [...simulate(scenario, seed)].flatMap(({ observation, truth }) =>
    truth.incident === undefined ? [] : [observation],
  );
}

function measured(
  what: string,
  rows: readonly ResponseObservation[],
  fromMs: (row: ResponseObservation, at: number) => number,
): Measured {
  const sorted = rows.map((row, at) => row.atMs - fromMs(row, at)).toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { what, median: rank(0.5), p99: rank(0.99) };
}
