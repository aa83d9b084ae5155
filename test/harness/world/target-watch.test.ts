import { expect, test } from "vitest";
import type { RequestOutcome } from "../../../domain/wire/outcome.ts";
import { harnessKit } from "../../../harness/sources.ts";
import { targetWatch } from "../../../harness/world/target-watch.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

const { plannedErrors } = harnessKit("response").play;

const answered: RequestOutcome = { kind: "completed", status: 500, responseMs: 3 };
const refused: RequestOutcome = { kind: "failed", error: "ECONNREFUSED", afterMs: 1 };
const reset: RequestOutcome = { kind: "failed", error: "ECONNRESET", afterMs: 1 };
const cut: RequestOutcome = { kind: "failed", error: "CONNECTION_CLOSED", afterMs: 1 };
const open: RequestOutcome = { kind: "open", ageMs: 1 };
const timedOut: RequestOutcome = { kind: "failed", error: "TIMEOUT", afterMs: 20_000 };

const modes = {
  normal: { kind: "normal", delayMs: 10 },
  blackhole: { kind: "blackhole", delayMs: 10 },
  restart: { kind: "restart", downMs: 100, delayMs: 10 },
} as const;

function watched(outcomes: readonly RequestOutcome[], mode = "normal") {
  const watch = targetWatch("http://127.0.0.1:8888", (met) => plannedErrors({ ...rapidly, modes }, met));
  const codes = outcomes.map((outcome) => watch.add(outcome, mode)?.code);
  return { certainAt: codes.indexOf("TARGET_LOST"), end: watch.finish() };
}

const times = (count: number, outcome: RequestOutcome) => Array<RequestOutcome>(count).fill(outcome);

test.for([
  ["all is well", [answered, answered], -1, "there"],
  ["an error status is an answer", times(20, answered), -1, "there"],
  ["nine failures before an answer are not enough", [...times(9, refused), answered], -1, "there"],
  ["the tenth failure in a row is certain", times(12, refused), 9, "lost"],
  ["failures of different kinds count together", [...times(5, refused), ...times(5, reset)], 9, "lost"],
  ["an answer restarts the count", [...times(9, refused), answered, ...times(10, reset)], 19, "lost"],
  ["one failure at the very end is a lost target", [answered, refused], -1, "lost"],
  ["timeouts are slowness, not absence", times(30, timedOut), -1, "there"],
  ["nothing was sent", [], -1, "there"],
  ["a request that is still open says nothing", [...times(9, refused), open, refused], 10, "lost"],
] as const)("%s", ([, outcomes, at, where]) => {
  const { certainAt, end } = watched(outcomes);

  expect(certainAt).toBe(at);
  expect(end === undefined ? "there" : "lost").toBe(where);
});

test.for([
  ["restart", refused, "there", "a restart refuses"],
  ["restart", cut, "there", "a restart cuts its first request"],
  ["blackhole", cut, "there", "a black hole cuts"],
  ["blackhole", refused, "lost", "but it does not refuse"],
] as const)(
  "after twenty rows of mode %s that fail with %j the target is %s: %s",
  ([mode, outcome, where]) => {
    const { end } = watched(times(20, outcome), mode);

    expect(end === undefined ? "there" : "lost").toBe(where);
  },
);

test("the error names the lost target, its failure and how often it failed, and does not blame the detector", () => {
  const { end } = watched([answered, ...times(3, refused)]);

  expect(end).toMatchObject({ kind: "drill", code: "TARGET_LOST" });
  expect(end?.message).toBe(
    "The last 3 requests to http://127.0.0.1:8888 failed with ECONNREFUSED: the target is lost.",
  );
  expect(end?.advice).toContain("the drill says nothing about the detector");
});
