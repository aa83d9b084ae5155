import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** The result of another client, `missing` if it is not installed. */
export type OtherRun<Result> =
  { readonly kind: "ran"; readonly result: Result } | { readonly kind: "missing" };

interface HeyResult {
  /** Send times of answered requests, since the start of hey, to 0.1 ms, ascending. */
  readonly sentAtMs: readonly number[];
  readonly cpuMs: number;
}

const workerRatePerSecond = 50;

/**
 * Runs hey at a rate. hey limits the rate per worker, and a worker waits for each answer, so there are enough workers for
 * 20 ms per request.
 * @param requests - a multiple of `ratePerSecond / 50`
 */
export async function runHey(
  url: string,
  ratePerSecond: number,
  requests: number,
): Promise<OtherRun<HeyResult>> {
  const workers = Math.ceil(ratePerSecond / workerRatePerSecond);
  const each = ratePerSecond / workers;
  const run = await timed([
    "hey",
    "-o",
    "csv",
    "-n",
    `${requests}`,
    "-c",
    `${workers}`,
    "-q",
    `${each}`,
    url,
  ]);
  if (run.kind === "missing") return run;
  const { output, cpuMs } = run.result;
  const answered = output.split("\n").flatMap((line) => {
    const cells = line.split(",");
    return cells[6] === "200" ? [Number(cells[7]) * 1000] : [];
  });
  if (answered.length === 0) throw new Error(`hey got no answer with status 200 from ${url}`);
  return { kind: "ran", result: { sentAtMs: answered.toSorted((one, other) => one - other), cpuMs } };
}

interface WrkResult {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** Runs wrk, which has no rate limit: its connections send as fast as they are answered, in one thread. */
export async function runWrk(url: string, connections: number, forS: number): Promise<OtherRun<WrkResult>> {
  const run = await timed(["wrk", "-t", "1", "-c", `${connections}`, "-d", `${forS}`, url]);
  if (run.kind === "missing") return run;
  const { output, cpuMs } = run.result;
  const [, requests, elapsedS] = /(\d+) requests in ([\d.]+)s/.exec(output) ?? [];
  if (/Non-2xx|Socket errors/.test(output) || elapsedS === undefined)
    throw new Error(`wrk failed: ${output}`);
  return { kind: "ran", result: { requests: Number(requests), elapsedMs: Number(elapsedS) * 1000, cpuMs } };
}

interface Timed {
  readonly output: string;
  readonly cpuMs: number;
}

const notFound = 127;
/** Prints user and system time of the command as the shell's last line. */
const withTimes = '"$@" || exit; times >&2';

async function timed(words: readonly string[]): Promise<OtherRun<Timed>> {
  const child = spawn("sh", ["-c", withTimes, "sh", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (child.exitCode === notFound) return { kind: "missing" };
  if (child.exitCode !== 0)
    throw new Error(`${words.join(" ")} ended with exit code ${child.exitCode}: ${stderr}`);
  const spent = stderr.trim().split("\n").at(-1) ?? "";
  const minutesAndSeconds = [...spent.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuMs = minutesAndSeconds.reduce((sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000, 0);
  return { kind: "ran", result: { output, cpuMs } };
}
