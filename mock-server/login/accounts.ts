import type { Random } from "../../domain/chance/random.ts";
import { randomStream } from "../../domain/chance/random.ts";
import type { LoginFailure, LoginOutcome } from "../../domain/login/observation.ts";
import type { UserBase } from "../../domain/login/user-base.ts";

/** One login attempt. */
export interface LoginAttempt {
  /** The index in the client's plan, which determines whether the account unlocks. */
  readonly index: number;
  /** Never earlier than the previous attempt. */
  readonly atMs: number;
  readonly user: string;
  readonly password: "right" | "wrong";
}

/** Decides login attempts, and locks accounts after repeated failures. */
export interface LoginAccounts {
  readonly attempt: (attempt: LoginAttempt) => LoginOutcome;
}

/** The state of one account. */
interface Account {
  failures: number;
  lastFailureMs: number;
  isLocked: boolean;
}

const lockingFailures = 3;
const memoryMs = 15 * 60_000;
const unlockChance = 0.5;

/**
 * Locks an account at the third wrong password in a row, each within 15 minutes of the previous one, from any
 * address; a success resets the count. A locked account rejects every attempt, even with the right password, and
 * unlocks after each one with probability 1/2, with its history cleared. The original instead locks after the three
 * tries of one visit and never counts across visits.
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
