import { expect, test } from "vitest";
import { problemIn } from "../../../../detector/remote/prometheus/rule-health.ts";

const startedMs = Date.UTC(2026, 0, 1);
const names = new Set(["Slow"]);

function answer(rule: object) {
  return { groups: [{ name: "g", interval: 15, rules: [{ name: "Slow", health: "ok", ...rule }] }] };
}

test.for([
  [{ lastEvaluation: "2026-01-01T00:00:30.123456789Z" }, 70_000, "it was evaluated 39.9 s ago"],
  [
    { lastEvaluation: "0001-01-01T00:00:00Z", health: "unknown" },
    40_000,
    "its first evaluation can still come",
  ],
  [{ name: "Other", health: "err", lastError: "x" }, 0, "no alert that counts needs it"],
] as const)("%j, %i ms after the start, is no problem: %s", ([rule, sinceMs]) => {
  expect(problemIn(answer(rule), names, startedMs, startedMs + sinceMs)).toBeUndefined();
});

test("a rule with an error was not evaluated, and the message has Prometheus's reason", () => {
  const rule = { health: "err", lastError: "many-to-many", lastEvaluation: "2026-01-01T00:00:30Z" };

  expect(problemIn(answer(rule), names, startedMs, startedMs + 31_000)).toMatchObject({
    kind: "drill",
    code: "RULE_NOT_EVALUATED",
    message: "Prometheus could not evaluate the rule Slow (at 2026-01-01T00:00:30Z): many-to-many.",
  });
});

test.for([
  [{ lastEvaluation: "2026-01-01T00:00:30Z" }, 70_001, "40 s"],
  [{ lastEvaluation: "0001-01-01T00:00:00Z", health: "unknown" }, 40_001, "40 s"],
] as const)(
  "%j, %i ms after the start, is an engine that has stopped: two intervals and ten seconds are over",
  ([rule, sinceMs, shown]) => {
    expect(problemIn(answer(rule), names, startedMs, startedMs + sinceMs)).toMatchObject({
      code: "ENGINE_FAILED",
      message: `prometheus has not evaluated the rule Slow for ${shown} and printed nothing`,
    });
  },
);
