import { cpythonRandom } from "../../../domain/chance/cpython-random.ts";
import { numpyRandom } from "../../../domain/chance/numpy-random.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { UserBase } from "../../../domain/login/user-base.ts";
import type { Labelled } from "../../../domain/truth.ts";
import type { RecordedAttack } from "../../../log/traffic/attacks.ts";
import { attack } from "./attack.ts";
import { honestHour, hourMicros } from "./honest-hour.ts";
import type { OriginalRow } from "./log-in.ts";
import { loginPage } from "./log-in.ts";

export interface OriginalMonthSettings {
  readonly users: UserBase;
  /** A whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Above 0. */
  readonly days: number;
  /** Unix milliseconds. Hours are counted from here. */
  readonly startMs: number;
  /** `fresh`: an attacker uses a new address for each user name. */
  readonly addresses: "one" | "fresh";
}

export interface OriginalMonth {
  /** Ordered by time. Rows of an attack have the mode `bruteforce`. */
  readonly rows: readonly Labelled<LoginObservation>[];
  /** Ordered by hour. The k-th is the incident `bruteforce-k`, which has no rows if it tried no name. */
  readonly attacks: readonly RecordedAttack[];
}

/** The log of the original login simulator, draw for draw, over `days` and the hour after them. */
export function originalMonth({
  users,
  seed,
  days,
  startMs,
  addresses,
}: OriginalMonthSettings): OriginalMonth {
  const random = cpythonRandom(seed);
  const arrivals = numpyRandom(seed);
  const names = users.map(({ name }) => name);
  const addressesOf = new Map(users.map((user) => [user.name, user.addresses]));
  const written: OriginalRow[] = [];
  const attacks: RecordedAttack[] = [];
  const logIn = loginPage({ random, names: new Set(names), record: (row) => written.push(row) });

  for (let hour = 0; hour <= Math.floor(24 * days); hour += 1) {
    const fromMicros = Math.round(startMs * 1000) + hour * hourMicros;
    if (random.random() < 0.1) {
      const incident = `bruteforce-${attacks.length + 1}`;
      attacks.push(attack(fromMicros, { random, logIn, names, addresses, incident }));
    }
    honestHour(fromMicros, { random, arrivals, logIn, names, addressesOf });
  }
  return { rows: written.sort((a, b) => a.atMicros - b.atMicros).map(labelled), attacks };
}

function labelled(
  { atMicros, ip, user, outcome, truth }: OriginalRow,
  index: number,
): Labelled<LoginObservation> {
  return { observation: { kind: "login", index, atMs: atMicros / 1000, ip, user, outcome }, truth };
}
