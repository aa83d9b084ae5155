import { randomStream } from "../../domain/chance/random.ts";
import type { Modes } from "../../domain/response/modes.ts";
import { freshModeMemory, isServerMode, serveRequest, shownMemory } from "../../domain/response/modes.ts";
import type { Recording } from "../../domain/response/recording.ts";
import type { Applied } from "../answer.ts";
import type { Forceable, Forcings } from "../phases/forcing.ts";
import { createForcings } from "../phases/forcing.ts";
import type { RequestOrder } from "../served-request.ts";

/** Decides which mode a request meets, and remembers from one request to the next. */
export interface ModeSwitch extends Forceable, Forcings {
  readonly modes: Modes;
  /** To be called once for each request, in order of service. */
  readonly apply: (asked: RequestOrder, nowMs: number) => Applied;
  /** Forgets what was served and what was forced. */
  readonly reset: () => void;
  /** What it remembers, for a person. */
  readonly state: () => object;
}

/** @param recording - what the mode `recorded` plays */
export function createModeSwitch(modes: Modes, seed: number, recording?: Recording): ModeSwitch {
  const chance = randomStream(seed, "mode");
  const byName = new Map(
    Object.entries(modes).flatMap(([name, mode]) => (isServerMode(mode) ? [[name, mode] as const] : [])),
  );
  const { force, clear, forced } = createForcings();
  let memory = freshModeMemory;

  function apply(asked: RequestOrder, nowMs: number): Applied {
    const forcing = forced();
    const name = forcing?.mode ?? asked.mode;
    const mode = byName.get(name);
    if (mode === undefined) throw new RangeError(`there is no mode "${name}"`);
    const { index: requestIndex } = asked;
    const served = serveRequest(mode, memory, {
      nowMs,
      requestIndex,
      random: chance(requestIndex),
      recording,
    });
    ({ memory } = served);
    const incident = forcing === undefined ? asked.incident : forcing.incident;
    return { mode: name, treatment: served.treatment, waitMs: served.waitMs, incident };
  }

  return {
    modes,
    names: [...byName.keys()],
    has: (mode) => byName.has(mode),
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
