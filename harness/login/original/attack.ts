import { randomAddress } from "../../../domain/chance/address.ts";
import type { CPythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { RecordedAttack } from "../../../log/traffic/attacks.ts";
import { microsOfHours } from "./honest-hour.ts";
import type { LogIn } from "./log-in.ts";

interface AttackStage {
  readonly random: CPythonRandom;
  readonly logIn: LogIn;
  /** All users. An attack on all of them shuffles the list, which changes later choices. */
  readonly names: string[];
  readonly addresses: "one" | "fresh";
  /** The incident's id. */
  readonly incident: string;
}

const chances = [0.25, 0.45];

/** An attacker tries user names, starting within the hour from `fromMicros`. The record has one address, even if they change. */
export function attack(
  fromMicros: number,
  { random, logIn, names, addresses, incident }: AttackStage,
): RecordedAttack {
  const byte = (): number => random.randint(0, 255);
  const truth = { mode: "bruteforce", incident };
  const startMicros = fromMicros + microsOfHours(random.random());
  const isOnAll = random.random() < 0.2;
  const targets = isOnAll ? names : random.sample(names, random.randint(0, names.length));
  const ownAddress = randomAddress(byte);
  random.shuffle(targets);
  let atMicros = startMicros;
  for (const user of targets) {
    const ip = addresses === "one" ? ownAddress : randomAddress(byte);
    atMicros = logIn(atMicros, { ip, user, accuracy: random.gauss(0.35, 0.5), chances, truth });
  }
  return { startMs: startMicros / 1000, endMs: atMicros / 1000, ip: ownAddress };
}
