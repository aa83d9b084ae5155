import { epochMs } from "../domain/clock.ts";
import { parseInstant } from "../domain/instant.ts";
import { loopbackNoise, noiseMs } from "../domain/noise.ts";
import { randomStream } from "../domain/random.ts";
import type { ResponseScenario } from "../domain/scenario.ts";

/** First instant of a scenario on the virtual clock. */
export function startOf({ startsAt }: ResponseScenario): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}

/** The network's share of each request on the virtual clock, where there is no network. */
export function addedMsOf(
  { noise = loopbackNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  return (requestIndex) => noiseMs(noise, chance(requestIndex));
}
