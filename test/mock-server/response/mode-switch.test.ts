import { expect, test } from "vitest";
import { originalModes } from "../../../domain/response/modes.ts";
import { createModeSwitch } from "../../../mock-server/response/mode-switch.ts";

function order(mode: string, incident?: string) {
  return { index: 0, mode, incident };
}

test("a request meets the mode it asks for and belongs to the incident it names", () => {
  const modes = createModeSwitch(originalModes, 1);

  expect(modes.apply(order("attack", "attack-1"), 0)).toEqual({
    mode: "attack",
    waitMs: 500,
    treatment: { kind: "answer", waitMs: 500, status: 200 },
    incident: "attack-1",
  });
});

test("a forced mode and its incident override the plan", () => {
  const modes = createModeSwitch(originalModes, 1);

  modes.force("attack");

  expect(modes.apply(order("load", "load-1"), 0)).toEqual({
    mode: "attack",
    waitMs: 500,
    treatment: { kind: "answer", waitMs: 500, status: 200 },
    incident: "forced-1",
  });
});

test("a forced normal mode is not an incident, whatever the plan", () => {
  const modes = createModeSwitch(originalModes, 1);

  modes.force("normal");

  expect(modes.apply(order("attack", "attack-1"), 0)).toEqual({
    mode: "normal",
    waitMs: 10,
    treatment: { kind: "answer", waitMs: 10, status: 200 },
    incident: undefined,
  });
});

test("every forcing is a new incident, even of the same mode and after a reset", () => {
  const modes = createModeSwitch(originalModes, 1);

  const forcings = ["attack", "attack", "normal", "load"].map((mode) => modes.force(mode));
  modes.reset();

  expect([...forcings, modes.force("attack")]).toEqual([
    { mode: "attack", incident: "forced-1" },
    { mode: "attack", incident: "forced-2" },
    { mode: "normal" },
    { mode: "load", incident: "forced-3" },
    { mode: "attack", incident: "forced-4" },
  ]);
});

test("clearing keeps the state, so that a load after a forced attack climbs from its level", () => {
  const modes = createModeSwitch(originalModes, 1);
  modes.force("attack");
  modes.apply(order("normal"), 0);

  modes.clear();

  expect(modes.forced()).toBeUndefined();
  expect(modes.apply(order("load"), 0).waitMs).toBe(510);
});

test("a reset clears the state", () => {
  const modes = createModeSwitch(originalModes, 1);
  modes.apply(order("attack"), 0);

  modes.reset();

  expect(modes.apply(order("load"), 0).waitMs).toBe(10);
});

test.for(["toString", "__proto__", "Normal", ""])("an inherited property is not a mode: %j", (name) => {
  expect(createModeSwitch(originalModes, 1).has(name)).toBe(false);
});
