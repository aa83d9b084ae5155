import fc from "fast-check";
import { expect, test } from "vitest";
import type { Population } from "../../../score/judge/subjects.ts";
import { populationCollector, scorePopulation } from "../../../score/judge/subjects.ts";
import type { Attempt } from "../logins.ts";
import { loginRows } from "../logins.ts";

function addressesOf(attempts: readonly Attempt[]): Population {
  const collector = populationCollector();
  for (const row of loginRows(attempts)) collector.add(row);
  return collector.finish()[0] ?? { kind: "ip", members: new Map() };
}

const office = { second: 0, ip: "198.51.100.1" };
const home = { second: 1, ip: "198.51.100.2" };
const robber = { second: 2, ip: "203.0.113.9", incident: "bruteforce-1" };
const thief = { second: 3, ip: "203.0.113.10", incident: "bruteforce-2" };
const addresses = addressesOf([office, home, robber, thief, office]);

test("an address counts once, however often it tried", () => {
  expect([...addresses.members]).toEqual([
    ["198.51.100.1", "bystander"],
    ["198.51.100.2", "bystander"],
    ["203.0.113.9", "involved"],
    ["203.0.113.10", "involved"],
  ]);
});

test("an address that ever attacked is an attacker's, whatever it did before and after", () => {
  const { ip } = robber;

  expect([...addressesOf([{ second: 0, ip }, robber, { second: 9, ip }]).members.values()]).toEqual([
    "involved",
  ]);
});

test("the alerted are compared with the attackers, and users are no addresses", () => {
  const alerted = new Set(["ip:203.0.113.9", "ip:198.51.100.2", "user:anna"]);

  expect(scorePopulation(addresses, alerted)).toMatchObject({
    truePositives: 1,
    falsePositives: 1,
    trueNegatives: 1,
    falseNegatives: 1,
    precision: 0.5,
    recall: 0.5,
    unknown: 0,
  });
});

test("an address that is not in the log is unknown and counts nowhere else", () => {
  const score = scorePopulation(addresses, new Set(["ip:192.0.2.1"]));

  expect(score).toMatchObject({ truePositives: 0, falsePositives: 0, unknown: 1 });
});

test("every address of the log is in exactly one cell", () => {
  const ip = fc.integer({ min: 0, max: 20 }).map((host) => `192.0.2.${host}`);
  const attempt = fc.record({ second: fc.nat(99), ip, incident: fc.constantFrom(undefined, "b-1", "b-2") });
  const alerted = fc.array(ip.map((one) => `ip:${one}`)).map((subjects) => new Set(subjects));
  fc.assert(
    fc.property(fc.array(attempt), alerted, (attempts, subjects) => {
      const known = addressesOf(
        attempts.map(({ incident, ...rest }) => (incident === undefined ? rest : { ...rest, incident })),
      );

      const { truePositives, falsePositives, trueNegatives, falseNegatives, unknown } = scorePopulation(
        known,
        subjects,
      );

      expect(truePositives + falsePositives + trueNegatives + falseNegatives).toBe(known.members.size);
      expect(truePositives + falsePositives + unknown).toBe(subjects.size);
    }),
  );
});
