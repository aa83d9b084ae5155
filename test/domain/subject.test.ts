import { expect, test } from "vitest";
import { incidentsOf } from "../../domain/incident.ts";
import { withSubject } from "../../domain/subject.ts";
import type { Labelled } from "../../domain/truth.ts";

function attempts(count: number, users: number, addresses: number): readonly Labelled[] {
  return Array.from({ length: count }, (_, index) => ({
    observation: {
      kind: "login",
      index,
      atMs: 1000 * index,
      ip: `203.0.113.${index % addresses}`,
      user: `user${index % users}`,
      outcome: { kind: "failure", reason: "wrong_password" },
    },
    truth: { mode: "distributed", incident: "distributed-1" },
  }));
}

test.for([
  [1, 1, ["ip:203.0.113.0", "user:user0"], "one address hammers one user: both may be named"],
  [3, 2, ["ip:203.0.113.0", "ip:203.0.113.1", "user:user0", "user:user1", "user:user2"], "three are few"],
  [4, 1, ["ip:203.0.113.0"], "four are many: only the address may be named"],
] as const)("for %i users and %i addresses the subjects are %j: %s", ([users, addresses, subjects]) => {
  const [incident] = incidentsOf(attempts(12, users, addresses));

  expect(incident?.subjects).toEqual(subjects);
});

test("an attack begins with its first attempt and ends with its last", () => {
  const [incident] = incidentsOf(attempts(5, 1, 1));

  expect(incident).toMatchObject({ id: "distributed-1", kind: "distributed", fromMs: 0, untilMs: 4000 });
});

test.for([
  ["203.0.113.9", "ip:203.0.113.9", "an address alone is meant as one"],
  ["2001:db8::7", "ip:2001:db8::7", "of either kind"],
  ["ip:203.0.113.9", "ip:203.0.113.9", "a complete subject is unchanged"],
  ["user:admin", "user:admin", "and so do users"],
  ["bead", "bead", "a name is no address, though its letters are hexadecimal"],
] as const)("the subject %s becomes %s: %s", ([said, subject]) => {
  expect(withSubject({ subject: said, key: "k" })).toEqual({ subject, key: "k" });
});
