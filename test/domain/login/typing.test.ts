import fc from "fast-check";
import { expect, test } from "vitest";
import { misspelled, typedTries } from "../../../domain/login/visit.ts";
import { randomStream } from "../../../domain/chance/random.ts";

const chance = randomStream(1, "test");

test("a misspelled name has one letter dropped or replaced, and is never the name itself", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,9}[0-9]?$/), fc.nat(), (name, index) => {
      const typed = misspelled(name, chance(index));

      const differences = name.split("").filter((letter, place) => letter !== typed[place]).length;
      const isShorter = typed.length === name.length - 1;
      const isReplaced = typed.length === name.length && differences === 1;
      expect(typed).not.toBe(name);
      expect(isShorter || isReplaced).toBe(true);
    }),
  );
});

test("an accurate typist never misspells, and succeeds with the given password probabilities", () => {
  const tries = typedTries({ name: "admin", accuracy: 1, chances: [1, 0] }, chance(0));

  expect(tries).toEqual([
    { user: "admin", password: "right" },
    { user: "admin", password: "wrong" },
  ]);
});

test("a typist without accuracy never notices a wrong name, and no password is right for it", () => {
  const tries = typedTries({ name: "admin", accuracy: -0.1, chances: [1, 1, 1] }, chance(0));

  const [first] = tries;
  expect(first?.user).not.toBe("admin");
  expect(tries).toEqual([first, first, first]);
  expect(first?.password).toBe("wrong");
});

test("a corrected name stays correct", () => {
  const sequences = Array.from({ length: 300 }, (_, index) =>
    typedTries({ name: "admin", accuracy: 0.5, chances: [1, 1, 1] }, chance(index))
      .map(({ user }) => (user === "admin" ? "+" : "-"))
      .join(""),
  );

  expect(new Set(sequences)).toEqual(new Set(["+++", "-++", "--+", "---"]));
});
