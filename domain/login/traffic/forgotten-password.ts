import type { Random } from "../../chance/random.ts";
import { hourMs } from "../../time/calendar.ts";
import { pick, sample } from "../../chance/draw.ts";
import type { LoginUser } from "../user-base.ts";
import { guess, secondMs } from "../visit.ts";
import type { Occurrence, TrafficOf, Try, Visit } from "../visit.ts";

const minuteMs = 60_000;
/** Who tries three times, and is locked out. */
const thirdTryShare = 0.25;
const newPasswordChance = 0.95;

/**
 * Each comes twice, from one of his addresses: at any time while it lasts, with two or three wrong passwords; and again 5
 * to 30 minutes later with a new one, for up to three tries.
 */
export function forgottenPasswordVisits(
  { users: asked, hours }: TrafficOf<"forgotten-password">,
  { users, onsetMs, random }: Occurrence,
): readonly Visit[] {
  return sample(random, users, asked)
    .flatMap((user) => twoVisits(user, onsetMs + random.uniform() * hours * hourMs, random))
    .toSorted((a, b) => a.offsetMs - b.offsetMs);
}

function twoVisits(
  { name, addresses }: LoginUser,
  offsetMs: number,
  random: Random,
): readonly [Visit, Visit] {
  const ip = pick(random, addresses);
  const wrongTries = random.uniform() < thirdTryShare ? 3 : 2;
  const laterMs = (5 + 25 * random.uniform()) * minuteMs;
  const forgotten = tries(wrongTries, () => ({ user: name, password: "wrong" }));
  const renewed = tries(3, () => ({ user: name, password: guess(random, newPasswordChance) }));
  return [
    { offsetMs, ip, gapMs: secondMs, tries: forgotten },
    { offsetMs: offsetMs + laterMs, ip, gapMs: secondMs, tries: renewed },
  ];
}

function tries(count: number, attempt: () => Try): readonly Try[] {
  return Array.from({ length: count }, attempt);
}
