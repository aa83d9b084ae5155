import { expect, test } from "vitest";
import type { PhaseBase, PhaseLength } from "../../../domain/phases/phase.ts";
import { harmlessModes, onsetOf, shiftedBy } from "../../../domain/phases/phase.ts";

/** Measured in seconds, unlike phases of requests. */
interface Stretch extends PhaseBase {
  readonly seconds: number;
}

const inSeconds: PhaseLength<Stretch> = {
  of: ({ seconds }) => seconds,
  longer: (phase, by) => ({ ...phase, seconds: phase.seconds + by }),
};

const normal = { mode: "normal", seconds: 30 };
const leak = { mode: "leak", seconds: 60 };

test.for([
  [[normal, leak], { at: 30, room: { earlier: 29, later: 59 } }, "one incident after health"],
  [[normal, leak, normal], { at: 30, room: { earlier: 29, later: 29 } }, "health gives the room after it"],
  [[normal, { ...leak, incident: false }, leak], { at: 90, room: { earlier: 29, later: 59 } }, "no incident"],
  [[normal, leak, normal, leak], { at: 30 }, "there are two"],
  [[leak, normal], { at: 0 }, "nothing healthy comes before it"],
  [[normal, leak, { ...normal, seconds: 0 }], { at: 30 }, "the last phase has nothing to give"],
  [[normal, { ...leak, incident: false }], undefined, "there is none"],
] as const)("the onset of %j is %j: %s", ([phases, onset]) => {
  expect(onsetOf<Stretch>(phases, inSeconds)).toEqual(onset);
});

test("modes are harmless where a phase says so, and normal is not one of them", () => {
  const deploy = { mode: "deploy", seconds: 5, incident: false };

  expect([...harmlessModes([normal, deploy, leak, deploy, { ...normal, incident: false }])]).toEqual([
    "deploy",
  ]);
});

test.for([
  [7, [37, 60, 23]],
  [-7, [23, 60, 37]],
] as const)("shifted by %i s, the phases last %j s with the same total", ([by, seconds]) => {
  expect(shiftedBy<Stretch>([normal, leak, normal], inSeconds, by).map(inSeconds.of)).toEqual(seconds);
});
