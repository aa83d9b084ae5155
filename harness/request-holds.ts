import type { Clock } from "../domain/clock.ts";
import type { RequestBook } from "../domain/request-book.ts";

/**
 * The book of requests that keeps a clock still while something is on the wire: between sent and taken, between
 * waking and answered, and from giving up until the server has seen the connection close.
 */
export function requestHolds(clock: Clock): RequestBook {
  const holds = new Map<number, () => void>();
  const seize = (requestIndex: number): void => {
    if (!holds.has(requestIndex)) holds.set(requestIndex, clock.hold());
  };
  const release = (requestIndex: number): void => {
    holds.get(requestIndex)?.();
    holds.delete(requestIndex);
  };
  return {
    sent: seize,
    taken: release,
    woken: seize,
    answered: release,
    abandoned: seize,
    closed: release,
  };
}
