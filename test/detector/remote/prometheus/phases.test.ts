import { expect, test } from "vitest";
import { chosenPhase, phaseGrid } from "../../../../detector/remote/prometheus/phases.ts";

test("pinned is the middle of the grid, whatever the seed", () => {
  const places = [1, 2, 3].map((seed) => phaseGrid[chosenPhase("pinned", seed)]);

  expect(places).toEqual(places.map(() => ({ evaluation: 0.5, scrape: 0.5 })));
});

test("sampled draws every place of the grid, and the same one for the same seed", () => {
  const drawn = Array.from({ length: 300 }, (_, seed) => chosenPhase("sampled", seed));

  expect(new Set(drawn).size).toBe(phaseGrid.length);
  expect(chosenPhase("sampled", 7)).toBe(drawn[7]);
});
