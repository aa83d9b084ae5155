import type { Random } from "../chance/random.ts";
import type { Treatment } from "../wire/treatment.ts";
import { endsAfterMs, isAnswer } from "../wire/treatment.ts";
import type { ModeKit } from "./mode.ts";
import { attack } from "./modes/attack.ts";
import { blackhole } from "./modes/blackhole.ts";
import { brownout } from "./modes/brownout.ts";
import { clockStep } from "./modes/clock-step.ts";
import { dribble } from "./modes/dribble.ts";
import { errors } from "./modes/errors.ts";
import { flap } from "./modes/flap.ts";
import { hang } from "./modes/hang.ts";
import { jitter } from "./modes/jitter.ts";
import { load } from "./modes/load.ts";
import { lognormal } from "./modes/lognormal.ts";
import { normal } from "./modes/normal.ts";
import { percentiles } from "./modes/percentiles.ts";
import { ramp } from "./modes/ramp.ts";
import { recorded } from "./modes/recorded.ts";
import { restart } from "./modes/restart.ts";
import { silence } from "./modes/silence.ts";
import { truncate } from "./modes/truncate.ts";
import { uniform } from "./modes/uniform.ts";
import type { Recording } from "./recording.ts";

/** Every kind of mode. This is the only list. */
const table = {
  normal,
  attack,
  load,
  uniform,
  jitter,
  lognormal,
  ramp,
  percentiles,
  flap,
  brownout,
  errors,
  hang,
  blackhole,
  dribble,
  truncate,
  restart,
  silence,
  "clock-step": clockStep,
  recorded,
};

export type ModeKind = keyof typeof table;

type ModesByKind = {
  readonly [K in ModeKind]: (typeof table)[K] extends ModeKit<infer Data, infer _> ? Data : never;
};

type StatesByKind = {
  readonly [K in ModeKind]: (typeof table)[K] extends ModeKit<infer _, infer State> ? State : never;
};

export type ModeOf<K extends ModeKind> = { [P in K]: ModesByKind[P] }[K];

type StateOf<K extends ModeKind> = { [P in K]: StatesByKind[P] }[K];

/** What happens to a request, a union on `kind`. Waits are milliseconds, 0 or more. */
export type Mode = ModeOf<ModeKind>;

/** Modes by name. `normal` is healthy; a phase with any other mode is an incident unless it says `incident: false`. */
export type Modes = Readonly<Record<string, Mode>>;

/** By kind, in display order. */
export const modeKits: { readonly [K in ModeKind]: ModeKit<ModeOf<K>, StateOf<K>> } = table;

export function modeKit<K extends ModeKind>(kind: K): ModeKit<ModeOf<K>, StateOf<K>> {
  return modeKits[kind];
}

export function isModeKind(kind: unknown): kind is ModeKind {
  return typeof kind === "string" && Object.hasOwn(modeKits, kind);
}

/** The modes of the original, by name. */
export const originalModes = {
  normal: { kind: "normal", delayMs: 10 },
  attack: { kind: "attack", delayMs: 500 },
  load: { kind: "load", stepMs: 10 },
} as const satisfies Modes;

/** What a server remembers from one request to the next. */
export interface ModeMemory {
  /** The wait of the previous answer, whatever its mode; 0 for the first request. */
  readonly waitMs: number;
  /** The state of each kind of mode. */
  readonly states: { readonly [K in ModeKind]?: StateOf<K> | undefined };
  /** The kind of the latest mode. */
  readonly last: ModeKind | undefined;
}

export const freshModeMemory: ModeMemory = { waitMs: 0, states: {}, last: undefined };

/** The memory as one flat table, for display. */
export function shownMemory({ waitMs, states }: ModeMemory): object {
  return Object.values(states).reduce<object>((shown, state) => ({ ...shown, ...state }), { waitMs });
}

/** A request at the start of its service. */
export interface ServedRequest {
  /** When service begins, after any queueing. */
  readonly nowMs: number;
  readonly requestIndex: number;
  readonly random: Random;
  /** The recording that modes of the kind `recorded` play. */
  readonly recording?: Recording | undefined;
}

/** The result of serving one request. */
export interface Served {
  readonly treatment: Treatment;
  /** Until the last byte of the answer; undefined when no answer comes. */
  readonly waitMs: number | undefined;
  /** For the next request in order of service. */
  readonly memory: ModeMemory;
}

/** True for a mode that the server plays; the client plays the others. */
export function isServerMode({ kind }: Mode): boolean {
  return modeKit(kind).treat !== undefined;
}

/** The server's treatment of one request. @throws RangeError for a mode that the client plays */
export function serveRequest(mode: Mode, memory: ModeMemory, request: ServedRequest): Served {
  const { treat } = modeKit(mode.kind);
  if (treat === undefined) throw new RangeError(`the client plays ${mode.kind}, not the server`);
  const { nowMs, requestIndex, random, recording } = request;
  const context = { nowMs, requestIndex, random, recording, lastWaitMs: memory.waitMs };
  const { treatment, state } = treat(mode, memory.states[mode.kind], context);
  const waitMs = endsAfterMs(treatment);
  const lastWaitMs = isAnswer(treatment) && waitMs !== undefined ? waitMs : memory.waitMs;
  return { treatment, waitMs, memory: remembered(memory, mode.kind, state, lastWaitMs) };
}

function remembered<K extends ModeKind>(
  before: ModeMemory,
  kind: K,
  state: StateOf<K>,
  waitMs: number,
): ModeMemory {
  const { last } = before;
  const kept = last === undefined || last === kind ? before.states : withoutPassing(before.states, last);
  const states = kept[kind] === state ? kept : { ...kept, [kind]: state };
  return waitMs === before.waitMs && kind === last && states === before.states
    ? before
    : { waitMs, states, last: kind };
}

/** Drops the state of a kind of mode, unless its memory is lasting. */
function withoutPassing(states: ModeMemory["states"], kind: ModeKind): ModeMemory["states"] {
  return states[kind] === undefined || modeKit(kind).memory === "lasting"
    ? states
    : { ...states, [kind]: undefined };
}
