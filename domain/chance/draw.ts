import type { Random } from "./random.ts";
import { randomAddress } from "./address.ts";

/** A whole number in [0, count), uniformly; uses one uniform draw. */
export function below(random: Random, count: number): number {
  return Math.floor(random.uniform() * count);
}

/** @throws RangeError for an empty list */
export function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[below(random, from.length)];
  if (picked === undefined) throw new RangeError("nothing to pick from");
  return picked;
}

/** Up to `count` different items in random order (Fisher-Yates). */
export function sample<T>(random: Random, from: readonly T[], count: number): readonly T[] {
  const left = [...from];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0) {
    const place = below(random, left.length);
    const last = left.pop();
    const taken = left[place] ?? last;
    if (place < left.length && last !== undefined) left[place] = last;
    if (taken !== undefined) drawn.push(taken);
  }
  return drawn;
}

/** First octet of multicast addresses, which are never a source address. */
const firstMulticastOctet = 224;

/** A global unicast address for which `isTaken` is false. */
export function freeAddress(random: Random, isTaken: (address: string) => boolean): string {
  for (;;) {
    const address = randomAddress(() => below(random, 256));
    if (Number.parseInt(address, 10) < firstMulticastOctet && !isTaken(address)) return address;
  }
}
