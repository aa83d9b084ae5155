import { pick, sample } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { hourMs, minuteMs } from "../../time/calendar.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import type { LoginUser } from "../user-base.ts";
import type { Credentials, BenignLogins, LoginVisit } from "../visit.ts";
import { guess, someUsers, visitFrom } from "../visit.ts";

/** Many users have forgotten their passwords: most visits fail twice, for `hours`. */
export interface ForgottenPassword extends TrafficEntry {
  readonly kind: "forgotten-password";
  readonly users: number;
  readonly hours: number;
}

/** The share of users who try a third time and are locked out. */
const thirdTryShare = 0.25;
const newPasswordChance = 0.95;

/**
 * Each user makes two visits from one of the user's addresses: one at a random time with two or three wrong
 * passwords, and one 5 to 30 minutes later with a new password, in up to three tries.
 */
export const forgottenPassword: BenignLogins<ForgottenPassword> = {
  role: "benign",
  fields: { users: someUsers("how many users have forgotten their passwords"), hours: forHours },
  visits: ({ users: count, hours }, { actors, onsetMs, random }) =>
    sample(random, actors, count)
      .flatMap((user) => twoVisits(user, onsetMs + random.uniform() * hours * hourMs, random))
      .toSorted((a, b) => a.offsetMs - b.offsetMs),
};

function twoVisits(
  { name, addresses }: LoginUser,
  offsetMs: number,
  random: Random,
): readonly [LoginVisit, LoginVisit] {
  const ip = pick(random, addresses);
  const wrongTries = random.uniform() < thirdTryShare ? 3 : 2;
  const laterMs = (5 + 25 * random.uniform()) * minuteMs;
  const forgotten = tries(wrongTries, () => ({ user: name, password: "wrong" }));
  const renewed = tries(3, () => ({ user: name, password: guess(random, newPasswordChance) }));
  return [visitFrom(ip, offsetMs, forgotten), visitFrom(ip, offsetMs + laterMs, renewed)];
}

function tries(count: number, attempt: () => Credentials): readonly Credentials[] {
  return Array.from({ length: count }, attempt);
}
