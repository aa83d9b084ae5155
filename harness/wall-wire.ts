import { noRequestBook } from "../domain/request-book.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import type { Transport } from "../mock-client/transport.ts";
import { newClockOrigin } from "./clock.ts";
import { startServerChild } from "./server-child.ts";
import { wallClock } from "./wall-clock.ts";
import type { WallClockKind } from "./wall-clock.ts";
import { serverTask } from "./world.ts";
import type { World, WorldSettings } from "./world.ts";

/** Real sockets in wall time, or in wall time sped up: the server has a process of its own. */
export async function wallWire({ scenario, seed }: WorldSettings, kind: WallClockKind): Promise<World> {
  const origin = newClockOrigin();
  const server = await startServerChild({ ...serverTask(scenario), seed, clock: kind, origin });
  const clock = wallClock(kind, origin);
  const transport = undiciTransport(server.url, clock);
  await warmUp(transport);
  return {
    clock,
    serverUrl: server.url,
    transport,
    book: noRequestBook,
    addedMs: () => 0,
    stop: async () => {
      await transport.close();
      await server.stop();
      await clock.close();
    },
  };
}

const warmUps = 20;

/** The client's part of a rehearsal: connects, and asks for what leaves no trace on the server. */
async function warmUp(transport: Transport): Promise<void> {
  for (let left = warmUps; left > 0; left -= 1) await transport.send("/__firedrill/state", {}).end;
}
