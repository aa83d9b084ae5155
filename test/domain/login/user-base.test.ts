import fc from "fast-check";
import { expect, test } from "vitest";
import { usersOf } from "../../../domain/login/user-base.ts";

test("the default users are the original's 133 names, in its order", () => {
  const names = usersOf({}, 1).map(({ name }) => name);

  expect(names).toHaveLength(133);
  expect(names.slice(0, 6)).toEqual(["asmith", "ajones", "akim", "alopez", "abrown", "bsmith"]);
  expect(names.slice(-4)).toEqual(["zbrown", "admin", "master", "dba"]);
});

test.for([
  [10, "blopez", "admin", "fewer keep the administrator"],
  [131, "zbrown", "admin", "he is the 131st anyway"],
  [132, "admin", "master", "then come the others"],
  [133, "master", "dba", "all of the original's"],
  [134, "dba", "asmith2", "then all again with a number"],
  [267, "dba2", "asmith3", "and again"],
] as const)("the last two of %i users are %s and %s: %s", ([users, lastButOne, last]) => {
  const names = usersOf({ users }, 1).map(({ name }) => name);

  expect(names).toHaveLength(users);
  expect(names.at(-2)).toBe(lastButOne);
  expect(names.at(-1)).toBe(last);
});

test("every name is unique, with one to three unique addresses", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 500 }), fc.integer(), (users, seed) => {
      const base = usersOf({ users }, seed);

      const addresses = base.flatMap((user) => user.addresses);
      expect(new Set(base.map(({ name }) => name)).size).toBe(users);
      expect(new Set(addresses).size).toBe(addresses.length);
      expect(base.every((user) => user.addresses.length >= 1 && user.addresses.length <= 3)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("one, two and three addresses are about equally frequent", () => {
  const sizes = usersOf({ users: 3000 }, 1).map(({ addresses }) => addresses.length);

  const counts = [1, 2, 3].map((size) => sizes.filter((found) => found === size).length);
  expect(counts.every((count) => Math.abs(count - 1000) < 100)).toBe(true);
});

test("the addresses depend on the seed", () => {
  expect(usersOf({}, 1)).toEqual(usersOf({}, 1));
  expect(usersOf({}, 2)).not.toEqual(usersOf({}, 1));
});
