import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import { finestTimeMs } from "../../../harness/drill/finest-time.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

test.for([
  ["5s", 5000, "a deadline in seconds is what must be timed"],
  [10, 3_600_000, "attempts are counted by the hour, however late they come"],
] as const)("within %s a drill of logins must be timed to %i ms: %s", ([within, finestMs]) => {
  const gates = gatesOf(loginSpray, [], { within }, findDetector);

  expect(finestTimeMs(loginSpray, gates)).toBe(finestMs);
});

test("rows that are times say themselves how exactly they must be timed", () => {
  expect(finestTimeMs(rapidly, gatesOf(rapidly, [], {}, findDetector))).toBeUndefined();
});
