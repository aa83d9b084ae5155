import fc from "fast-check";
import { expect, test } from "vitest";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { formatPath } from "../../../scenarios/file/mistake.ts";
import { parseScenario } from "../../../scenarios/file/load.ts";

/** `path: message` of every mistake. */
async function mistakesOf(value: unknown): Promise<readonly string[]> {
  const parsed = await parseScenario(value);
  return parsed.kind === "mistakes"
    ? parsed.mistakes.map(({ path, message }) => `${formatPath(path)}: ${message}`)
    : [];
}

const onset = { kind: "at", hour: 2.5 };
const hours = 4;
const everySeconds = 0.5;

test("every kind of traffic and every optional field is accepted", async () => {
  const scenario = {
    ...loginSpray,
    users: 200,
    traffic: [
      { kind: "bruteforce", onset: { kind: "chance", perHour: 0.1 }, addresses: "fresh" },
      { kind: "bruteforce", onset, addresses: "one", users: 60 },
      { kind: "low-and-slow", onset, users: 40, everyMinutes: 15 },
      { kind: "spray", onset, users: 60, addresses: 4, everySeconds },
      { kind: "stuffing", onset, pairs: 500, everySeconds },
      { kind: "distributed", onset, addresses: 30, users: 3, tries: 150, everySeconds },
      { kind: "takeover", onset, tries: 25, everySeconds },
      { kind: "office", onset, users: 40, hours },
      { kind: "flash-sale", onset, times: 8, hours },
      { kind: "forgotten-password", onset, users: 60, hours },
      { kind: "retrying-client", onset, everySeconds, hours },
    ],
    expect: [{ detector: "login-guard", severity: "error", within: 10, incident: "takeover" }],
  };

  expect(await parseScenario(scenario)).toEqual({ kind: "scenario", scenario });
});

test("a scenario can consist of honest users only, with default count and start", async () => {
  const { startsAt: _, past: __, ...bare } = { ...loginSpray, traffic: [], expect: [] };

  expect(await parseScenario(bare)).toEqual({ kind: "scenario", scenario: bare });
});

const [spray] = loginSpray.traffic;
const kinds =
  "bruteforce, low-and-slow, spray, stuffing, distributed, takeover, office, flash-sale, forgotten-password, retrying-client";
const fullHour = "an instant in UTC on a full hour, like 2018-11-01T00:00:00Z";
const expected = { detector: "login-guard", severity: "error", within: 10 };

