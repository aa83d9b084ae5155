/** A map that drops the least recently used keys. */
interface Generations<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
  /** All entries, the newest half last. */
  readonly entries: () => readonly (readonly [string, V])[];
}

/**
 * Keeps at least the newest `room` keys, at most twice as many: when the young half is full, the old half is dropped.
 */
export function generations<V>(room: number): Generations<V> {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  const set = (key: string, value: V): void => {
    if (young.size >= room && !young.has(key)) [old, young] = [young, new Map<string, V>()];
    young.set(key, value);
  };
  return {
    get: (key) => {
      const value = young.get(key);
      if (value !== undefined) return value;
      const before = old.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    set,
    delete: (key) => {
      young.delete(key);
      old.delete(key);
    },
    entries: () => [...[...old].filter(([key]) => !young.has(key)), ...young],
  };
}
