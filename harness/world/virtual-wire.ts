import { firstInstantMs } from "../../domain/scenario.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { headers } from "../../domain/wire/headers.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import type { RequestTracker } from "../../domain/wire/request-tracker.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import { startMockServer } from "../../mock-server/server.ts";
import { serverKit } from "../../mock-server/sources.ts";
import { harnessKit } from "../sources.ts";
import { virtualClock } from "../clock/virtual-clock.ts";
import type { World, WorldSettings } from "./world.ts";
import { newToken, rowRelay } from "./world.ts";

/** Real sockets on virtual time. Server and client share a process, a clock and the request tracker. */
export async function virtualWire({ scenario, seed }: WorldSettings): Promise<World> {
  const clock = virtualClock(firstInstantMs(scenario));
  const tracker = requestHolds(clock);
  const rows = rowRelay();
  const token = newToken();
  const server = await startMockServer({
    host: "127.0.0.1",
    port: 0,
    task: serverKit(scenario.source).taskOf(scenario, seed),
    onRow: rows.pass,
    seed,
    clock,
    tracker,
    token,
    // Their requests would be on the wire for ever, as no client of ours waits for the answers, and time would stand still.
    strangers: "refused",
  });
  const transport = undiciTransport(server.url, clock, {
    always: { [headers.token]: token },
    opening: "at once",
  });
  return {
    clock,
    serverUrl: server.url,
    token,
    transport,
    tracker,
    addedMs: harnessKit(scenario.source).play.addedMs(scenario, seed),
    patienceMs: defaultTimeoutMs,
    subscribe: rows.subscribe,
    settle: async () => undefined,
    measured: server.measured,
    stop: async () => {
      await transport.close();
      await server.stop();
    },
  };
}

/**
 * A request tracker that holds the clock while something is on the wire: between sent and taken, between waking and
 * answered, and between abandoned and closed on the server.
 */
function requestHolds(clock: Clock): RequestTracker {
  const holds = new Map<number, () => void>();
  const seize = (requestIndex: number): void => {
    if (!holds.has(requestIndex)) holds.set(requestIndex, clock.hold());
  };
  const release = (requestIndex: number): void => {
    holds.get(requestIndex)?.();
    holds.delete(requestIndex);
  };
  return {
    sent: seize,
    taken: release,
    woken: seize,
    answered: release,
    abandoned: seize,
    closed: release,
  };
}
