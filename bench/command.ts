import { commandDetector } from "../detector/remote/command.ts";
import type { RemoteContext } from "../domain/remote-detector.ts";
import type { Clock } from "../domain/time/clock.ts";
import { epochMs } from "../domain/time/clock.ts";
import { monotonicMs, newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { observedLines } from "../log/sources.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import type { Row, Section } from "./section.ts";
import { percentile } from "./section.ts";

const rowCount = 200_000;
const repeats = 5;
const stuckAfterMs = 2000;

/** Commands that read the rows, with the batch size. */
const readers = [
  { reader: "cat", command: "cat >/dev/null", batch: 512 },
  { reader: "cat", command: "cat >/dev/null", batch: 1 },
  { reader: "python3, csv", command: "python3 examples/python-detector/detector.py", batch: 512 },
] as const;

/** Speed of `cmd:` detectors on the virtual clock. */
export const command: Section = {
  name: "command",
  summary:
    "CSV rows per second into a command's standard input on the virtual clock, from observe() to its exit (median of " +
    `${repeats} times ${rowCount.toLocaleString("en")} rows), and growth of this process in MiB. The last command ` +
    `reads nothing and is abandoned after ${stuckAfterMs / 1000} s: memory must stay flat with all rows waiting.`,
  run: async () => {
    const wall = realClock(newClockOrigin());
    const rows = noisyRows(1, rowCount, () => 10);
    const table: Row[] = [];
    for (const reader of readers) {
      const feeds: FeedCost[] = [];
      for (let repeat = 0; repeat < repeats; repeat += 1)
        feeds.push(await feed({ ...reader, rows, wall, startTimeoutMs: 20_000 }));
      table.push(rowOf(reader, feeds));
    }
    const deaf = { reader: "reads nothing", command: "sleep 60", batch: rowCount };
    table.push(rowOf(deaf, [await feed({ ...deaf, rows, wall, startTimeoutMs: stuckAfterMs })]));
    await wall.close();
    return table;
  },
};

interface FeedCost {
  readonly ms: number;
  readonly cpuMicros: number;
  readonly grownMib: number;
  readonly ended: string;
}

interface FeedJob {
  readonly command: string;
  readonly batch: number;
  readonly rows: ReturnType<typeof noisyRows>;
  readonly wall: Clock;
  readonly startTimeoutMs: number;
}

async function feed({ batch, rows, ...settings }: FeedJob): Promise<FeedCost> {
  const lines = observedLines("csv", () => 0);
  const detector = commandDetector({ ...settings, feed: { kind: "stdin", lines } });
  let ended = "well";
  await detector.start(
    context((code) => {
      ended = code;
    }),
  );
  const before = process.memoryUsage().rss;
  const cpuBefore = process.cpuUsage();
  const beforeMs = monotonicMs();
  let peak = before;
  for (let at = 0; at < rows.length; at += batch) {
    await detector.observe(rows.slice(at, at + batch));
    if (batch > 64 || at % 512 === 0) peak = Math.max(peak, process.memoryUsage().rss);
  }
  await detector.stop(20_000);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    ms: monotonicMs() - beforeMs,
    cpuMicros: user + system,
    grownMib: (peak - before) / 2 ** 20,
    ended,
  };
}

function context(onError: (code: string) => void): RemoteContext {
  return {
    clock: { nowMs: () => epochMs, sleepUntilMs: () => Promise.resolve(), hold: () => () => undefined },
    clockKind: { kind: "virtual" },
    seed: 1,
    onAlert: () => undefined,
    onError: ({ code }) => onError(code),
  };
}

function rowOf(
  { reader, batch }: { readonly reader: string; readonly batch: number },
  feeds: readonly FeedCost[],
): Row {
  const ended = [...new Set(feeds.map((cost) => cost.ended))].join(" ");
  const isWell = ended === "well";
  return {
    reader,
    "rows in a batch": batch,
    "rows a second": isWell ? (rowCount * 1000) / median(feeds.map(({ ms }) => ms)) : "",
    "our CPU, us a row": isWell ? median(feeds.map(({ cpuMicros }) => cpuMicros)) / rowCount : "",
    "grown by MiB": Math.max(...feeds.map(({ grownMib }) => grownMib)),
    ended,
  };
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
