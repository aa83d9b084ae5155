import type { LoginFailure, LoginOutcome } from "../../../domain/login/observation.ts";

/** Attempts and what became of them, to be counted up. */
export interface OutcomeCounts {
  attempts: number;
  successes: number;
  readonly failures: Record<LoginFailure, number>;
}

export function noOutcomes(): OutcomeCounts {
  return {
    attempts: 0,
    successes: 0,
    failures: { wrong_username: 0, wrong_password: 0, account_locked: 0 },
  };
}

export function countOutcome(counts: OutcomeCounts, outcome: LoginOutcome): void {
  counts.attempts += 1;
  switch (outcome.kind) {
    case "success":
      counts.successes += 1;
      return;
    case "failure":
      counts.failures[outcome.reason] += 1;
  }
}

export function addOutcomes(sum: OutcomeCounts, { attempts, successes, failures }: OutcomeCounts): void {
  sum.attempts += attempts;
  sum.successes += successes;
  sum.failures.wrong_username += failures.wrong_username;
  sum.failures.wrong_password += failures.wrong_password;
  sum.failures.account_locked += failures.account_locked;
}
