import { randomStream } from "../../domain/chance/random.ts";
import { loopbackNoise, noiseMs } from "../../domain/response/noise.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";

/** A recording has its network's share in its response times. */
const noNoise = { kind: "none" } as const;

/** The network's share of each request on the virtual clock, where there is no network. A login's is not in its log. */
export function addedMsOf(scenario: Scenario, seed: number): (requestIndex: number) => number {
  switch (scenario.source) {
    case "response":
      return responseNoise(scenario, seed);
    case "login":
      return () => 0;
  }
}

function responseNoise(
  { recording, noise = recording === undefined ? loopbackNoise : noNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  return (requestIndex) => noiseMs(noise, chance(requestIndex));
}
