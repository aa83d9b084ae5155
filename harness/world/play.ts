import type { FiredrillError } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { PlayedRequest } from "../../mock-client/source.ts";
import { playScenario } from "../../mock-client/sources.ts";
import type { Writer } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { targetWatch } from "./target-watch.ts";
import type { World } from "./world.ts";

/** What is told of a play: a request, with the row that it brings if the client writes the log, or a row of another writer. */
export type PlayedEvent = PlayedRequest | { readonly row: Labelled };

interface PlaySettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Plays a scenario in a world until its last row has been told.
 * @param onPlayed - each row comes in one call
 * @returns why the drill cannot be trusted, if the target went away in the middle, or rows may be missing
 * @throws the signal's reason when it was aborted, and what `onPlayed` threw
 */
export async function playDrill(
  world: World,
  settings: PlaySettings,
  onPlayed: (played: PlayedEvent) => void,
): Promise<VerdictError | undefined> {
  const { gone, lost } = await playOut(world, settings, onPlayed);
  if (gone !== undefined) return { code: gone.code, message: `${gone.message} ${gone.advice}` };
  return lost === 0 ? undefined : requestsLost(lost, harnessKit(settings.scenario.source).play.writer);
}

/** How a play went. */
interface PlayEnd {
  /** Why it was broken off, or ended in doubt: the target went away. */
  readonly gone: FiredrillError | undefined;
  /** Requests without an answer whose rows somebody else should have written. */
  readonly lost: number;
}

/** The same for whoever is not in a drill. */
export async function playOut(
  world: World,
  { scenario, seed, signal }: PlaySettings,
  onPlayed: (played: PlayedEvent) => void,
): Promise<PlayEnd> {
  const { plannedErrors } = harnessKit(scenario.source).play;
  const watch = targetWatch(world.serverUrl, (mode) => plannedErrors(scenario, mode));
  const broken = new AbortController();
  const failing = new AbortController();
  let lost = 0;
  world.hearRows((row) => {
    try {
      onPlayed({ row });
    } catch (error) {
      // Nobody to complain to: a row that nobody could take ends the play.
      failing.abort(error);
    }
  });
  const settings = {
    ...world,
    scenario,
    seed,
    signal: AbortSignal.any([signal, broken.signal, failing.signal]),
  };
  try {
    await playScenario(settings, (played) => {
      onPlayed(played);
      const { row, outcome, mode } = played;
      if (row === undefined && outcome.kind === "failed") lost += 1;
      const gone = watch.add(outcome, mode);
      if (gone !== undefined) broken.abort(gone);
    });
    await world.settle();
    failing.signal.throwIfAborted();
  } catch (error) {
    if (!broken.signal.aborted || signal.aborted) throw error;
  }
  return { gone: watch.finish(), lost };
}

/** Rows that should be in the log and are not. */
function requestsLost(count: number, writer: Writer): VerdictError {
  const request = writer.kind === "server" ? writer.request : { one: "request", many: "requests" };
  const requests = count === 1 ? `One ${request.one}` : `${count} ${request.many}`;
  return {
    code: "REQUESTS_LOST",
    message:
      `${requests} got no answer, and the log may lack ${count === 1 ? "it" : "them"}. ` +
      "Nothing is said about the detector. Run it on a quieter machine, on --clock virtual, or with a smaller scale.",
  };
}
