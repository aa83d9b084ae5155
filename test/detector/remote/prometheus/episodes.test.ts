import { expect, test } from "vitest";
import { episodesOf } from "../../../../detector/remote/prometheus/virtual-prometheus.ts";

function change(state: "firing" | "resolved", atMs: number, key = "Slow") {
  return { key, severity: "error", state, atMs, scrapedMs: atMs, annotations: {} } as const;
}

test("an episode has all its firings and its end", () => {
  const changes = [change("firing", 1), change("firing", 2), change("resolved", 3)];

  expect(episodesOf(changes)).toEqual([{ firings: [changes[0], changes[1]], end: changes[2] }]);
});

test("an alert that fires again after its end is a new episode, and an alert that still fires has no end", () => {
  const changes = [change("firing", 1), change("resolved", 2), change("firing", 3)];

  expect(episodesOf(changes)).toEqual([
    { firings: [changes[0]], end: changes[1] },
    { firings: [changes[2]] },
  ]);
});

test("alerts of different keys do not end each other", () => {
  const changes = [change("firing", 1, "A"), change("firing", 2, "B"), change("resolved", 3, "A")];

  expect(episodesOf(changes)).toEqual([
    { firings: [changes[0]], end: changes[2] },
    { firings: [changes[1]] },
  ]);
});
