import { expect, test } from "vitest";
import { defineDetector } from "../../../domain/detector.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { Detector, DetectorDefinition } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import { fenced } from "../../../harness/session/fence.ts";

const silent: Alert = { key: "k", severity: "error", state: "firing", atIndex: 0, atMs: 0 };

/** Alerts on time alone, and only after a row. Its methods are those of its class. */
class Waiting implements Detector<Observation> {
  readonly name = "waiting";
  readonly windowSize = 10;
  private rows = 0;

  observe(): readonly Alert[] {
    this.rows += 1;
    return [];
  }

  elapse(): readonly Alert[] {
    return this.rows === 1 ? [silent] : [];
  }
}

const definition = { name: "waiting", summary: "Waits.", reads: ["response"], options: {} } as const;

const row: Observation = {
  kind: "response",
  index: 0,
  atMs: 1,
  plannedAtMs: 0,
  sentAtMs: 0,
  outcome: { kind: "completed", status: 200, responseMs: 1 },
};

test.for([
  ["defineDetector", defineDetector({ ...definition, create: () => new Waiting() })],
  ["a plain definition", { ...definition, create: () => new Waiting() }],
] as const)("a detector that is an instance of a class keeps its state and its methods: %s", ([, made]) => {
  const detector = fenced(made, "waiting").create({}, { source: "response" });

  detector.observe(row);

  expect(detector.elapse?.(5)).toEqual([silent]);
});

test("a definition may use itself in create", () => {
  const own: DetectorDefinition & { readonly made: () => Waiting } = {
    ...definition,
    made: () => new Waiting(),
    create() {
      return this.made();
    },
  };

  expect(fenced(own, "waiting").create({}, { source: "response" }).name).toBe("waiting");
});
