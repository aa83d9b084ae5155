import { Pool } from "undici";
import type { FloodOrder, FloodReport } from "./flood.ts";

/** Sends requests as fast as the server answers them, with a fixed number in flight. */
async function flood({ url, connections, forMs }: FloodOrder): Promise<FloodReport> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections });
  const startMs = performance.now();
  let answered = 0;
  const connection = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const send = (): void => {
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
              if (performance.now() - startMs < forMs) send();
              else resolve();
            },
            onResponseError: (_controller, error) => reject(error),
          },
        );
      };
      send();
    });
  await Promise.all(Array.from({ length: connections }, connection));
  const elapsedMs = performance.now() - startMs;
  await pool.destroy();
  return { answered, elapsedMs };
}

process.on("message", (order: FloodOrder) => void flood(order).then((report) => process.send?.(report)));
process.once("disconnect", () => process.exit());
