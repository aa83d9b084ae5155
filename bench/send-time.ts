import { noRequestBook } from "../domain/request-book.ts";
import { originalModes } from "../domain/mode.ts";
import type { ResponseScenario } from "../domain/scenario.ts";
import { newClockOrigin, realClock } from "../harness/clock.ts";
import { play } from "../mock-client/play.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import { startBuiltServer } from "./built.ts";
import { ascending, percentile } from "./section.ts";
import type { Row, Section } from "./section.ts";

interface Pace {
  readonly ratePerSecond: number;
  readonly requests: number;
}

const paces: readonly Pace[] = [
  { ratePerSecond: 2, requests: 12 },
  { ratePerSecond: 100, requests: 400 },
  { ratePerSecond: 1000, requests: 4000 },
];

/** How exactly the mock client keeps its schedule. */
export const sendTime: Section = {
  name: "send-time",
  summary:
    "Microseconds from the planned instant of a request in the open loop to its being written, connections that have to " +
    "be made first included. The server waits 10 ms. CPU: the client's share of one core.",
  async run() {
    const server = await startBuiltServer(originalModes);
    await errorsMs(server.url, { ratePerSecond: 500, requests: 500 });
    const rows: Row[] = [];
    for (const pace of paces) {
      const before = process.cpuUsage();
      const errors = await errorsMs(server.url, pace);
      const { user, system } = process.cpuUsage(before);
      const elapsedMs = (pace.requests * 1000) / pace.ratePerSecond;
      const cpu = `${((user + system) / elapsedMs / 10).toFixed(0)} %`;
      rows.push({ "a second": pace.ratePerSecond, ...summaryOf(errors), cpu });
    }
    await server.stop();
    return rows;
  },
};

async function errorsMs(url: string, { ratePerSecond, requests }: Pace): Promise<readonly number[]> {
  const scenario: ResponseScenario = {
    source: "response",
    name: "send-time",
    summary: "An even stream of requests.",
    modes: originalModes,
    phases: [{ mode: "normal", requests }],
    pacing: { kind: "constant", ratePerSecond },
    expect: [],
  };
  const clock = realClock(newClockOrigin());
  const transport = undiciTransport(url, clock);
  const errors: number[] = [];
  await play({
    scenario,
    seed: 1,
    transport,
    clock,
    book: noRequestBook,
    addedMs: () => 0,
    onRow: ({ sendLateMs }) => errors.push(sendLateMs),
    signal: new AbortController().signal,
  });
  await transport.close();
  await clock.close();
  return errors;
}

function summaryOf(errors: readonly number[]): Row {
  const sorted = ascending(errors.map((ms) => ms * 1000));
  return {
    requests: String(sorted.length),
    "p50 us": percentile(sorted, 0.5),
    "p90 us": percentile(sorted, 0.9),
    "p99 us": percentile(sorted, 0.99),
    "max us": percentile(sorted, 1),
  };
}
