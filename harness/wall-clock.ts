import type { ClockKind } from "../domain/clock.ts";
import { realClock, scaledClock } from "./clock.ts";
import type { ClockOrigin, RunningClock } from "./clock.ts";

/** The clocks on which time passes by itself. */
export type WallClockKind = Exclude<ClockKind, { readonly kind: "virtual" }>;

/** Two processes given the same kind and origin agree on the time. */
export function wallClock(kind: WallClockKind, origin: ClockOrigin): RunningClock {
  switch (kind.kind) {
    case "real":
      return realClock(origin);
    case "scaled":
      return scaledClock(kind.factor, origin);
  }
}

/** How many times faster than the machine's own its time runs. */
export function factorOf(kind: WallClockKind): number {
  switch (kind.kind) {
    case "real":
      return 1;
    case "scaled":
      return kind.factor;
  }
}
