import { expect, test } from "vitest";
import { incidentCollector, incidentsOf } from "../../domain/incident.ts";
import type { Labelled } from "../../domain/truth.ts";

function row(index: number, plannedAtMs: number, atMs: number, incident?: string): Labelled {
  const outcome = { kind: "completed", status: 200, responseMs: atMs - plannedAtMs } as const;
  return {
    observation: { kind: "response", index, plannedAtMs, sentAtMs: plannedAtMs, atMs, outcome },
    truth: incident === undefined ? { mode: "normal" } : { mode: "attack", incident },
  };
}

test("an incident lasts from the first planned instant to the last end, even when requests overtake each other", () => {
  const rows = [row(0, 20, 30, "attack-1"), row(1, 10, 510, "attack-1"), row(2, 600, 610)];

  const incidents = incidentsOf(rows);

  expect(incidents).toEqual([{ id: "attack-1", kind: "attack", fromMs: 10, untilMs: 510, subjects: [] }]);
});

test("incidents are in order of their start, not of their rows", () => {
  const rows = [row(0, 50, 60, "attack-2"), row(1, 10, 70, "attack-1")];

  const ids = incidentsOf(rows).map(({ id }) => id);

  expect(ids).toEqual(["attack-1", "attack-2"]);
});

test("a collector returns the incidents so far at any time", () => {
  const collector = incidentCollector();
  collector.add(row(0, 10, 20, "attack-1"));

  const before = collector.finish();
  collector.add(row(1, 30, 40, "attack-1"));

  expect(before).toMatchObject([{ untilMs: 20 }]);
  expect(collector.finish()).toMatchObject([{ untilMs: 40 }]);
});
