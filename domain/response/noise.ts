import { roundToMicros } from "../time/clock.ts";
import type { Random } from "../chance/random.ts";

/** The network's share of a response time on the virtual clock, which has no network. */
export type Noise =
  | { readonly kind: "none" }
  /** `medianMs * exp(sigma * normal)`. */
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly sigma: number };

/** Fitted to recorded runs of the original on loopback. */
export const loopbackNoise = { kind: "lognormal", medianMs: 3.5, sigma: 0.6 } as const satisfies Noise;

/** The time added to one request, in milliseconds, rounded to the microsecond; never negative. */
export function noiseMs(noise: Noise, random: Random): number {
  switch (noise.kind) {
    case "none":
      return 0;
    case "lognormal":
      return roundToMicros(noise.medianMs * Math.exp(noise.sigma * random.normal()));
  }
}
