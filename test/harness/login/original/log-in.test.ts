import { expect, test } from "vitest";
import type { OriginalRow } from "../../../../harness/login/original/log-in.ts";
import { loginPage } from "../../../../harness/login/original/log-in.ts";
import { cpythonRandom } from "../../../../domain/chance/cpython-random.ts";

const second = 1_000_000;

/** A login page with one user, and the rows that it has recorded. */
function pageFor(user: string) {
  const rows: OriginalRow[] = [];
  const logIn = loginPage({
    random: cpythonRandom(0),
    names: new Set([user]),
    record: (row) => rows.push(row),
  });
  const outcomes = (): readonly string[] =>
    rows.map(({ outcome }) => (outcome.kind === "success" ? "success" : outcome.reason));
  return { logIn, rows, outcomes };
}

const visitor = {
  ip: "203.0.113.9",
  user: "akim",
  accuracy: 1,
  chances: [0, 0, 0],
  truth: { mode: "normal" },
};

test("three failures lock an account, and the next visit is refused at once", () => {
  const { logIn, rows, outcomes } = pageFor("akim");

  const lockedMicros = logIn(0, visitor);
  const refusedMicros = logIn(10 * second, visitor);

  expect([lockedMicros, refusedMicros]).toEqual([3 * second, 10 * second]);
  expect(outcomes()).toEqual(["wrong_password", "wrong_password", "wrong_password", "account_locked"]);
  expect(rows.map(({ atMicros }) => atMicros / second)).toEqual([1, 2, 3, 10]);
});

test("two attempts lock no account", () => {
  const { logIn, outcomes } = pageFor("akim");

  logIn(0, { ...visitor, chances: [0, 0] });
  logIn(10 * second, { ...visitor, chances: [1] });

  expect(outcomes()).toEqual(["wrong_password", "wrong_password", "success"]);
});

test("an unknown name is never locked", () => {
  const { logIn, outcomes } = pageFor("akim");

  logIn(0, { ...visitor, user: "nobody" });
  logIn(10 * second, { ...visitor, user: "nobody", chances: [1] });

  expect(outcomes()).toEqual(["wrong_username", "wrong_username", "wrong_username", "wrong_username"]);
});

test("a visitor who never corrects the name tries an unknown name until the attempts are used up", () => {
  const { logIn, outcomes, rows } = pageFor("akim");

  logIn(0, { ...visitor, accuracy: -1 });

  expect(outcomes()).toEqual(["wrong_username", "wrong_username", "wrong_username"]);
  expect(rows.some(({ user }) => user === "akim")).toBe(false);
});
