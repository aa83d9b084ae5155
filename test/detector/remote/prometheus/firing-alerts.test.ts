import { expect, test } from "vitest";
import { firingAlerts, keyOf } from "../../../../detector/remote/prometheus/firing-alerts.ts";

const slow = { alertname: "Slow", severity: "warning" };
const slower = { alertname: "Slow", severity: "critical" };

test("a repeated notice is no change", () => {
  const firing = firingAlerts();

  expect(firing.note(slow, "firing")).toEqual({ key: "Slow", severity: "warning", state: "firing" });
  expect(firing.note(slow, "firing")).toBeUndefined();
  expect(firing.note(slow, "resolved")).toEqual({ key: "Slow", severity: "warning", state: "resolved" });
  expect(firing.note(slow, "resolved")).toBeUndefined();
  expect(firing.note(slow, "firing")).toBeDefined();
});

test("a worse severity of the same alert is a change, and the episode ends with its last instance", () => {
  const firing = firingAlerts();

  expect(firing.note(slow, "firing")).toBeDefined();
  expect(firing.note(slower, "firing")).toEqual({ key: "Slow", severity: "error", state: "firing" });
  expect(firing.note(slow, "resolved")).toBeUndefined();
  expect(firing.note(slower, "resolved")).toEqual({ key: "Slow", severity: "error", state: "resolved" });
});

test("a milder severity of a firing alert is no change", () => {
  const firing = firingAlerts();
  firing.note(slower, "firing");

  expect(firing.note(slow, "firing")).toBeUndefined();
});

test("the end of an alert that never fired is no change", () => {
  expect(firingAlerts().note(slow, "resolved")).toBeUndefined();
});

test("a key includes an alert's subject labels, not its origin", () => {
  expect(keyOf({ ...slow, job: "firedrill", instance: "x:1", firedrill_run: "7" })).toBe("Slow");
  expect(keyOf({ path: "/b", code: "500", ...slow })).toBe('Slow{code="500",path="/b"}');
});
