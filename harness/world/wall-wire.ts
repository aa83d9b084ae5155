import { firstInstantMs } from "../../domain/scenario.ts";
import type { Truth } from "../../domain/truth.ts";
import type { Scenario } from "../../domain/sources.ts";
import { headers } from "../../domain/wire/headers.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import type { Transport } from "../../mock-client/transport.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import { servedTask } from "../../mock-server/sources.ts";
import type { ClockOrigin, WallClockKind } from "../clock/clock.ts";
import { factorOf, newClockOrigin, wallClock } from "../clock/clock.ts";
import { harnessKit } from "../sources.ts";
import { startServerChild } from "./server-child.ts";
import type { World, WorldSettings } from "./world.ts";
import { newToken, rowRelay } from "./world.ts";

/** Real sockets in wall time, possibly sped up. The server has a process of its own. */
export async function wallWire(
  { scenario, seed, heirloom, tracing, byHand, counters = "eager" }: WorldSettings,
  kind: WallClockKind,
): Promise<World> {
  const origin = originFor(harnessKit(scenario.source).play.wallClockStart, scenario);
  const rows = rowRelay();
  const task = servedTask(scenario, seed, byHand);
  const token = newToken();
  const order = {
    task,
    seed,
    clock: kind,
    origin,
    token,
    counters,
    ...(heirloom === undefined ? {} : { heirloom }),
    ...(tracing === undefined ? {} : { tracing }),
  };
  const forced = new Map<number, Truth>();
  const server = await startServerChild(order, {
    onRow: rows.pass,
    onForced: (requestIndex, truth) => {
      forced.set(requestIndex, truth);
      const [oldest] = forced.size > mostForced ? forced.keys() : [];
      if (oldest !== undefined) forced.delete(oldest);
    },
  });
  const clock = wallClock(kind, origin);
  const transport = undiciTransport(server.url, clock, { always: { [headers.token]: token } });
  await warmUp(transport);
  return {
    clock,
    serverUrl: server.url,
    token,
    transport,
    tracker: untracked,
    forcedOn: (requestIndex) => forced.get(requestIndex),
    onceRead: setImmediate,
    addedMs: () => 0,
    patienceMs: defaultTimeoutMs * factorOf(kind),
    subscribe: rows.subscribe,
    settle: server.settle,
    measured: server.measured,
    stop: async () => {
      await transport.close();
      await server.stop();
      await clock.close();
    },
  };
}

/** Requests on which a mode was forced, and that may still be in flight. */
const mostForced = 100_000;

function originFor(start: "now" | "scenario", scenario: Scenario): ClockOrigin {
  const now = newClockOrigin();
  switch (start) {
    case "now":
      return now;
    case "scenario":
      return { ...now, unixMs: firstInstantMs(scenario) };
  }
}

const warmUps = 20;

/** Warms up the client with requests that leave no trace on the server. */
async function warmUp(transport: Transport): Promise<void> {
  for (let left = warmUps; left > 0; left -= 1)
    await transport.send({ path: "/__firedrill/state", headers: {} }).end;
}
