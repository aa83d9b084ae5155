import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a client of somebody else's did; `missing` where it is not installed. */
export type OtherRun<Said> = { readonly kind: "ran"; readonly said: Said } | { readonly kind: "missing" };

interface HeySaid {
  /** From the start of hey, to 0.1 ms, ascending; answered ones only. */
  readonly sentAtMs: readonly number[];
  readonly cpuMs: number;
}

const workerRatePerSecond = 50;

/**
 * Asks hey for a rate. It keeps one for each worker only, and a worker waits for its answer: so there are enough of
 * them for each to have 20 ms for a request.
 * @param requests - a multiple of `ratePerSecond / 50`
 */
export async function runHey(
  url: string,
  ratePerSecond: number,
  requests: number,
): Promise<OtherRun<HeySaid>> {
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
  const { output, cpuMs } = run.said;
  const answered = output.split("\n").flatMap((line) => {
    const cells = line.split(",");
    return cells[6] === "200" ? [Number(cells[7]) * 1000] : [];
  });
  if (answered.length === 0) throw new Error(`hey had no answer of status 200 from ${url}`);
  return { kind: "ran", said: { sentAtMs: answered.toSorted((one, other) => one - other), cpuMs } };
}

interface WrkSaid {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** wrk keeps no rate: its connections ask as fast as they are answered, in one thread. */
export async function runWrk(url: string, connections: number, forS: number): Promise<OtherRun<WrkSaid>> {
  const run = await timed(["wrk", "-t", "1", "-c", `${connections}`, "-d", `${forS}`, url]);
  if (run.kind === "missing") return run;
  const { output, cpuMs } = run.said;
  const [, requests, elapsedS] = /(\d+) requests in ([\d.]+)s/.exec(output) ?? [];
  if (/Non-2xx|Socket errors/.test(output) || elapsedS === undefined) throw new Error(`wrk said: ${output}`);
  return { kind: "ran", said: { requests: Number(requests), elapsedMs: Number(elapsedS) * 1000, cpuMs } };
}

interface Timed {
  readonly output: string;
  readonly cpuMs: number;
}

const notFound = 127;
/** The shell's last line: user and system time of what it ran. */
const withTimes = '"$@" || exit; times >&2';

async function timed(words: readonly string[]): Promise<OtherRun<Timed>> {
  const child = spawn("sh", ["-c", withTimes, "sh", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (child.exitCode === notFound) return { kind: "missing" };
  if (child.exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${child.exitCode}: ${said}`);
  const spent = said.trim().split("\n").at(-1) ?? "";
  const minutesAndSeconds = [...spent.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuMs = minutesAndSeconds.reduce((sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000, 0);
  return { kind: "ran", said: { output, cpuMs } };
}
