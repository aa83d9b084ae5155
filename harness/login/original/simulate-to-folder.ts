import { randomAddress } from "../../../domain/chance/address.ts";
import { cpythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { originalUserNames } from "../../../domain/login/user-base.ts";
import { readUserBase } from "../../../log/login/user-base.ts";
import type { OriginalOrder, SimulatedOriginal } from "../../source.ts";
import { originalMonth } from "./month.ts";
import { originalFiles, writeOriginalMonth } from "./write-month.ts";

const freshAddresses =
  "Attackers change their address, and attacks.csv has none of those that they came from: score labelled.csv, without --labels.";

/**
 * Simulates the original's month into a folder; where attackers change their address, with a log that has the truth.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, and what `readUserBase` throws
 */
export function simulateOriginalToFolder({
  outDir,
  users: source,
  ...month
}: OriginalOrder): SimulatedOriginal {
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

/** The user base that the original makes, with one to three addresses each. */
export function makeOriginalUserBase(seed: number): UserBase {
  const { randint } = cpythonRandom(seed);
  const byte = (): number => randint(0, 255);
  return originalUserNames.map((name) => {
    const addresses = Array.from({ length: randint(1, 3) }, () => randomAddress(byte));
    return { name, addresses };
  });
}
