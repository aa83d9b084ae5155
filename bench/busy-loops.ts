import { Worker } from "node:worker_threads";

/** Keeps this many processors busy until the returned function is called. */
export function busyLoops(count: number): () => Promise<void> {
  const loops = Array.from({ length: count }, () => new Worker("for (;;);", { eval: true }));
  return async () => {
    await Promise.all(loops.map((loop) => loop.terminate()));
  };
}
