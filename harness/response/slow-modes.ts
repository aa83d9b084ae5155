import type { ModeKind, Modes } from "../../domain/response/mode.ts";

/** Faults that are no longer waits: a lag as long as theirs does not look like one of them. */
const notSlow: ReadonlySet<ModeKind> = new Set<ModeKind>([
  "jitter",
  "lognormal",
  "percentiles",
  "flap",
  "errors",
  "blackhole",
  "truncate",
  "restart",
  "silence",
  "clock-step",
]);

/** True when rows of the mode are slower than healthy ones, so that lag could hide the difference. */
export function isSlowness(modes: Modes, modeName: string): boolean {
  const kind = modes[modeName]?.kind;
  return kind === undefined || !notSlow.has(kind);
}
