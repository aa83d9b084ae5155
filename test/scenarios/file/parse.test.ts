import fc from "fast-check";
import { expect, test } from "vitest";
import { originalModes } from "../../../domain/response/modes.ts";
import { formatPath } from "../../../scenarios/file/mistake.ts";
import { parseScenario } from "../../../scenarios/file/load.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

/** `path: message` of every mistake. */
async function mistakesOf(value: unknown): Promise<readonly string[]> {
  const parsed = await parseScenario(value);
  return parsed.kind === "mistakes"
    ? parsed.mistakes.map(({ path, message }) => `${formatPath(path)}: ${message}`)
    : [];
}

test("a scenario without modes has those of the original", async () => {
  const { modes: _, ...withoutModes } = rapidly;

  expect(await parseScenario(withoutModes)).toEqual({
    kind: "scenario",
    scenario: { ...rapidly, modes: originalModes },
  });
});

test("every optional field is accepted", async () => {
  const scenario = {
    ...rapidly,
    phases: [...rapidly.phases, { mode: "load", requests: 1, ratePerSecond: 9, share: 0.5, incident: false }],
    timeoutMs: 1000,
    capacity: 1,
    noise: { kind: "lognormal", medianMs: 3, sigma: 0.5 },
    startsAt: "2024-02-29T12:00:00.5Z",
    pacing: { kind: "poisson", ratePerSecond: 0.5 },
    expect: [
      {
        detector: "knn",
        options: { k: 2, mode: "fast" },
        severity: "warning",
        within: "1.5s",
        incident: "attack",
        outcome: "missed",
        falseAlarmsAtMost: 3,
      },
    ],
  };

  expect(await parseScenario(scenario)).toEqual({ kind: "scenario", scenario });
});

const originalModeNames = "normal, attack, load";
const withSilence = { ...originalModes, silence: { kind: "silence" } };
const deadline = "a whole number of affected observations (10), or a time with a unit (250ms, 3s, 5m)";
const expected = { detector: "knn", severity: "error", within: 10 };

