import { expect, test } from "vitest";
import type { Clock } from "../../domain/time/clock.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import type { RequestTracker } from "../../domain/wire/request-tracker.ts";
import { virtualClock } from "../../harness/clock/virtual-clock.ts";
import { startRequest } from "../../mock-client/request.ts";
import type { Exchange, RequestSettings, RunningRequest } from "../../mock-client/request.ts";
import type { Transport, WireEnd } from "../../mock-client/transport.ts";
import { until } from "../harness/world/children.ts";
import { httpServer, rawServer, transportTo, wallClock } from "./tiny-server.ts";

const answered = { kind: "answered", status: 200, header: () => undefined } as const;
const failed = { kind: "failed", error: "ECONNRESET" } as const;

/** A transport on which every request ends like this after a fixed time on the clock; without one, never. */
function wire(
  clock: Clock,
  end?: { readonly afterMs: number; readonly as: typeof answered | typeof failed },
) {
  const abandoned: number[] = [];
  const transport: Transport = {
    send: () => {
      const sentAtMs = clock.nowMs();
      const ended = new Promise<WireEnd>((resolve) => {
        if (end === undefined) return;
        const endedAtMs = sentAtMs + end.afterMs;
        void clock.sleepUntilMs(endedAtMs).then(() => resolve({ ...end.as, sentAtMs, endedAtMs }));
      });
      return { end: ended, abandon: () => abandoned.push(clock.nowMs()) };
    },
    close: async () => undefined,
  };
  return { transport, abandoned };
}

function request(
  settings: Pick<RequestSettings, "clock" | "transport"> & Partial<RequestSettings>,
): RunningRequest {
  const defaults = { tracker: untracked, timeoutMs: 1000, openAfterMs: Infinity, addedMs: () => 0 };
  const quiet = { onOpen: () => undefined, onceRead: (then: () => void) => then() };
  return startRequest({ ...defaults, ...quiet, ...settings }, 7, { path: "/", headers: {} });
}

test("an answer is a completed exchange, whatever its status", async () => {
  const { url } = await httpServer((_request, response) => void response.writeHead(500).end());
  const clock = wallClock();

  const exchange = await request({ clock, transport: transportTo(url, clock) }).end;

  expect(exchange?.outcome).toMatchObject({ kind: "completed", status: 500 });
  expect(exchange?.header).toBeDefined();
});

test("a closed connection is a failed exchange", async () => {
  const { url } = await rawServer((socket) => socket.end());
  const clock = wallClock();

  const exchange = await request({ clock, transport: transportTo(url, clock) }).end;

  expect(exchange?.outcome).toMatchObject({ kind: "failed", error: "CONNECTION_CLOSED" });
  expect(exchange?.header).toBeUndefined();
});

test("the client's deadline is never early, and it closes the connection", async () => {
  const { url, closed } = await httpServer(() => undefined);
  const clock = wallClock();
  const before = clock.nowMs();

  const exchange = await request({ clock, transport: transportTo(url, clock), timeoutMs: 40 }).end;

  expect(exchange?.outcome).toMatchObject({ kind: "failed", error: "TIMEOUT" });
  expect((exchange?.atMs ?? 0) - before).toBeGreaterThanOrEqual(40);
  await until(() => closed() === 1);
});

test("an answer whose body never ends is a timeout", async () => {
  const { url } = await httpServer((_request, response) => void response.write("half"));
  const clock = wallClock();

  const exchange = await request({ clock, transport: transportTo(url, clock), timeoutMs: 40 }).end;

  expect(exchange?.outcome).toMatchObject({ kind: "failed", error: "TIMEOUT" });
});

test.for<[number, typeof answered | typeof failed, number, Exchange["outcome"], string]>([
  [999, answered, 0, { kind: "completed", status: 200, responseMs: 999 }, "just in time"],
  [1001, answered, 0, { kind: "failed", error: "TIMEOUT", afterMs: 1000 }, "just too late"],
  [990, answered, 9, { kind: "completed", status: 200, responseMs: 999 }, "the network adds its share"],
  [990, answered, 11, { kind: "failed", error: "TIMEOUT", afterMs: 1000 }, "and may make it late"],
  [5, failed, 100, { kind: "failed", error: "ECONNRESET", afterMs: 5 }, "but adds none to a failure"],
])("after %i ms on the wire, %j with %i ms added is %j: %s", async ([afterMs, as, added, outcome]) => {
  const clock = virtualClock(0);
  const { transport } = wire(clock, { afterMs, as });

  const exchange = await request({ clock, transport, addedMs: () => added }).end;

  expect(exchange?.outcome).toEqual(outcome);
});

test("at its deadline a request waits for what had arrived by then, and is late all the same", async () => {
  const clock = virtualClock(0);
  const { transport, abandoned } = wire(clock, { afterMs: 1001, as: answered });
  const reads: (() => void)[] = [];
  const running = request({ clock, transport, onceRead: (then) => void reads.push(then) });

  await clock.sleepUntilMs(1002);
  expect(abandoned).toEqual([]);
  for (const read of reads) read();

  expect((await running.end)?.outcome).toEqual({ kind: "failed", error: "TIMEOUT", afterMs: 1002 });
  expect(abandoned).toEqual([1002]);
});

test("a failure without a head waits, too, and ends when it was read", async () => {
  const clock = virtualClock(0);
  const { transport } = wire(clock, { afterMs: 5, as: failed });
  const reads: (() => void)[] = [];
  const running = request({ clock, transport, onceRead: (then) => void reads.push(then) });

  await clock.sleepUntilMs(7);
  for (const read of reads) read();

  expect(await running.end).toMatchObject({ atMs: 7, outcome: { error: "ECONNRESET", afterMs: 7 } });
});

test("an aborted request has no result, and its connection is abandoned once", async () => {
  const clock = virtualClock(0);
  const { transport, abandoned } = wire(clock);
  const running = request({ clock, transport });

  running.breakOff();
  running.breakOff();

  expect(await running.end).toBeUndefined();
  expect(abandoned).toEqual([0]);
});

test("aborting a request that has ended has no effect", async () => {
  const clock = virtualClock(0);
  const { transport, abandoned } = wire(clock, { afterMs: 5, as: answered });
  const running = request({ clock, transport });
  const exchange = await running.end;

  running.breakOff();

  expect(exchange?.outcome.kind).toBe("completed");
  expect(await running.end).toBe(exchange);
  expect(abandoned).toEqual([]);
});

test("the tracker is notified of each end once, as answered or abandoned", async () => {
  const clock = virtualClock(0);
  const calls: string[] = [];
  const note = (call: string) => (index: number) => calls.push(`${call} ${index}`);
  const tracker: RequestTracker = {
    ...untracked,
    sent: note("sent"),
    answered: note("answered"),
    abandoned: note("abandoned"),
  };

  await request({ clock, tracker, transport: wire(clock, { afterMs: 5, as: answered }).transport }).end;
  await request({ clock, tracker, transport: wire(clock, { afterMs: 5, as: failed }).transport }).end;
  await request({ clock, tracker, transport: wire(clock).transport }).end;

  expect(calls).toEqual(["sent 7", "answered 7", "sent 7", "answered 7", "sent 7", "abandoned 7"]);
});
