import { Pool } from "undici";
import type { FloodOrder, FloodReport } from "./flood.ts";

/** As many requests as a server answers, a fixed number of them under way at any time. */
async function flood({ url, connections, forMs }: FloodOrder): Promise<FloodReport> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections });
  const startMs = performance.now();
  let answered = 0;
  const asker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const ask = (): void => {
        pool.dispatch(
          { path: `${pathname}${search}`, method: "GET" },
          {
            onRequestStart: () => undefined,
            onResponseStart: (_controller, status) => {
              if (status !== 200) reject(new Error(`status ${status}`));
            },
            onResponseData: () => undefined,
            onResponseEnd: () => {
              answered += 1;
              if (performance.now() - startMs < forMs) ask();
              else resolve();
            },
            onResponseError: (_controller, error) => reject(error),
          },
        );
      };
      ask();
    });
  await Promise.all(Array.from({ length: connections }, asker));
  const elapsedMs = performance.now() - startMs;
  await pool.destroy();
  return { answered, elapsedMs };
}

process.on("message", (order: FloodOrder) => void flood(order).then((report) => process.send?.(report)));
process.once("disconnect", () => process.exit());
