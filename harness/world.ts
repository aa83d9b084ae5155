import type { Clock } from "../domain/clock.ts";
import type { RequestBook } from "../domain/request-book.ts";
import type { ResponseScenario } from "../domain/scenario.ts";
import type { Transport } from "../mock-client/transport.ts";

/** What a drill is played in: a clock, a server, and the way to it. */
export interface World {
  readonly clock: Clock;
  /** Where a person can reach the server while the drill runs. */
  readonly serverUrl: string;
  readonly transport: Transport;
  readonly book: RequestBook;
  /** Time that the network would have added, where there is no network. */
  readonly addedMs: (requestIndex: number) => number;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

export interface WorldSettings {
  readonly scenario: ResponseScenario;
  readonly seed: number;
}

/** What a scenario asks of the server alone. */
export type ServerTask = Pick<ResponseScenario, "modes" | "recording" | "capacity">;

export function serverTask({ modes, recording, capacity }: ResponseScenario): ServerTask {
  return {
    modes,
    ...(recording === undefined ? {} : { recording }),
    ...(capacity === undefined ? {} : { capacity }),
  };
}
