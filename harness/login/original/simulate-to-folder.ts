import { randomAddress } from "../../../domain/chance/address.ts";
import { cpythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { originalUserNames } from "../../../domain/login/user-base.ts";
import { readUserBase } from "../../../log/login/user-base.ts";
import type { OriginalSettings, SimulatedOriginal } from "../../source.ts";
import { originalMonth } from "./month.ts";
import { originalFiles, writeOriginalMonth } from "./write-month.ts";

const freshAddresses =
  "Attackers change their address, which attacks.csv does not show: score labelled.csv, without --labels.";

/**
 * Simulates the original's month into a folder. If attackers change their address, it also writes a labelled log.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, and what `readUserBase` throws
 */
export function simulateOriginalToFolder({
  outDir,
  users: source,
  ...month
}: OriginalSettings): SimulatedOriginal {
  const folder = { path: outDir, users: source.kind, addresses: month.addresses };
  const files = originalFiles(folder);
  const users = source.kind === "made" ? makeOriginalUserBase(month.seed) : readUserBase(source.path);
  const { rows, attacks } = originalMonth({ ...month, users });
  writeOriginalMonth(folder, { rows, attacks }, users);
  return {
    counts: [
      { count: rows.length, one: "attempt", many: "attempts" },
      { count: attacks.length, one: "attack", many: "attacks" },
      { count: users.length, one: "user", many: "users" },
    ],
    files,
    notes: month.addresses === "fresh" ? [freshAddresses] : [],
  };
}

/** The user base of the original, with one to three addresses per user. */
export function makeOriginalUserBase(seed: number): UserBase {
  const { randint } = cpythonRandom(seed);
  const byte = (): number => randint(0, 255);
  return originalUserNames.map((name) => {
    const addresses = Array.from({ length: randint(1, 3) }, () => randomAddress(byte));
    return { name, addresses };
  });
}