test.for([
  [{ name: "My Drill" }, 'name: "My Drill" is not lower-case letters, digits and dashes (at most 60)'],
  [{ name: "../x" }, 'name: "../x" is not lower-case letters, digits and dashes (at most 60)'],
  [
    { source: "logins" },
    'source: "logins" is not one of the log sources: response, login, audit, access, process',
  ],
  [{ summary: undefined }, "summary: is missing: one sentence about what happens"],
  [{ summary: null }, "summary: is empty: one sentence about what happens"],
  [{ phases: [] }, "phases: a list is not a list of at least one phase"],
  [{ phases: [3] }, "phases[0]: 3 is not a phase"],
  [
    { phases: [{ mode: "normal", requests: 0.5 }] },
    "phases[0].requests: 0.5 is not a whole number from 1 to 10000000 (the number of requests)",
  ],
  [
    { phases: [{ mode: "normal", requests: "9" }] },
    'phases[0].requests: "9" is not a whole number from 1 to 10000000 (the number of requests)',
  ],
  [
    { phases: [{ mode: "atack", requests: 1 }] },
    `phases[0].mode: "atack" is not one of the scenario's modes: ${originalModeNames}. Did you mean "attack"?`,
  ],
  [
    { phases: [{ mode: "toString", requests: 1 }] },
    `phases[0].mode: "toString" is not one of the scenario's modes: ${originalModeNames}`,
  ],
  [
    { phases: [{ mode: "normal", requests: 1, requets: 2 }] },
    'phases[0].requets: unknown field; did you mean "requests"? (fields: mode, requests, share, ratePerSecond, incident)',
  ],
  [
    { phases: [{ mode: "normal", requests: 1, share: 1.5 }] },
    "phases[0].share: 1.5 is not a number from 0 to 1 (the share of requests that meets the mode)",
  ],
  [
    {
      phases: [
        { mode: "normal", forMs: 5 },
        { mode: "attack", requests: 1 },
      ],
    },
    "phases[0].forMs: a phase of mode normal takes requests; forMs is for silences",
  ],
  [
    {
      modes: withSilence,
      phases: [
        { mode: "silence", requests: 5 },
        { mode: "normal", requests: 1 },
      ],
    },
    "phases[0]: is a silence: replace requests by forMs, its duration in milliseconds",
  ],
  [
    {
      modes: withSilence,
      phases: [
        { mode: "silence", forMs: 0 },
        { mode: "normal", requests: 1 },
      ],
    },
    "phases[0].forMs: 0 is not a number from 1 to 86400000 (the duration of the silence in milliseconds)",
  ],
  [
    {
      modes: withSilence,
      phases: [
        { mode: "normal", requests: 5 },
        { mode: "silence", forMs: 5 },
      ],
    },
    "phases[1]: is a silence at the end: add a phase with requests after it",
  ],
  [
    { phases: [{ mode: "normal", requests: 1, ratePerSecond: 50 }] },
    "phases[0].ratePerSecond: a closed pacing has no rate; use constant or poisson",
  ],
  [
    {
      modes: { ...originalModes, restart: { kind: "restart", downMs: 5, delayMs: 5 } },
      phases: [{ mode: "restart", requests: 5, share: 0.5 }],
    },
    "phases[0].share: a restart affects the whole server",
  ],
  [
    { modes: { ...originalModes, p: { kind: "percentiles", p50Ms: 9, p90Ms: 8, p99Ms: 10 } } },
    "modes.p.p90Ms: 8 is not a number from p50Ms up (the 90th percentile of the waits in milliseconds)",
  ],
  [
    { modes: { ...originalModes, cut: { kind: "truncate", delayMs: 1, promisedBytes: 5, sentBytes: 5 } } },
    "modes.cut.sentBytes: 5 is not a whole number below promisedBytes (the bytes actually sent)",
  ],
  [
    { openAfterMs: 0 },
    "openAfterMs: 0 is not a number from 1 to 86400000 (when an unanswered request gets a row of its own, in milliseconds)",
  ],
  [
    { modes: { slow: originalModes.normal }, phases: [{ mode: "slow", requests: 1 }] },
    "modes: needs a mode called normal, the healthy one (modes: slow)",
  ],
  [
    { modes: { ...originalModes, sleepy: { kind: "sleepy" } } },
    `modes.sleepy.kind: "sleepy" is not a kind of mode: normal, attack, load, uniform, jitter, lognormal, ramp, percentiles, flap, brownout, errors, hang, blackhole, dribble, truncate, restart, silence, clock-step, recorded`,
  ],
  [
    { pacing: { kind: "constantly", ratePerSecond: 5 } },
    'pacing.kind: "constantly" is not a kind of pacing: closed, constant, poisson, recorded. Did you mean "constant"?',
  ],
  [
    { modes: { ...originalModes, even: { kind: "uniform", minMs: 80, maxMs: 20 } } },
    "modes.even.maxMs: 20 is not a number from minMs up (the longest wait in milliseconds)",
  ],
  [
    { modes: { ...originalModes, "A b": originalModes.normal } },
    'modes["A b"]: its name is not lower-case letters, digits and dashes (at most 60)',
  ],
  [{ modes: 3 }, "modes: 3 is not a table of modes by name"],
  [
    { pacing: undefined },
    "pacing: is missing: a pacing: a table with one of these kinds: closed, constant, poisson, recorded",
  ],
  [
    { pacing: { kind: "constant", ratePerSecond: 0 } },
    "pacing.ratePerSecond: 0 is not a number from 0.001 to 100000 (requests per second)",
  ],
  [
    { startsAt: "2020-02-30T00:00:00Z" },
    'startsAt: "2020-02-30T00:00:00Z" is not an instant in UTC like 2020-01-01T00:00:00Z',
  ],
  [{ expect: [{ ...expected, detector: "" }] }, 'expect[0].detector: "" is not the name of a detector'],
  [{ expect: [{ ...expected, within: "3 s" }] }, `expect[0].within: "3 s" is not ${deadline}`],
  [{ expect: [{ ...expected, within: 0 }] }, `expect[0].within: 0 is not ${deadline}`],
  [{ expect: [{ ...expected, within: "1.5" }] }, `expect[0].within: "1.5" is not ${deadline}`],
  [{ expect: [{ ...expected, within: "0s" }] }, `expect[0].within: "0s" is not ${deadline}`],
  [
    { expect: [{ ...expected, incident: "load" }] },
    'expect[0].incident: "load" is not a kind of incident in this scenario (kinds: attack)',
  ],
] as const)("%j is a mistake: %s", async ([change, mistake]) => {
  expect(await mistakesOf({ ...rapidly, ...change })).toEqual([mistake]);
});

test("an invalid field does not hide an unknown mode in another one", async () => {
  const mistakes = await mistakesOf({
    ...rapidly,
    name: 3,
    phases: [{ mode: "atack" }, { mode: "lod", requests: 1 }],
  });

  expect(mistakes.map((mistake) => mistake.split(":", 1)[0])).toEqual([
    "name",
    "phases[0].requests",
    "phases[0].mode",
    "phases[1].mode",
  ]);
});

test("a long or multi-line value is shown shortened and on one line", async () => {
  expect(await mistakesOf({ ...rapidly, name: `\n\u001B[31m${"x".repeat(999)}` })).toEqual([
    `name: "\\n\\u001b[31m${"x".repeat(54)}..." is not lower-case letters, digits and dashes (at most 60)`,
  ]);
});

test("the parser never throws, for any value", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (value) => {
      expect((await parseScenario(value)).kind).toBe("mistakes");
    }),
  );
});

test("the parser never throws, for any value of any field", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(rapidly)), fc.anything(), async (field, value) => {
      expect(["scenario", "mistakes"]).toContain((await parseScenario({ ...rapidly, [field]: value })).kind);
    }),
  );
});
