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

/** An event of a play: a request, with its row if the client writes the log, or a row of another writer. */
export type PlayedEvent = PlayedRequest | { readonly row: Labelled };

interface PlaySettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Plays a scenario in a world until its last row has been received.
 * @param onPlayed - called once per row
 * @returns why the drill cannot be trusted, if the target was lost or rows may be missing
 * @throws the signal's reason when it was aborted, and what `onPlayed` threw
 */
export async function playDrill(
  world: World,
  settings: PlaySettings,
  onPlayed: (played: PlayedEvent) => void,
): Promise<VerdictError | undefined> {
  const { targetLost, unanswered } = await playOut(world, settings, onPlayed);
  if (targetLost !== undefined)
    return { code: targetLost.code, message: `${targetLost.message} ${targetLost.advice}` };
  return unanswered === 0
    ? undefined
    : requestsLost(unanswered, harnessKit(settings.scenario.source).play.writer);
}

interface PlayEnd {
  /** Set if the target was lost, during the play or at its end. */
  readonly targetLost: FiredrillError | undefined;
  /** Requests without an answer whose rows the client does not write. */
  readonly unanswered: number;
}

/** Like `playDrill`, without a verdict. */
export async function playOut(
  world: World,
  { scenario, seed, signal }: PlaySettings,
  onPlayed: (played: PlayedEvent) => void,
): Promise<PlayEnd> {
  const { plannedErrors } = harnessKit(scenario.source).play;
  const watch = targetWatch(world.serverUrl, (mode) => plannedErrors(scenario, mode));
  const broken = new AbortController();
  const failing = new AbortController();
  let unanswered = 0;
  world.subscribe((row) => {
    try {
      onPlayed({ row });
    } catch (error) {
      // The sender of the row cannot handle the error, so it ends the play.
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
      if (row === undefined && outcome.kind === "failed") unanswered += 1;
      const targetLost = watch.add(outcome, mode);
      if (targetLost !== undefined) broken.abort(targetLost);
    });
    await world.settle();
    failing.signal.throwIfAborted();
  } catch (error) {
    if (!broken.signal.aborted || signal.aborted) throw error;
  }
  return { targetLost: watch.finish(), unanswered };
}

function requestsLost(count: number, writer: Writer): VerdictError {
  const request = writer.kind === "server" ? writer.request : { one: "request", many: "requests" };
  const requests = `${count} ${count === 1 ? request.one : request.many}`;
  return {
    code: "REQUESTS_LOST",
    message:
      `${requests} got no answer, and the log may lack ${count === 1 ? "it" : "them"}. ` +
      "The drill says nothing about the detector. Run it on a quieter machine, on --clock virtual, or with a smaller scale.",
  };
}
