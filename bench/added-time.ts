import type { Modes } from "../domain/response/modes.ts";
import type { Clock } from "../domain/time/clock.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import type { Transport } from "../mock-client/transport.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import { forkBench, serverIn, startBuiltServer } from "./built.ts";
import type { Row, Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";

const turnMs = 700;
const rounds = 3;
const modes: Modes = {
  "wait=0": { kind: "normal", delayMs: 0 },
  "wait=10": { kind: "normal", delayMs: 10 },
};
const cases = [
  { waitMs: 0, atOnce: 1 },
  { waitMs: 0, atOnce: 20 },
  { waitMs: 10, atOnce: 1 },
  { waitMs: 10, atOnce: 50 },
] as const;

type Case = (typeof cases)[number];

/** Time that the mock server adds to a response. */
export const addedTime: Section = {
  name: "added-time",
  summary:
    "Response time beyond the wait, in microseconds as the client saw it: the mock server against a bare node:http server " +
    "that waits with setTimeout (which may fire a millisecond early), alternating, each in its own process.",
  async run() {
    const clock = realClock(newClockOrigin());
    const bare = await serverIn(await forkBench("bare-http-process"));
    const mock = await startBuiltServer(modes);
    const toBare = undiciTransport(bare.url, clock);
    const toMock = undiciTransport(mock.url, clock);
    const rows: Row[] = [];
    for (const measured of cases) {
      const times: Readonly<Record<"bare" | "mock", number[]>> = { bare: [], mock: [] };
      for (let round = 0; round <= rounds; round += 1) {
        const bareMs = await timesMs(toBare, measured, clock);
        const mockMs = await timesMs(toMock, measured, clock);
        if (round === 0) continue;
        times.bare.push(...bareMs);
        times.mock.push(...mockMs);
      }
      rows.push({
        "wait ms": measured.waitMs,
        "at once": measured.atOnce,
        ...comparison(times.bare, times.mock),
      });
    }
    await Promise.all([toBare.close(), toMock.close(), clock.close(), bare.stop(), mock.stop()]);
    return rows;
  },
};

async function timesMs(
  transport: Transport,
  { waitMs, atOnce }: Case,
  clock: Clock,
): Promise<readonly number[]> {
  const untilMs = clock.nowMs() + turnMs;
  const times: number[] = [];
  const visitor = async (): Promise<void> => {
    while (clock.nowMs() < untilMs) {
      const end = await transport.send({ path: `/?param=wait=${waitMs}`, headers: {} }).end;
      if (end.kind === "failed") throw new Error(`the server failed: ${end.error}`);
      times.push(end.endedAtMs - end.sentAtMs - waitMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, visitor));
  return times;
}

function comparison(bareMs: readonly number[], mockMs: readonly number[]): Row {
  const bare = ascending(bareMs.map((ms) => ms * 1000));
  const mock = ascending(mockMs.map((ms) => ms * 1000));
  const at = (share: number, name: string): Row => {
    const [one, other] = [percentile(bare, share), percentile(mock, share)];
    const ratio = one > 0 && other > 0 ? (other / one).toFixed(2) : "";
    return {
      [`bare ${name} us`]: one,
      [`mock ${name} us`]: other,
      [`added ${name} us`]: other - one,
      [`ratio ${name}`]: ratio,
    };
  };
  return { ...at(0.5, "p50"), ...at(0.99, "p99") };
}
