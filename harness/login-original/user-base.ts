import { randomAddress } from "../../domain/login/address.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { originalUserNames } from "../../domain/login/user-base.ts";
import { cpythonRandom } from "../../domain/twister/cpython-random.ts";

/** The user base that the original makes, with one to three addresses each. */
export function makeOriginalUserBase(seed: number): UserBase {
  const { randint } = cpythonRandom(seed);
  const byte = (): number => randint(0, 255);
  return originalUserNames.map((name) => {
    const addresses = Array.from({ length: randint(1, 3) }, () => randomAddress(byte));
    return { name, addresses };
  });
}
