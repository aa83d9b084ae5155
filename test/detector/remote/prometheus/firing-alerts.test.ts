import { expect, test } from "vitest";
import { firingAlerts, keyOf } from "../../../../detector/remote/prometheus/firing-alerts.ts";

const slow = { alertname: "Slow", severity: "warning" };
const slower = { alertname: "Slow", severity: "critical" };

test("an alert that is said again is not news", () => {
  const firing = firingAlerts();

  expect(firing.note(slow, "firing")).toEqual({ key: "Slow", severity: "warning", state: "firing" });
  expect(firing.note(slow, "firing")).toBeUndefined();
  expect(firing.note(slow, "resolved")).toEqual({ key: "Slow", severity: "warning", state: "resolved" });
  expect(firing.note(slow, "resolved")).toBeUndefined();
  expect(firing.note(slow, "firing")).toBeDefined();
});

test("a worse severity of the same alert is news; the episode ends with the last of them", () => {
  const firing = firingAlerts();

  expect(firing.note(slow, "firing")).toBeDefined();
  expect(firing.note(slower, "firing")).toEqual({ key: "Slow", severity: "error", state: "firing" });
  expect(firing.note(slow, "resolved")).toBeUndefined();
  expect(firing.note(slower, "resolved")).toEqual({ key: "Slow", severity: "error", state: "resolved" });
});

test("a milder severity of an alert that fires is no news", () => {
  const firing = firingAlerts();
  firing.note(slower, "firing");

  expect(firing.note(slow, "firing")).toBeUndefined();
});

test("the end of an alert that never began is no news", () => {
  expect(firingAlerts().note(slow, "resolved")).toBeUndefined();
});

test("a key says what an alert is about, not where it comes from", () => {
  expect(keyOf({ ...slow, job: "firedrill", instance: "x:1", firedrill_run: "7" })).toBe("Slow");
  expect(keyOf({ path: "/b", code: "500", ...slow })).toBe('Slow{code="500",path="/b"}');
});
