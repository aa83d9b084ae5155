import fc from "fast-check";
import { expect, test } from "vitest";
import { usersOf } from "../../../domain/login/user-base.ts";
import { createAccounts } from "../../../mock-server/login/accounts.ts";
import type { LoginAttempt } from "../../../mock-server/login/accounts.ts";

const users = usersOf({}, 1);
const minuteMs = 60_000;

/** `user password` at a minute, as `admin wrong@3`; the answers in words. */
function answersTo(attempts: readonly string[], seed = 1): readonly string[] {
  const accounts = createAccounts(users, seed);
  return attempts.map((attempt, index) => {
    const [, user = "", password, minute] = /^(.*) (right|wrong)@(.*)$/.exec(attempt) ?? [];
    return answer(accounts, {
      index,
      atMs: Number(minute) * minuteMs,
      user,
      password: password === "right" ? "right" : "wrong",
    });
  });
}

function answer(accounts: ReturnType<typeof createAccounts>, attempt: LoginAttempt): string {
  const outcome = accounts.attempt(attempt);
  return outcome.kind === "success" ? "success" : outcome.reason;
}

test.for([
  [["nobody right@0"], ["wrong_username"], "a name without an account"],
  [["__proto__ right@0"], ["wrong_username"], "nor a word of the language"],
  [["admin right@0"], ["success"], "a user"],
  [["admin wrong@0"], ["wrong_password"], "with a wrong password"],
  [
    ["admin wrong@0", "admin wrong@1", "admin right@2"],
    ["wrong_password", "wrong_password", "success"],
    "two failures are forgiven",
  ],
  [
    ["admin wrong@0", "admin wrong@1", "admin wrong@2", "admin right@3"],
    ["wrong_password", "wrong_password", "wrong_password", "account_locked"],
    "after the third the account is locked",
  ],
  [
    ["admin wrong@0", "admin wrong@15", "admin wrong@30", "admin right@31"],
    ["wrong_password", "wrong_password", "wrong_password", "account_locked"],
    "15 minutes are remembered",
  ],
  [
    ["admin wrong@0", "admin wrong@15", "admin wrong@30.001", "admin right@31"],
    ["wrong_password", "wrong_password", "wrong_password", "success"],
    "more are not",
  ],
  [
    ["admin wrong@0", "admin wrong@1", "admin right@2", "admin wrong@3", "admin right@4"],
    ["wrong_password", "wrong_password", "success", "wrong_password", "success"],
    "being let in ends the row",
  ],
  [
    ["admin wrong@0", "admin wrong@1", "dba wrong@2", "admin right@3"],
    ["wrong_password", "wrong_password", "wrong_password", "success"],
    "each user has a row of his own",
  ],
  [
    ["admin wrong@0", "admin wrong@1", "admni wrong@2", "admin right@3"],
    ["wrong_password", "wrong_password", "wrong_username", "success"],
    "a wrong name counts for no account",
  ],
] as const)("%j is answered with %j: %s", ([attempts, answers]) => {
  expect(answersTo(attempts)).toEqual(answers);
});

const lockedThenTried = [0, 0, 0, 1, 2, 3].map(
  (minute) => `admin ${minute === 1 ? "right" : "wrong"}@${minute}`,
);

test("about half of the attempts at a locked account unlock it and clear its history", () => {
  const openedBy = Array.from({ length: 400 }, (_, seed) => {
    const answers = answersTo(lockedThenTried, seed);
    expect(answers[3]).toBe("account_locked");
    return answers.slice(4).join();
  });

  const atOnce = openedBy.filter((answers) => answers === "wrong_password,wrong_password").length;
  expect(atOnce / 400).toBeCloseTo(0.5, 1);
  expect(new Set(openedBy)).toEqual(
    new Set([
      "wrong_password,wrong_password",
      "account_locked,wrong_password",
      "account_locked,account_locked",
    ]),
  );
});

test("whether an attempt unlocks an account depends on its index, not on the number of earlier attempts", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.array(fc.nat(5000), { maxLength: 5 }), (index, others) => {
      const opens = (before: readonly number[]): string => {
        const accounts = createAccounts(users, 1);
        for (const other of before)
          answer(accounts, { index: other, atMs: 0, user: "nobody", password: "wrong" });
        for (const place of [1, 2, 3]) {
          answer(accounts, { index: index + place, atMs: 0, user: "admin", password: "wrong" });
        }
        answer(accounts, { index, atMs: 1, user: "admin", password: "right" });
        return answer(accounts, { index: index + 4, atMs: 2, user: "admin", password: "right" });
      };

      expect(opens(others)).toBe(opens([]));
    }),
  );
});
