/**
 * Works on items in their order, several at once. After an abort, or an error, no more are begun.
 * @param atOnce - at least 1
 * @param work - its signal is aborted when the work on another item has failed, too
 * @returns when all work that was begun has ended
 * @throws the first error of `work`
 */
export async function sideBySide<Item>(
  items: readonly Item[],
  { atOnce, signal }: { readonly atOnce: number; readonly signal: AbortSignal },
  work: (item: Item, signal: AbortSignal, at: number) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const both = AbortSignal.any([signal, stopping.signal]);
  const queue = items.entries();
  const takeItems = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true && !both.aborted; next = queue.next())
      await work(next.value[1], both, next.value[0]);
  };
  const takers = Array.from({ length: Math.min(atOnce, items.length) }, takeItems);
  try {
    await Promise.all(takers);
  } finally {
    stopping.abort();
    await Promise.allSettled(takers);
  }
}
