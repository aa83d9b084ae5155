/** A request that waits for a slot. */
export interface Customer {
  start(): void;
}

/** Limits how many customers are served at once; the others queue in order of arrival. */
export interface Slots<C extends Customer> {
  /** Starts the customer now if a slot is free, else in its turn. */
  enter(customer: C): void;
  /** Removes a customer that has not started. */
  leaveQueue(customer: C): void;
  /** Ends the service of a customer; the next in the queue starts before this returns. */
  free(): void;
  inService(): number;
  queued(): number;
}

/**
 * A queue with slots.
 * @param capacity - at least 1; `Infinity` for no queue
 * @throws RangeError for any other capacity
 */
export function createSlots<C extends Customer>(capacity: number): Slots<C> {
  if (!(capacity === Infinity || Number.isSafeInteger(capacity)) || capacity < 1) {
    throw new RangeError(`capacity must be a whole number from 1, not ${capacity}`);
  }
  let inService = 0;
  // A set keeps the order of arrival and removes from the middle in O(1).
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