test.for([
  [
    { source: "logins" },
    'source: "logins" is not one of the log sources: response, login, audit, access, process',
  ],
  [
    { source: undefined },
    "source: is missing: one of the log sources: response, login, audit, access, process",
  ],
  [{ hours: 0 }, "hours: 0 is not a whole number from 1 to 8760 (the duration in hours)"],
  [{ hours: 24.5 }, "hours: 24.5 is not a whole number from 1 to 8760 (the duration in hours)"],
  [{ users: 9 }, "users: 9 is not a whole number from 10 to 10000 (the number of accounts)"],
  [{ traffic: undefined }, "traffic: is missing: a list of traffic entries; [] means honest users only"],
  [{ traffic: [3] }, `traffic[0]: 3 is not a traffic entry: a table with one of these kinds: ${kinds}`],
  [
    { traffic: [{ ...spray, kind: "sprey" }] },
    `traffic[0].kind: "sprey" is not a kind of traffic: ${kinds}. Did you mean "spray"?`,
  ],
  [{ traffic: [{ ...spray, kind: undefined }] }, `traffic[0].kind: is missing: a kind of traffic: ${kinds}`],
  [
    { traffic: [{ ...spray, adresses: 2 }] },
    'traffic[0].adresses: unknown field; did you mean "addresses"? (fields: kind, onset, users, addresses, everySeconds)',
  ],
  [
    { traffic: [{ ...spray, addresses: 0 }] },
    "traffic[0].addresses: 0 is not a whole number from 1 to 10000 (how many addresses take turns)",
  ],
  [
    { traffic: [{ ...spray, everySeconds: 0 }] },
    "traffic[0].everySeconds: 0 is not a number from 0.001 to 86400 (seconds from one try to the next)",
  ],
  [
    { traffic: [{ kind: "low-and-slow", onset, users: 1, everyMinutes: -15 }] },
    "traffic[0].everyMinutes: -15 is not a number from 0.001 to 10080 (minutes from one try to the next)",
  ],
  [
    { traffic: [{ kind: "bruteforce", onset, addresses: "many" }] },
    'traffic[0].addresses: "many" is not one (all tries from one address) or fresh (a new address for each name)',
  ],
  [
    { traffic: [{ ...spray, users: 134 }] },
    "traffic[0].users: 134 is more than the scenario has: users is 133",
  ],
  [
    { users: 20, traffic: [{ ...spray, users: 21 }] },
    "traffic[0].users: 21 is more than the scenario has: users is 20",
  ],
  [
    { traffic: [{ ...spray, onset: { kind: "att", hour: 1 } }] },
    'traffic[0].onset.kind: "att" is not a kind of onset: at, chance. Did you mean "at"?',
  ],
  [
    { traffic: [{ ...spray, onset: 14 }] },
    "traffic[0].onset: 14 is not an onset: a table with one of these kinds: at, chance",
  ],
  [
    { traffic: [{ ...spray, onset: { kind: "chance", perHour: 1.1 } }] },
    "traffic[0].onset.perHour: 1.1 is not a number from 0 to 1 (the probability that it begins in an hour)",
  ],
  [
    { traffic: [{ ...spray, onset: { kind: "at", hour: -1 } }] },
    "traffic[0].onset.hour: -1 is not a number from 0 to 8760 (hours after the start)",
  ],
  [
    { traffic: [{ ...spray, onset: { kind: "at", hour: 24 } }] },
    "traffic[0].onset.hour: 24 is not below 24, the hours of the scenario",
  ],
  [
    { past: { hours: 23 } },
    "past.hours: 23 is not a whole number from 24 to 8760 (the hours without attacks before the start)",
  ],
  [{ past: 720 }, "past: 720 is not a past: a table with hours"],
  [{ startsAt: "2018-11-01T00:30:00Z" }, `startsAt: "2018-11-01T00:30:00Z" is not ${fullHour}`],
  [{ startsAt: "Monday" }, `startsAt: "Monday" is not ${fullHour}`],
  [
    { expect: [{ ...expected, incident: "sprays" }] },
    'expect[0].incident: "sprays" is not a kind of incident in this scenario (kinds: spray). Did you mean "spray"?',
  ],
  [
    {
      traffic: [{ kind: "office", onset, users: 40, hours }],
      expect: [{ ...expected, incident: "office" }],
    },
    'expect[0].incident: "office" is not a kind of incident in this scenario (it has no incidents)',
  ],
  [
    { phases: [] },
    "phases: unknown field (fields: source, name, summary, hours, users, traffic, past, startsAt, expect)",
  ],
] as const)("%j is a mistake: %s", async ([change, mistake]) => {
  expect(await mistakesOf({ ...loginSpray, ...change })).toEqual([mistake]);
});

test("an unknown source does not hide other mistakes", async () => {
  expect(await mistakesOf({ ...loginSpray, source: "login ", hours: 5 })).toEqual([
    'source: "login " is not one of the log sources: response, login, audit, access, process',
    "traffic[0].onset.hour: 10.5 is not below 5, the hours of the scenario",
  ]);
});

test("the parser never throws, for any value of any field", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(loginSpray)), fc.anything(), async (field, value) => {
      expect(["scenario", "mistakes"]).toContain(
        (await parseScenario({ ...loginSpray, [field]: value })).kind,
      );
    }),
  );
});

test("the parser never throws, for any value of any traffic field", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(spray ?? {})), fc.anything(), async (field, value) => {
      const traffic = [{ ...spray, [field]: value }];
      expect(["scenario", "mistakes"]).toContain((await parseScenario({ ...loginSpray, traffic })).kind);
    }),
  );
});
