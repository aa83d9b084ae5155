import { randomStream } from "../../domain/chance/random.ts";
import type { LoginObservation, LoginOutcome } from "../../domain/login/observation.ts";
import { epochMs } from "../../domain/time/clock.ts";

const everyMs = 20_000;
const names = "abcdefghijklmnopqrst".split("").map((letter) => `${letter}kim`);
const wrongPassword: LoginOutcome = { kind: "failure", reason: "wrong_password" };
const success: LoginOutcome = { kind: "success" };

/** A login attempt before it has an index in a log. */
export type Attempt = Omit<LoginObservation, "kind" | "index">;

/** Rows in the order given. */
export function loginRows(attempts: readonly Attempt[]): readonly LoginObservation[] {
  return attempts.map((attempt, index) => ({ kind: "login", index, ...attempt }));
}

/** Every 20 seconds one of 20 users logs in from their own address; one attempt in ten has a wrong password. */
function honest(seed: number, count: number, startMs: number): readonly Attempt[] {
  const stream = randomStream(seed, "logins");
  return Array.from({ length: count }, (_, index) => {
    const random = stream(index);
    const place = Math.floor(random.uniform() * names.length);
    const outcome = random.uniform() < 0.1 ? wrongPassword : success;
    return { atMs: startMs + index * everyMs, ip: `9.9.9.${place}`, user: names[place] ?? "", outcome };
  });
}

/** 300 honest attempts. */
export function healthyLogins(seed: number): readonly LoginObservation[] {
  return loginRows(honest(seed, 300, epochMs));
}

/** 2,000 honest attempts from the week before. */
export function earlierLogins(): readonly LoginObservation[] {
  return loginRows(honest(1000, 2000, epochMs - 7 * 86_400_000));
}

/** Honest attempts; in rows 100 to 199 one address tries the users in turn, one second apart. */
export function faultyLogins(seed: number): readonly LoginObservation[] {
  const [before, after] = [honest(seed, 100, epochMs), honest(seed, 100, epochMs + 100 * everyMs + 100_000)];
  const attack = Array.from({ length: 100 }, (_, place) => ({
    atMs: epochMs + 100 * everyMs + place * 1000,
    ip: "8.8.8.8",
    user: names[(place >> 1) % names.length] ?? "",
    outcome: wrongPassword,
  }));
  return loginRows([...before, ...attack, ...after]);
}
