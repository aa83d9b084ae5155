import { expect, test } from "vitest";
import { noiseMs } from "../../../domain/response/noise.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { simulateResponses } from "../../../harness/response/simulate.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

const play = () => [...simulateResponses(rapidly, 4711)];

test("a seed's rows are the same in its first drill and in later ones, whatever is played between", () => {
  const noise = { kind: "lognormal", medianMs: 5, sigma: 0.3 } as const;
  const phases = [{ mode: "normal", requests: 1100 }] as const;
  const wide = { ...rapidly, noise, phases };

  const plays = [play(), play(), [...simulateResponses(wide, 4711)], play(), play(), play()];

  const [first, second, other, ...later] = plays;
  expect([second, ...later]).toEqual([first, first, first, first]);
  const waits = other?.map(({ row }) => row.observation.outcome);
  const chance = randomStream(4711, "noise");
  expect(waits?.map((outcome) => (outcome.kind === "completed" ? outcome.responseMs : -1))).toEqual(
    Array.from(
      { length: 1100 },
      (_, index) => Math.round((10 + noiseMs(noise, chance(index))) * 1000) / 1000,
    ),
  );
});
