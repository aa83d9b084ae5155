import { cpus } from "node:os";
import type { Modes } from "../domain/response/modes.ts";
import type { Clock } from "../domain/time/clock.ts";
import { headers } from "../domain/wire/headers.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import type { Transport } from "../mock-client/transport.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import { startBuiltServer } from "./built.ts";
import { busyLoops } from "./busy-loops.ts";
import { cpuShare, cpuTimeMs } from "./cpu-time.ts";
import type { Row, Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";

const measuredMs = 2000;
const warmUpMs = 500;

/** How many requests wait at once, and how long each time, give or take a tenth so that they do not march in step. */
const crowds = [
  { waiting: 1, mode: "short", waitMs: 10 },
  { waiting: 100, mode: "middle", waitMs: 100 },
  { waiting: 500, mode: "long", waitMs: 500 },
] as const;

type Crowd = (typeof crowds)[number];

const modes: Modes = Object.fromEntries(
  crowds.map(({ mode, waitMs }) => [
    mode,
    { kind: "uniform", minMs: 0.9 * waitMs, maxMs: 1.1 * waitMs } as const,
  ]),
);

/** How exactly the mock server waits. */
export const serverWait: Section = {
  name: "server-wait",
  summary:
    "Error of the mock server's waits, in microseconds beyond what was asked for: by its own clock (`server-timing`), and " +
    "as its client saw it, network and both processes included. Server and client are processes of their own; busy: " +
    "every processor also spins for somebody else. CPU: the server's share of one core.",
  async run() {
    const server = await startBuiltServer(modes);
    const clock = realClock(newClockOrigin());
    const transport = undiciTransport(server.url, clock);
    const rowsBeside = async (beside: string): Promise<readonly Row[]> => {
      const rows: Row[] = [];
      for (const crowd of crowds) {
        await errorsOf(transport, crowd, clock.nowMs() + warmUpMs, clock);
        const beforeMs = cpuTimeMs(server.pid);
        const errors = await errorsOf(transport, crowd, clock.nowMs() + measuredMs, clock);
        const cpu = cpuShare(beforeMs, cpuTimeMs(server.pid), measuredMs + crowd.waitMs);
        rows.push({ beside, waiting: crowd.waiting, "wait ms": crowd.waitMs, ...summaryOf(errors), cpu });
      }
      return rows;
    };
    const quiet = await rowsBeside("nothing");
    const quieten = busyLoops(cpus().length);
    const busy = await rowsBeside("busy threads");
    await quieten();
    await transport.close();
    await clock.close();
    await server.stop();
    return [...quiet, ...busy];
  },
};

interface WaitError {
  readonly serverMs: number;
  readonly clientMs: number;
}

/** What every wait was off by while the whole crowd asked again and again. */
async function errorsOf(
  transport: Transport,
  { waiting, mode }: Crowd,
  untilMs: number,
  clock: Clock,
): Promise<readonly WaitError[]> {
  const errors: WaitError[] = [];
  const visitor = async (): Promise<void> => {
    while (clock.nowMs() < untilMs) {
      const end = await transport.send({ path: `/?param=${mode}`, headers: {} }).end;
      if (end.kind === "failed") throw new Error(`the server failed: ${end.error}`);
      const askedMs = Number(end.header(headers.delayMs));
      const waitedMs = Number(/wait;dur=([\d.]+)/.exec(end.header(headers.serverTiming) ?? "")?.[1]);
      errors.push({ serverMs: waitedMs - askedMs, clientMs: end.endedAtMs - end.sentAtMs - askedMs });
    }
  };
  await Promise.all(Array.from({ length: waiting }, visitor));
  return errors;
}

function summaryOf(errors: readonly WaitError[]): Row {
  const server = ascending(errors.map(({ serverMs }) => serverMs * 1000));
  const client = ascending(errors.map(({ clientMs }) => clientMs * 1000));
  return {
    waits: String(errors.length),
    "server p50 us": percentile(server, 0.5),
    "p99 us": percentile(server, 0.99),
    "max us": percentile(server, 1),
    "client p50 us": percentile(client, 0.5),
    "client p99 us": percentile(client, 0.99),
    "client max us": percentile(client, 1),
  };
}
