import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Modes } from "../domain/response/modes.ts";
import type { BenchServer } from "./built.ts";
import { forkBench, serverIn, startBuiltServer } from "./built.ts";
import { cpuTimeMs } from "./cpu-time.ts";
import { verdictHeading, verdictOf } from "./reference.ts";
import type { Row, Section } from "./section.ts";
import { median } from "./section.ts";

/** The message to the client's process. */
export interface FloodOrder {
  readonly url: string;
  readonly connections: number;
  readonly forMs: number;
}

/** Its reply. */
export interface FloodReport {
  readonly answered: number;
  readonly elapsedMs: number;
}

const connections = 64;
const warmUpMs = 700;
const measuredMs = 1000;
const rounds = 5;
const modes: Modes = { normal: { kind: "normal", delayMs: 0 } };

interface Subject {
  readonly server: string;
  /** Answers per CPU second, divided by those of bare node:http, when the server was last worked on. */
  readonly usual: number;
  readonly at: BenchServer;
  readonly path: string;
}

/** Throughput of the mock server. */
export const throughput: Section = {
  name: "throughput",
  summary:
    `Requests per second without a wait, ${connections} at once, alternating (A B C A B C ...), median of ${rounds}; ` +
    "truth headers and journal included. Servers and client have their own processes. Per CPU second: by the server's " +
    "processor time, which is more reliable on a machine with other work. Aims: 0.85 of bare node:http, 0.75 by CPU time.",
  async run() {
    const path = "/?param=normal";
    const subjects: readonly Subject[] = [
      { server: "bare node:http", usual: 1, at: await serverIn(await forkBench("bare-http-process")), path },
      {
        server: "mock server without /metrics",
        usual: 0.9,
        at: await serverIn(await forkBench("mock-server-process")),
        path,
      },
      { server: "mock server as in a drill", usual: 0.9, at: await startBuiltServer(modes), path },
    ];
    const client = await forkBench("flood-process");
    const speeds = await speedsInTurns(subjects, client);
    client.disconnect();
    for (const { at } of subjects) await at.stop();
    return rowsOf(subjects, speeds);
  },
};

interface Speed {
  readonly perSecond: number;
  /** `undefined` if processor time is unknown. */
  readonly perCpuSecond: number | undefined;
}

/** The speeds of all rounds for each subject. */
async function speedsInTurns(
  subjects: readonly Subject[],
  client: ChildProcess,
): Promise<readonly (readonly Speed[])[]> {
  for (const subject of subjects) await speedOf(subject, client, warmUpMs);
  const speeds: Speed[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, subject] of subjects.entries())
      speeds[index]?.push(await speedOf(subject, client, measuredMs));
  return speeds;
}

async function speedOf({ at, path }: Subject, client: ChildProcess, forMs: number): Promise<Speed> {
  const order: FloodOrder = { url: `${at.url}${path}`, connections, forMs };
  const beforeMs = cpuTimeMs(at.pid);
  client.send(order);
  const report = await once(client, "message").then(([first]: FloodReport[]) => first);
  const afterMs = cpuTimeMs(at.pid);
  if (report === undefined) throw new Error("the client sent no report");
  const { answered, elapsedMs } = report;
  const perSecond = (answered * 1000) / elapsedMs;
  if (beforeMs === undefined || afterMs === undefined) return { perSecond, perCpuSecond: undefined };
  return { perSecond, perCpuSecond: (answered * 1000) / (afterMs - beforeMs) };
}

function rowsOf(subjects: readonly Subject[], speeds: readonly (readonly Speed[])[]): readonly Row[] {
  const perSecond = speeds.map((rounded) => median(rounded.map((speed) => speed.perSecond)));
  const perCpuSecond = speeds.map((rounded) => median(rounded.flatMap((speed) => speed.perCpuSecond ?? [])));
  return subjects.map(({ server, usual }, index) => ({
    server,
    "a second": perSecond[index] ?? 0,
    ratio: ratio(perSecond[index], perSecond[0]),
    "per CPU second": perCpuSecond[index] ?? 0,
    "CPU ratio": ratio(perCpuSecond[index], perCpuSecond[0]),
    // Without processor times there is no verdict.
    [verdictHeading]:
      perCpuSecond[0] === 0 ? "" : verdictOf((perCpuSecond[index] ?? 0) / (perCpuSecond[0] ?? 1), usual),
  }));
}

function ratio(value = 0, baseline = 0): string {
  return baseline === 0 ? "" : (value / baseline).toFixed(2);
}
