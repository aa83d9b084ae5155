import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { modesOf } from "./world.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import { playLogins } from "../../mock-client/login/play.ts";
import type { PlayedRow } from "../../mock-client/response/play.ts";
import { play } from "../../mock-client/response/play.ts";
import { targetWatch } from "./target-watch.ts";
import type { World } from "./world.ts";

/** What is told of a scenario while it is played. */
export interface PerformanceEvents {
  /** The next row of the log, whoever writes it. */
  readonly row: (row: Labelled) => void;
  /** How exactly the request of a row was timed, before the row. */
  readonly timed: (played: PlayedRow) => void;
  /** A request whose row the server writes left this much later than planned. */
  readonly sentLate: (lateMs: number) => void;
}

interface PerformanceSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Plays a scenario in a world until its last row has been told.
 * @returns why the drill cannot be trusted, if the target went away in the middle
 * @throws the signal's reason when it was aborted
 */
export async function perform(
  world: World,
  { scenario, seed, signal }: PerformanceSettings,
  events: PerformanceEvents,
): Promise<VerdictError | undefined> {
  const watch = targetWatch(world.serverUrl, modesOf(scenario));
  const broken = new AbortController();
  let lost = 0;
  const stage = { world, seed, signal: AbortSignal.any([signal, broken.signal]), watch, broken, events };
  try {
    switch (scenario.source) {
      case "response":
        await performResponses(scenario, stage);
        break;
      case "login":
        lost = await performLogins(scenario, stage);
    }
  } catch (error) {
    if (!broken.signal.aborted || signal.aborted) throw error;
  }
  const gone = watch.finish();
  if (gone !== undefined) return { code: gone.code, message: `${gone.message} ${gone.advice}` };
  return lost === 0 ? undefined : attemptsLost(lost);
}

/** Rows that should be in the log and are not. */
function attemptsLost(count: number): VerdictError {
  const attempts = count === 1 ? "One attempt to log in" : `${count} attempts to log in`;
  return {
    code: "ATTEMPTS_LOST",
    message:
      `${attempts} got no answer, and the log may lack ${count === 1 ? "it" : "them"}. ` +
      "Nothing is said about the detector. Run it on a quieter machine, on --clock virtual, or with a smaller scale.",
  };
}

interface Stage {
  readonly world: World;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly watch: ReturnType<typeof targetWatch>;
  /** Aborted when the target has gone. */
  readonly broken: AbortController;
  readonly events: PerformanceEvents;
}

/** The client writes the log. */
async function performResponses(scenario: ResponseScenario, stage: Stage): Promise<void> {
  const { world, watch, broken, events, ...settings } = stage;
  await play({
    ...world,
    ...settings,
    scenario,
    onRow: (played) => {
      const { observation, truth } = played.row;
      events.timed(played);
      events.row(played.row);
      const gone = watch.add(observation.outcome, truth.mode);
      if (gone !== undefined) broken.abort(gone);
    },
  });
}

/**
 * The server writes the log, and on clocks of wall time it is another process.
 * @returns how many attempts got no answer
 */
async function performLogins(scenario: LoginScenario, stage: Stage): Promise<number> {
  const { world, watch, broken, events, seed } = stage;
  const failing = new AbortController();
  world.hearServer((row) => {
    try {
      events.row(row);
    } catch (error) {
      // Nobody to complain to: a row that nobody could take ends the play.
      failing.abort(error);
    }
  });
  let lost = 0;
  await playLogins({
    ...world,
    timeoutMs: world.patienceMs,
    seed,
    signal: AbortSignal.any([stage.signal, failing.signal]),
    scenario,
    onLogin: ({ outcome, sendLateMs }) => {
      events.sentLate(sendLateMs);
      if (outcome.kind === "failed") lost += 1;
      const gone = watch.add(outcome, "normal");
      if (gone !== undefined) broken.abort(gone);
    },
  });
  await world.settle();
  failing.signal.throwIfAborted();
  return lost;
}
