import { freshModeState } from "../domain/mode.ts";
import type { Modes, ModeState, Treatment } from "../domain/mode.ts";
import { randomStream } from "../domain/random.ts";
import { endsAfterMs } from "./ends-after.ts";
import { isServerMode, treat } from "./treat.ts";

/** What one request asked for. */
export interface Asked {
  readonly index: number;
  /** Name of a mode that the switch has. */
  readonly mode: string;
  /** The incident that the client's plan puts it in. */
  readonly incident: string | undefined;
}

/** What is really done to one request. */
export interface Applied {
  readonly mode: string;
  readonly treatment: Treatment;
  /** Until the last byte of the answer; absent when there will be none. */
  readonly waitMs: number | undefined;
  /** The incident it really belongs to. */
  readonly incident: string | undefined;
}

/** A mode forced on every request by hand. */
export interface Forcing {
  readonly mode: string;
  /** `forced-1`, `forced-2`, ...: never the same twice in the life of a server. Absent when health is forced. */
  readonly incident?: string;
}

/** Decides which mode a request meets, and remembers from one request to the next. */
export interface ModeSwitch {
  readonly modes: Modes;
  has(mode: string): boolean;
  /** To be called once for each request, in order of service. */
  apply(asked: Asked, nowMs: number): Applied;
  /** Every request meets this mode, and belongs to the incident of this forcing, until `clear`. */
  force(mode: string): Forcing;
  clear(): void;
  forced(): Forcing | undefined;
  /** Forgets what was served and what was forced. */
  reset(): void;
  state(): ModeState;
}

export function createModeSwitch(modes: Modes, seed: number): ModeSwitch {
  const chance = randomStream(seed, "mode");
  const byName = new Map(
    Object.entries(modes).flatMap(([name, mode]) => (isServerMode(mode) ? [[name, mode] as const] : [])),
  );
  let state = freshModeState;
  let forced: Forcing | undefined;
  let forcings = 0;

  function apply(asked: Asked, nowMs: number): Applied {
    const name = forced?.mode ?? asked.mode;
    const mode = byName.get(name);
    if (mode === undefined) throw new RangeError(`there is no mode "${name}"`);
    const treated = treat(mode, state, { nowMs, requestIndex: asked.index, random: chance(asked.index) });
    ({ state } = treated);
    const incident = forced === undefined ? asked.incident : forced.incident;
    const { treatment } = treated;
    return { mode: name, treatment, waitMs: endsAfterMs(treatment), incident };
  }

  function force(mode: string): Forcing {
    if (mode === "normal") {
      forced = { mode };
    } else {
      forcings += 1;
      forced = { mode, incident: `forced-${forcings}` };
    }
    return forced;
  }

  return {
    modes,
    has: (mode) => byName.has(mode),
    apply,
    force,
    clear: () => {
      forced = undefined;
    },
    forced: () => forced,
    reset: () => {
      forced = undefined;
      state = freshModeState;
    },
    state: () => state,
  };
}
