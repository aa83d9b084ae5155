import { epochMs } from "../domain/clock.ts";
import { parseInstant } from "../domain/instant.ts";
import { loopbackNoise, noiseMs } from "../domain/noise.ts";
import { randomStream } from "../domain/random.ts";
import type { ResponseScenario } from "../domain/scenario.ts";

/** First instant of a scenario on the virtual clock. */
export function startOf({ startsAt }: ResponseScenario): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}

/** A recording has its network's share in its response times. */
const noNoise = { kind: "none" } as const;

/** The network's share of each request on the virtual clock, where there is no network. */
export function addedMsOf(
  { recording, noise = recording === undefined ? loopbackNoise : noNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  return (requestIndex) => noiseMs(noise, chance(requestIndex));
}
