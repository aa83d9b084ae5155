import { expect, test } from "vitest";
import { incidentsOf } from "../../domain/incident.ts";
import { isReadableSubject, withSubject } from "../../domain/subject.ts";
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
  ["ip:[2001:DB8::1]", "ip:2001:db8::1", "brackets and upper case"],
  ["IP:1.2.3.4", "ip:1.2.3.4", "the kind in upper case"],
  [' ip: "::FFFF:1.2.3.4" ', "ip:1.2.3.4", "blanks, quotes and a mapped address"],
  ["[::1]:443", "ip:::1", "a port"],
  ["'2001:db8:0:0::1'", "ip:2001:db8::1", "quotes around all of it"],
  ["ip:web-1", "ip:web-1", "a host name is no address"],
  ["user:::1", "user:::1", "nor is the name of a user"],
] as const)("the subject %j becomes %s: %s", ([said, subject]) => {
  expect(withSubject({ subject: said, key: "k" })).toEqual({ subject, key: "k" });
});

test("a key that repeats the subject is spelled like it, and another key is not touched", () => {
  const [repeated, other] = ["::ffff:1.2.3.4", "[1.2.3.4]:80"].map((key) =>
    withSubject({ subject: "::ffff:1.2.3.4", key }),
  );

  expect(repeated).toEqual({ subject: "ip:1.2.3.4", key: "ip:1.2.3.4" });
  expect(other).toEqual({ subject: "ip:1.2.3.4", key: "[1.2.3.4]:80" });
});

test("two spellings of one address in an incident are one subject", () => {
  const rows = attempts(2, 1, 1).map(({ observation, truth }, at) => ({
    observation: { ...observation, ip: ["::ffff:203.0.113.7", "203.0.113.7"][at] ?? "" },
    truth,
  }));

  expect(incidentsOf(rows)[0]?.subjects).toEqual(["ip:203.0.113.7", "user:user0"]);
});

test("after ip: a subject must have an address", () => {
  expect(["ip:1.2.3.4", "IP: [::1]", "user:x", "host:web-1", "web-1"].filter(isReadableSubject)).toHaveLength(
    5,
  );
  expect(["ip:web-1", "IP:", "ip:1.2.3", "ip:127.0.0.01"].filter(isReadableSubject)).toEqual([]);
});
