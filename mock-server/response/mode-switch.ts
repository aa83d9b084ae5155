import { randomStream } from "../../domain/chance/random.ts";
import type { Modes } from "../../domain/response/modes.ts";
import { freshModeMemory, isServerMode, serveRequest, shownMemory } from "../../domain/response/modes.ts";
import type { Recording } from "../../domain/response/recording.ts";
import type { Truth } from "../../domain/truth.ts";
import type { Applied } from "../answer.ts";
import type { Forceable, Forcing, Forcings } from "../phases/forcing.ts";
import { createForcings } from "../phases/forcing.ts";
import type { RequestOrder } from "../served-request.ts";

/** Decides which mode a request meets, and keeps the state of the modes. */
export interface ModeSwitch extends Forceable, Forcings {
  readonly modes: Modes;
  /** Reports what is forced on a request. Call when one joins a queue: its client may give up before `apply` is called. */
  readonly meet: (requestIndex: number) => Forcing | undefined;
  /** Call once per request, in order of service. */
  readonly apply: (order: RequestOrder, nowMs: number) => Applied;
  /** Resets the mode state and ends a forced mode. */
  readonly reset: () => void;
  /** The mode state, for display. */
  readonly state: () => object;
}

/**
 * @param recording - the recording that the mode `recorded` plays
 * @param onForced - called for each request that meets a forced mode, when it is served and, in a queue, when it arrives
 */
export function createModeSwitch(
  modes: Modes,
  seed: number,
  recording?: Recording,
  onForced: (requestIndex: number, truth: Truth) => void = () => undefined,
): ModeSwitch {
  const chance = randomStream(seed, "mode");
  const byName = new Map(
    Object.entries(modes).flatMap(([name, mode]) => (isServerMode(mode) ? [[name, mode] as const] : [])),
  );
  const { force, clear, forced } = createForcings();
  let memory = freshModeMemory;

  function apply(order: RequestOrder, nowMs: number): Applied {
    const forcing = meet(order.index);
    const name = forcing?.mode ?? order.mode;
    const mode = byName.get(name);
    if (mode === undefined) throw new RangeError(`unknown mode "${name}"`);
    const { index: requestIndex } = order;
    const served = serveRequest(mode, memory, {
      nowMs,
      requestIndex,
      random: chance(requestIndex),
      recording,
    });
    ({ memory } = served);
    const incident = forcing === undefined ? order.incident : forcing.incident;
    return { mode: name, treatment: served.treatment, waitMs: served.waitMs, incident };
  }

  function meet(requestIndex: number): Forcing | undefined {
    const forcing = forced();
    if (forcing !== undefined) onForced(requestIndex, forcing);
    return forcing;
  }

  return {
    modes,
    names: [...byName.keys()],
    has: (mode) => byName.has(mode),
    meet,
    apply,
    force,
    clear,
    forced,
    reset: () => {
      clear();
      memory = freshModeMemory;
    },
    state: () => shownMemory(memory),
  };
}
