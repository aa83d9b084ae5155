import { once } from "node:events";
import { originalModes } from "../domain/response/modes.ts";
import type { Pace } from "./bare-clients.ts";
import { forkBench, startBuiltServer } from "./built.ts";
import { runHey, runWrk } from "./other-clients.ts";
import { verdictHeading, verdictOf } from "./reference.ts";
import type { Row, Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";
import type { SendOrder, SendReport } from "./send-process.ts";

interface JudgedPace extends Pace {
  /** Processor time of the bare sockets, divided by ours, when the client was last worked on. */
  readonly usual?: number;
}

const paces: readonly JudgedPace[] = [
  { ratePerSecond: 2, requests: 12 },
  { ratePerSecond: 100, requests: 400 },
  { ratePerSecond: 1000, requests: 4000, usual: 0.6 },
  { ratePerSecond: 5000, requests: 20_000, usual: 0.6 },
];
const cpuHeading = "CPU us/request";
const wrkConnections = 50;
const wrkS = 3;

/** Timing accuracy of the mock client's schedule. */
export const sendTime: Section = {
  name: "send-time",
  summary:
    "An open loop at a constant rate, also by bare sockets, node:http and hey, against a server that waits 10 ms. Late: microseconds from the planned " +
    "instant of a request until it is written, including the time to connect. Spacing: error of the interval between two " +
    "consecutive requests in microseconds (hey reports steps of 100 us; its workers, with 50 requests per second each, tick " +
    "together). wrk has no rate limit: CPU only. Got: from the first send to the last. CPU: user and system time, as the " +
    "client's share of one core and in microseconds per request, with the timer thread. Sockets and node:http keep our clock's " +
    "schedule and do nothing else: what they need is the limit.",
  async run() {
    const server = await startBuiltServer(originalModes);
    const normal = `${server.url}/?param=normal`;
    const rows: Row[] = [];
    for (const pace of paces) {
      const ours = await clientRow("firedrill", server.url, pace);
      const bare = await clientRow("node:net", normal, pace);
      rows.push({ ...ours, [verdictHeading]: verdictBeside(bare, ours, pace) }, bare);
      rows.push(await clientRow("node:http", normal, pace));
      rows.push(await heyRow(normal, pace));
    }
    rows.push(await wrkRow(normal));
    await server.stop();
    return rows;
  },
};

function verdictBeside(bare: Row, ours: Row, { usual }: JudgedPace): string {
  return usual === undefined ? "" : verdictOf(Number(bare[cpuHeading]) / Number(ours[cpuHeading]), usual);
}

/** A client in a process of its own, as built code, which has sent some requests before. */
async function clientRow(client: SendOrder["client"], url: string, pace: Pace): Promise<Row> {
  const child = await forkBench("send-process");
  const order: SendOrder = { client, url, warmUp: { ratePerSecond: 500, requests: 500 }, pace };
  child.send(order);
  const report = await once(child, "message").then(([first]: SendReport[]) => first);
  child.disconnect();
  if (report === undefined) throw new Error("the client sent no report");
  const { sent, cpuMs } = report;
  const late = ascending(sent.map(({ lateMs }) => lateMs * 1000));
  return {
    client,
    "asked a second": pace.ratePerSecond,
    ...sendsOf(ascending(sent.map(({ atMs }) => atMs)), cpuMs, pace),
    answered: String(sent.filter(({ isAnswered }) => isAnswered).length),
    "late p50 us": percentile(late, 0.5),
    "p90 us": percentile(late, 0.9),
    "p99 us": percentile(late, 0.99),
    "max us": percentile(late, 1),
  };
}

async function heyRow(url: string, pace: Pace): Promise<Row> {
  const run = await runHey(url, pace.ratePerSecond, pace.requests);
  if (run.kind === "missing") return missing("hey");
  const { sentAtMs, cpuMs } = run.result;
  return { client: "hey", "asked a second": pace.ratePerSecond, ...sendsOf(sentAtMs, cpuMs, pace) };
}

async function wrkRow(url: string): Promise<Row> {
  const run = await runWrk(url, wrkConnections, wrkS);
  if (run.kind === "missing") return missing("wrk");
  const { requests, elapsedMs, cpuMs } = run.result;
  return { client: `wrk, ${wrkConnections} connections`, ...costOf(requests, elapsedMs, cpuMs) };
}

function missing(debianPackage: string): Row {
  return { client: `${debianPackage} is not installed (Debian package ${debianPackage})` };
}

/** @param sentAtMs - ascending */
function sendsOf(sentAtMs: readonly number[], cpuMs: number, { ratePerSecond }: Pace): Row {
  const gapsMs = sentAtMs.slice(1).map((atMs, before) => atMs - (sentAtMs[before] ?? atMs));
  const spanMs = gapsMs.reduce((sum, gapMs) => sum + gapMs, 0);
  const elapsedMs = (spanMs * sentAtMs.length) / gapsMs.length;
  const periodMs = 1000 / ratePerSecond;
  const errors = ascending(gapsMs.map((gapMs) => Math.abs(gapMs - periodMs) * 1000));
  return {
    ...costOf(sentAtMs.length, elapsedMs, cpuMs),
    "spacing p50 us": percentile(errors, 0.5),
    "spacing p99 us": percentile(errors, 0.99),
  };
}

function costOf(requests: number, elapsedMs: number, cpuMs: number): Row {
  return {
    answered: String(requests),
    "got a second": (requests * 1000) / elapsedMs,
    CPU: `${((cpuMs / elapsedMs) * 100).toFixed(0)} %`,
    [cpuHeading]: (cpuMs * 1000) / requests,
  };
}
