import { expect, test } from "vitest";
import { alertBook, keyOf } from "../../../../detector/remote/prometheus/alert-book.ts";

const slow = { alertname: "Slow", severity: "warning" };
const slower = { alertname: "Slow", severity: "critical" };

test("an alert that is said again is not news", () => {
  const book = alertBook();

  expect(book.note(slow, "firing")).toEqual({ key: "Slow", severity: "warning", state: "firing" });
  expect(book.note(slow, "firing")).toBeUndefined();
  expect(book.note(slow, "resolved")).toEqual({ key: "Slow", severity: "warning", state: "resolved" });
  expect(book.note(slow, "resolved")).toBeUndefined();
  expect(book.note(slow, "firing")).toBeDefined();
});

test("a worse severity of the same alert is news; the episode ends with the last of them", () => {
  const book = alertBook();

  expect(book.note(slow, "firing")).toBeDefined();
  expect(book.note(slower, "firing")).toEqual({ key: "Slow", severity: "error", state: "firing" });
  expect(book.note(slow, "resolved")).toBeUndefined();
  expect(book.note(slower, "resolved")).toEqual({ key: "Slow", severity: "error", state: "resolved" });
});

test("a milder severity of an alert that fires is no news", () => {
  const book = alertBook();
  book.note(slower, "firing");

  expect(book.note(slow, "firing")).toBeUndefined();
});

test("the end of an alert that never began is no news", () => {
  expect(alertBook().note(slow, "resolved")).toBeUndefined();
});

test("a key says what an alert is about, not where it comes from", () => {
  expect(keyOf({ ...slow, job: "firedrill", instance: "x:1", firedrill_run: "7" })).toBe("Slow");
  expect(keyOf({ path: "/b", code: "500", ...slow })).toBe('Slow{code="500",path="/b"}');
});
