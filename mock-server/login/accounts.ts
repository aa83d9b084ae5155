import type { Random } from "../../domain/chance/random.ts";
import { randomStream } from "../../domain/chance/random.ts";
import type { LoginFailure, LoginOutcome } from "../../domain/login/observation.ts";
import type { UserBase } from "../../domain/login/user-base.ts";

/** One attempt. */
export interface LoginAttempt {
  /** In the plan of its client; the chance of being unlocked hangs on it. */
  readonly index: number;
  /** Not before the one before. */
  readonly atMs: number;
  readonly user: string;
  readonly password: "right" | "wrong";
}

/** Lets users in, and locks out whoever fails too often. */
export interface LoginAccounts {
  readonly attempt: (knock: LoginAttempt) => LoginOutcome;
}

/** What the accounts remembers of a user. */
interface Account {
  failures: number;
  lastFailureMs: number;
  isLocked: boolean;
}

const lockingFailures = 3;
const memoryMs = 15 * 60_000;
const unlockChance = 0.5;

/**
 * The third wrong password in a row for one user, each within 15 minutes of the one before, locks the account, whoever
 * they came from; being let in ends the row. A locked account refuses everybody, the right password too, and after half of
 * the refusals, by chance, it is open again, with nothing remembered. Differs from the original, which locks after the
 * three tries of one visit and never counts across visits.
 */
export function createAccounts(users: UserBase, seed: number): LoginAccounts {
  const accounts = new Map<string, Account>(users.map(({ name }) => [name, freshAccount()]));
  const chance = randomStream(seed, "unlock");
  return {
    attempt: ({ index, atMs, user, password }) => {
      const account = accounts.get(user);
      if (account === undefined) return failure("wrong_username");
      if (account.isLocked) return attemptAtLocked(account, chance(index));
      switch (password) {
        case "right":
          account.failures = 0;
          return { kind: "success" };
        case "wrong":
          noteFailure(account, atMs);
          return failure("wrong_password");
      }
    },
  };
}

function freshAccount(): Account {
  return { failures: 0, lastFailureMs: -Infinity, isLocked: false };
}

function attemptAtLocked(account: Account, random: Random): LoginOutcome {
  if (random.uniform() < unlockChance) {
    account.isLocked = false;
    account.failures = 0;
  }
  return failure("account_locked");
}

function noteFailure(account: Account, atMs: number): void {
  account.failures = atMs - account.lastFailureMs <= memoryMs ? account.failures + 1 : 1;
  account.lastFailureMs = atMs;
  account.isLocked = account.failures >= lockingFailures;
}

function failure(reason: LoginFailure): LoginOutcome {
  return { kind: "failure", reason };
}
