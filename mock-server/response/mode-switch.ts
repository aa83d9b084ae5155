import { freshModeState } from "../../domain/response/mode.ts";
import type { Modes, ModeState, Treatment } from "../../domain/response/mode.ts";
import { randomStream } from "../../domain/chance/random.ts";
import type { Recording } from "../../domain/response/recording.ts";
import { endsAfterMs } from "./treated.ts";
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
  /** Those of them that a server can do. */
  readonly names: readonly string[];
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

/** @param recording - what the mode `recorded` plays */
export function createModeSwitch(modes: Modes, seed: number, recording?: Recording): ModeSwitch {
  const chance = randomStream(seed, "mode");
  const byName = new Map(
    Object.entries(modes).flatMap(([name, mode]) => (isServerMode(mode) ? [[name, mode] as const] : [])),
  );
  const { force, clear, forced } = createForcings();
  let state = freshModeState;

  function apply(asked: Asked, nowMs: number): Applied {
    const forcing = forced();
    const name = forcing?.mode ?? asked.mode;
    const mode = byName.get(name);
    if (mode === undefined) throw new RangeError(`there is no mode "${name}"`);
    const { index: requestIndex } = asked;
    const treated = treat(mode, state, { nowMs, requestIndex, random: chance(requestIndex), recording });
    ({ state } = treated);
    const incident = forcing === undefined ? asked.incident : forcing.incident;
    const { treatment } = treated;
    return { mode: name, treatment, waitMs: endsAfterMs(treatment), incident };
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
      state = freshModeState;
    },
    state: () => state,
  };
}

/** Which mode is forced, and how often one was. */
function createForcings(): Pick<ModeSwitch, "force" | "clear" | "forced"> {
  let current: Forcing | undefined;
  let forcings = 0;
  return {
    force: (mode) => {
      if (mode !== "normal") forcings += 1;
      current = mode === "normal" ? { mode } : { mode, incident: `forced-${forcings}` };
      return current;
    },
    clear: () => {
      current = undefined;
    },
    forced: () => current,
  };
}
