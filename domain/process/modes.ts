import type { Load, ModeKit } from "./mode.ts";
import { idle } from "./mode.ts";
import { burn } from "./modes/burn.ts";
import { fork } from "./modes/fork.ts";
import { hang } from "./modes/hang.ts";
import { leakFiles } from "./modes/leak-files.ts";
import { leak } from "./modes/leak.ts";
import { normal } from "./modes/normal.ts";
import { receive } from "./modes/receive.ts";
import { send } from "./modes/send.ts";
import { stall } from "./modes/stall.ts";
import { syscalls } from "./modes/syscalls.ts";

/** Every kind of mode. This is the only list. */
const table = {
  normal,
  burn,
  leak,
  "leak-files": leakFiles,
  receive,
  send,
  syscalls,
  fork,
  hang,
  stall,
};

type ModeKind = keyof typeof table;

type ModesByKind = {
  readonly [K in ModeKind]: (typeof table)[K] extends ModeKit<infer Data> ? Data : never;
};

type ModeOf<K extends ModeKind> = { [P in K]: ModesByKind[P] }[K];

/** What the watched process does, a union on `kind`. */
export type Mode = ModeOf<ModeKind>;

/** Modes by name. `normal` is healthy; a phase with any other mode is an incident unless it says `incident: false`. */
export type Modes = Readonly<Record<string, Mode>>;

/** By kind, in display order. */
export const modeKits: { readonly [K in ModeKind]: ModeKit<ModeOf<K>> } = table;

export function modeKit<K extends ModeKind>(kind: K): ModeKit<ModeOf<K>> {
  return modeKits[kind];
}

/** The load of a mode. @returns undefined for a name that is not in the table */
export function loadOf(modes: Modes, name: string): Load | undefined {
  const mode = Object.hasOwn(modes, name) ? modes[name] : undefined;
  return mode === undefined ? undefined : modeKit(mode.kind).load(mode, healthyLoad(modes));
}

/** The load of `normal`. */
export function healthyLoad({ normal: healthy }: Modes): Load {
  return healthy === undefined ? idle : modeKit(healthy.kind).load(healthy, idle);
}
