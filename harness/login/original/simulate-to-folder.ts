import { randomAddress } from "../../../domain/chance/address.ts";
import { cpythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { originalUserNames } from "../../../domain/login/user-base.ts";
import { readUserBase } from "../../../log/login/user-base.ts";
import type { OriginalMonthSettings } from "./month.ts";
import { originalMonth } from "./month.ts";
import { originalFiles, writeOriginalMonth } from "./write-month.ts";

export interface OriginalSimulation extends Omit<OriginalMonthSettings, "users"> {
  readonly outDir: string;
  /** `made`: by the seed, and written beside the month. `read`: from this `user_ips.json`. */
  readonly users: { readonly kind: "made" } | { readonly kind: "read"; readonly path: string };
}

/** How many there are of each. */
export interface SimulatedOriginal {
  readonly attempts: number;
  readonly attacks: number;
  readonly users: number;
  readonly files: readonly string[];
}

/**
 * Simulates the original's month into a folder; where attackers change their address, with a log that has the truth.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, and what `readUserBase` throws
 */
export function simulateOriginalToFolder({
  outDir,
  users: source,
  ...month
}: OriginalSimulation): SimulatedOriginal {
  const folder = { path: outDir, users: source.kind, addresses: month.addresses };
  const files = originalFiles(folder);
  const users = source.kind === "made" ? makeOriginalUserBase(month.seed) : readUserBase(source.path);
  const simulated = originalMonth({ ...month, users });
  writeOriginalMonth(folder, simulated, users);
  return {
    attempts: simulated.rows.length,
    attacks: simulated.attacks.length,
    users: users.length,
    files,
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
