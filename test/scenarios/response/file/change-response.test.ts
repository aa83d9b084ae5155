import { expect, test } from "vitest";
import { labelledPhases } from "../../../../domain/phases/phase.ts";
import { planRequests } from "../../../../domain/response/plan.ts";
import type { ResponseScenario } from "../../../../domain/response/scenario.ts";
import { requestCount, requestsIn } from "../../../../domain/response/scenario.ts";
import { complex } from "../../../../scenarios/response/complex.ts";
import { changeResponse } from "../../../../scenarios/response/file/change.ts";
import { healthy } from "../../../../scenarios/response/healthy.ts";
import { rapidly } from "../../../../scenarios/response/rapidly.ts";
import { containingText } from "../../../harness/containing.ts";

const onsetOf = (scenario: ResponseScenario): number =>
  [...planRequests(scenario, 1)].findIndex(({ incident }) => incident !== undefined);

test("only the given field of one mode changes", () => {
  const changed = changeResponse(rapidly, "attack.delayMs=80");

  expect(changed).toEqual({
    ...rapidly,
    modes: { ...rapidly.modes, attack: { kind: "attack", delayMs: 80 } },
  });
});

test.for([1, 100, 109, 299])("the incident can move to index %i without changing the total", (onset) => {
  const changed = changeResponse(rapidly, `onset=${onset}`);

  expect(onsetOf(changed)).toBe(onset);
  expect(requestCount(changed)).toBe(300);
});

test("a share, a timeout and an open age can be set", () => {
  const settings = ["attack.share=0.1", "timeoutMs=900", "openAfterMs=100"];

  const changed = settings.reduce<ResponseScenario>(
    (scenario, setting) => changeResponse(scenario, setting),
    rapidly,
  );

  expect(changed).toEqual({
    ...rapidly,
    phases: [
      { mode: "normal", requests: 100 },
      { mode: "attack", requests: 200, share: 0.1 },
    ],
    timeoutMs: 900,
    openAfterMs: 100,
  });
});

test("an incident between two healthy stretches moves as a whole", () => {
  const phases = [...rapidly.phases, { mode: "normal", requests: 50 }];

  const changed = changeResponse({ ...rapidly, phases }, "onset=110");

  expect(changed.phases.map(requestsIn)).toEqual([110, 200, 40]);
});

test("a slow stretch that is not an incident does not count as the onset", () => {
  const phases = [
    { mode: "normal", requests: 10 },
    { mode: "load", requests: 5, incident: false },
    { mode: "attack", requests: 20 },
  ];

  const changed = changeResponse({ ...rapidly, phases }, "onset=20");

  expect(labelledPhases(changed.phases).map(requestsIn)).toEqual([15, 5, 15]);
});

const canBeSet =
  "Can be set: normal.delayMs=10, attack.delayMs=500, load.stepMs=10, attack.share, timeoutMs, openAfterMs; with one incident also onset.";

test.for([
  ["atack.delayMs=80", `Did you mean "attack.delayMs"? ${canBeSet}`, "no such mode"],
  ["attack.stepMs=80", canBeSet, "a field of another kind of mode"],
  ["attack.kind=load", canBeSet, "the kind is not a field to set"],
  ["toString.delayMs=1", canBeSet, "not a mode, although every object has one"],
  [
    "attack.share=2",
    "share takes a number from 0 to 1 (the share of requests that meets the mode).",
    "more than all",
  ],
  ["normal.share=0.5", canBeSet, "a share of health is health"],
  [
    "openAfterMs=",
    "openAfterMs takes a number from 1 to 86400000 (when an unanswered request gets a row of its own, in milliseconds).",
    "an empty value",
  ],
  ["attack=1", canBeSet, "no field"],
  ["attack.delayMs.x=1", `Did you mean "attack.delayMs"? ${canBeSet}`, "too deep"],
  ["onset", canBeSet, "no value"],
  ["", canBeSet, "nothing at all"],
  ["attack.delayMs=-1", "delayMs takes a number from 0 to 86400000 (the wait in milliseconds).", "too low"],
  [
    "attack.delayMs=",
    "delayMs takes a number from 0 to 86400000 (the wait in milliseconds).",
    "an empty value",
  ],
  ["attack.delayMs=fast", "delayMs takes a number from 0 to 86400000 (the wait in milliseconds).", "a word"],
  [
    "onset=0",
    "onset takes the index of a request, a whole number from 1 to 299.",
    "nothing healthy before it",
  ],
  ["onset=300", "onset takes the index of a request, a whole number from 1 to 299.", "nothing left of it"],
  ["onset=1.5", "onset takes the index of a request, a whole number from 1 to 299.", "half a request"],
  ["onset=1e2", "onset takes the index of a request, a whole number from 1 to 299.", "not plain digits"],
] as const)("--set %s is nonsense and says %j: %s", ([setting, advice]) => {
  expect(() => changeResponse(rapidly, setting)).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_SET", message: `Cannot set "${setting}".`, advice }),
  );
});

test.for([
  ["it has two incidents", complex],
  ["it has none", healthy],
  ["it begins with the incident", { ...rapidly, phases: [{ mode: "attack", requests: 3 }] }],
] as const)("onset cannot be set in a scenario when %s", ([, scenario]) => {
  expect(() => changeResponse(scenario, "onset=2")).toThrow(
    expect.objectContaining({
      code: "BAD_SET",
      advice: containingText(
        "onset needs a scenario of one incident that begins in mode normal. Can be set: normal.delayMs=10,",
      ),
    }),
  );
});
