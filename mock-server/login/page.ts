import type { LoginObservation, LoginOutcome } from "../../domain/login/observation.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { passwordOf } from "../../domain/login/user-base.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import { loginDesk } from "./desk.ts";

export interface LoginPageSettings {
  /** Whom the page knows. */
  readonly users: UserBase;
  /** Told of every attempt, in the order of the log; indexes from 0. */
  readonly onRow: (row: Labelled<LoginObservation>) => void;
}

/** One attempt as it came in. */
interface Attempt {
  /** In the client's plan. */
  readonly requestIndex: number;
  readonly ip: string;
  readonly user: string;
  readonly password: string;
  /** What the client says of it; goes into the log with the truth and nowhere else. */
  readonly truth: Truth;
}

/** Where users log in. It writes the log of attempts, and tells nobody else why it refused one. */
export interface LoginPage {
  readonly attempt: (attempt: Attempt) => LoginOutcome;
  /** Forgets failures and locks; the log goes on. */
  readonly reset: () => void;
}

export function createLoginPage({ users, onRow }: LoginPageSettings, seed: number, clock: Clock): LoginPage {
  let desk = loginDesk(users, seed);
  let written = 0;
  return {
    attempt: ({ requestIndex, ip, user, password, truth }) => {
      const atMs = clock.nowMs();
      const outcome = desk.knock({
        index: requestIndex,
        atMs,
        user,
        password: password === passwordOf(user) ? "right" : "wrong",
      });
      onRow({ observation: { kind: "login", index: written, atMs, ip, user, outcome }, truth });
      written += 1;
      return outcome;
    },
    reset: () => {
      desk = loginDesk(users, seed);
    },
  };
}
