import { expect, test } from "vitest";
import { z } from "zod";
import type { PhaseBase, PhasedScenario } from "../../../domain/phases/phase.ts";
import type { PhasedSettings } from "../../../scenarios/phases/change.ts";
import { changePhased } from "../../../scenarios/phases/change.ts";

/** A process scenario: phases of seconds, without shares. */
interface Stretch extends PhaseBase {
  readonly seconds: number;
}

interface Leak {
  readonly kind: string;
  readonly bytesPerSecond: number;
}

type Process = PhasedScenario<Leak, Stretch>;

const scenario: Process = {
  name: "leaking",
  summary: "A process takes more and more memory.",
  modes: { normal: { kind: "steady", bytesPerSecond: 0 }, leak: { kind: "leak", bytesPerSecond: 500 } },
  phases: [
    { mode: "normal", seconds: 30 },
    { mode: "leak", seconds: 60 },
  ],
  expect: [],
};

const wanted = "a number of bytes";
const settings: PhasedSettings<Leak, Stretch, Process> = {
  numbers: {},
  ofPhases: [],
  fieldsOf: () => ["bytesPerSecond"],
  schemaOf: () => z.object({ kind: z.string(), bytesPerSecond: z.number(wanted) }),
  length: {
    of: ({ seconds }) => seconds,
    longer: (phase, by) => ({ ...phase, seconds: phase.seconds + by }),
  },
  onsetUnit: "a second",
  fixedOnset: ({ phases }) => (phases.length > 2 ? "The onset is fixed." : undefined),
};

test("phases of seconds shift their onset by seconds", () => {
  const { phases } = changePhased(settings, scenario, "onset=40");

  expect(phases.map(({ seconds }) => seconds)).toEqual([40, 50]);
});

test("an onset that is fixed is not moved, and the error says why", () => {
  const longer = { ...scenario, phases: [...scenario.phases, { mode: "normal", seconds: 10 }] };

  expect(() => changePhased(settings, longer, "onset=40")).toThrow(
    expect.objectContaining({ code: "BAD_SET", advice: "The onset is fixed." }),
  );
});

test("only the given field of the mode changes", () => {
  const { modes, ...rest } = changePhased(settings, scenario, "leak.bytesPerSecond=9");

  expect(modes).toEqual({ ...scenario.modes, leak: { kind: "leak", bytesPerSecond: 9 } });
  expect({ ...rest, modes: scenario.modes }).toEqual(scenario);
});

test.for([
  ["onset=90", "onset takes a second, a whole number from 1 to 89."],
  ["leak.bytesPerSecond=", "bytesPerSecond takes a number of bytes."],
  [
    "leak.share=0.1",
    "Can be set: normal.bytesPerSecond=0, leak.bytesPerSecond=500; with one incident also onset.",
  ],
  [
    "leak.toString=1",
    "Can be set: normal.bytesPerSecond=0, leak.bytesPerSecond=500; with one incident also onset.",
  ],
] as const)("--set %s is rejected with %j", ([setting, advice]) => {
  expect(() => changePhased(settings, scenario, setting)).toThrow(
    expect.objectContaining({ code: "BAD_SET", message: `Cannot set "${setting}".`, advice }),
  );
});
