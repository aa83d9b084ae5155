import { expect, test } from "vitest";
import { faultOf } from "../../../domain/response/fault.ts";
import type { Modes } from "../../../domain/response/modes.ts";
import { originalModes } from "../../../domain/response/modes.ts";
import type { ResponsePhase } from "../../../domain/response/scenario.ts";

const uniform = (minMs: number, maxMs: number) => ({ kind: "uniform", minMs, maxMs }) as const;
const healthy = { mode: "normal", requests: 10 };
const attack = { mode: "attack", requests: 10 };

test("a fault beyond the client's timeout is not a jump, because no request is answered", () => {
  const scenario = { modes: originalModes, phases: [healthy, attack] };

  expect(faultOf({ ...scenario, timeoutMs: 501 })).toEqual({ healthyMs: 10, affectedMs: 500 });
  expect(faultOf({ ...scenario, timeoutMs: 500 })).toBeUndefined();
});

test.for<readonly [string, Modes, readonly ResponsePhase[], unknown]>([
  ["a jump has both waits", originalModes, [healthy, attack], { healthyMs: 10, affectedMs: 500 }],
  [
    "health with a spread counts with its mean, a fault with its least",
    { normal: uniform(20, 80), attack: uniform(500, 700) },
    [healthy, attack],
    { healthyMs: 50, affectedMs: 500 },
  ],
  ["without an incident there is none", originalModes, [healthy], undefined],
  ["a slow deploy is none", originalModes, [healthy, { ...attack, incident: false }], undefined],
  ["a climb is no jump", originalModes, [healthy, { mode: "load", requests: 10 }], undefined],
])("the fault of a scenario: %s", ([, modes, phases, expected]) => {
  expect(faultOf({ modes, phases })).toEqual(expected);
});
