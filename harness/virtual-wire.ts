import { defaultTimeoutMs } from "../domain/scenario.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import { startMockServer } from "../mock-server/server.ts";
import { requestHolds } from "./request-holds.ts";
import { virtualClock } from "./virtual-clock.ts";
import { firstInstantMs } from "../domain/scenario-span.ts";
import { addedMsOf } from "./virtual-world.ts";
import { rowRelay, serverTask } from "./world.ts";
import type { World, WorldSettings } from "./world.ts";

/** Real sockets on virtual time: server and client share a process, a clock and the book of requests. */
export async function virtualWire({ scenario, seed }: WorldSettings): Promise<World> {
  const clock = virtualClock(firstInstantMs(scenario));
  const book = requestHolds(clock);
  const { users, ...task } = serverTask({ scenario, seed });
  const rows = rowRelay();
  const server = await startMockServer({
    host: "127.0.0.1",
    port: 0,
    ...task,
    ...(users === undefined ? {} : { logins: { users, onRow: rows.pass } }),
    seed,
    clock,
    book,
  });
  const transport = undiciTransport(server.url, clock);
  return {
    clock,
    serverUrl: server.url,
    transport,
    book,
    addedMs: addedMsOf(scenario, seed),
    patienceMs: defaultTimeoutMs,
    hearServer: rows.hear,
    settle: async () => undefined,
    stop: async () => {
      await transport.close();
      await server.stop();
    },
  };
}
