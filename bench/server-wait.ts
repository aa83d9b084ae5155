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

/** Numbers of simultaneous requests, and the length of each wait, varied by up to 10 % so that they do not synchronize. */
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

/** Timing accuracy of the mock server's waits. */
export const serverWait: Section = {
  name: "server-wait",
  summary:
    "Error of the mock server's waits, in microseconds beyond the planned wait: by its own clock (`server-timing`), and as " +
    "its client saw it, including network and both processes. Server and client have their own processes. Busy: a thread " +
    "spins on every processor. CPU: the server's share of one core.",
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
    const stopLoops = busyLoops(cpus().length);
    const busy = await rowsBeside("busy threads");
    await stopLoops();
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

/** The error of every wait while all clients send requests repeatedly. */
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
      const plannedMs = Number(end.header(headers.delayMs));
      const waitedMs = Number(/wait;dur=([\d.]+)/.exec(end.header(headers.serverTiming) ?? "")?.[1]);
      errors.push({ serverMs: waitedMs - plannedMs, clientMs: end.endedAtMs - end.sentAtMs - plannedMs });
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
