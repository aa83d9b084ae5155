/** Somebody who wants to be served. */
export interface Customer {
  start(): void;
}

/** How many are served at once; the rest queue, first come first served. */
export interface Slots<C extends Customer> {
  /** Starts the customer now if a slot is free, else as soon as it is their turn. */
  enter(customer: C): void;
  /** A customer who has not been started goes away. */
  leaveQueue(customer: C): void;
  /** A customer who was started is done: the next in the queue starts before this returns. */
  free(): void;
  inService(): number;
  queued(): number;
}

/**
 * @param capacity - at least 1; `Infinity` for no queue at all
 * @throws RangeError for any other capacity
 */
export function createSlots<C extends Customer>(capacity: number): Slots<C> {
  if (!(capacity === Infinity || Number.isSafeInteger(capacity)) || capacity < 1) {
    throw new RangeError(`capacity must be a whole number from 1, not ${capacity}`);
  }
  let inService = 0;
  // A set keeps the order of arrival and lets go of somebody in the middle at once.
  const queue = new Set<C>();
  return {
    enter: (customer) => {
      if (inService >= capacity) {
        queue.add(customer);
        return;
      }
      inService += 1;
      customer.start();
    },
    leaveQueue: (customer) => {
      queue.delete(customer);
    },
    free: () => {
      for (const next of queue) {
        queue.delete(next);
        next.start();
        return;
      }
      inService -= 1;
    },
    inService: () => inService,
    queued: () => queue.size,
  };
}
