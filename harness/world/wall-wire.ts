import { defaultTimeoutMs } from "../../domain/response/scenario.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { noRequestBook } from "../../domain/wire/request-book.ts";
import type { Transport } from "../../mock-client/transport.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import { serverKit } from "../../mock-server/sources.ts";
import type { ClockOrigin, WallClockKind } from "../clock/clock.ts";
import { factorOf, newClockOrigin, wallClock } from "../clock/clock.ts";
import { startServerChild } from "./server-child.ts";
import type { World, WorldSettings } from "./world.ts";
import { rowRelay } from "./world.ts";

/** Real sockets in wall time, or in wall time sped up: the server has a process of its own. */
export async function wallWire({ scenario, seed }: WorldSettings, kind: WallClockKind): Promise<World> {
  const origin = originFor(scenario);
  const rows = rowRelay();
  const task = serverKit(scenario.source).taskOf(scenario, seed);
  const order = { task, seed, clock: kind, origin };
  const server = await startServerChild(order, rows.pass);
  const clock = wallClock(kind, origin);
  const transport = undiciTransport(server.url, clock);
  await warmUp(transport);
  return {
    clock,
    serverUrl: server.url,
    transport,
    book: noRequestBook,
    addedMs: () => 0,
    patienceMs: defaultTimeoutMs * factorOf(kind),
    hearServer: rows.hear,
    settle: server.settle,
    stop: async () => {
      await transport.close();
      await server.stop();
      await clock.close();
    },
  };
}

/** Response times are the same at any hour; logins are not, so that their clock starts where the scenario does. */
function originFor(scenario: Scenario): ClockOrigin {
  const now = newClockOrigin();
  switch (scenario.source) {
    case "response":
      return now;
    case "login":
      return { ...now, unixMs: firstInstantMs(scenario) };
  }
}

const warmUps = 20;

/** The client's part of a rehearsal: connects, and asks for what leaves no trace on the server. */
async function warmUp(transport: Transport): Promise<void> {
  for (let left = warmUps; left > 0; left -= 1)
    await transport.send({ path: "/__firedrill/state", headers: {} }).end;
}
