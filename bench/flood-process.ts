import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { socketClient } from "./bare-clients.ts";
import type { FloodOrder, FloodReport } from "./flood.ts";

/** Sends requests as fast as the server answers them, with a fixed number in flight, in the barest code: the server is the limit. */
async function flood({ url, connections, forMs }: FloodOrder): Promise<FloodReport> {
  const { send, close } = socketClient(url, realClock(newClockOrigin()));
  const startMs = performance.now();
  let answered = 0;
  const inTurn = async (): Promise<void> => {
    while (performance.now() - startMs < forMs) {
      if ((await send()) === undefined) throw new Error("no answer with status 200");
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, inTurn));
  const elapsedMs = performance.now() - startMs;
  close();
  return { answered, elapsedMs };
}

process.on("message", (order: FloodOrder) => void flood(order).then((report) => process.send?.(report)));
process.once("disconnect", () => process.exit());
