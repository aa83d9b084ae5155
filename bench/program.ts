import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { builtProgram, bundledBench } from "./built.ts";
import { median, percentile, ascending } from "./section.ts";
import type { Row, Section } from "./section.ts";

const repeats = 7;

type Subject = readonly [command: string, args: readonly string[], aim: string];

async function subjects(): Promise<readonly Subject[]> {
  return [
    ["node -e 0", ["-e", "0"], ""],
    [barest, [await bundledBench("bare-drill-process")], ""],
    ["firedrill list", [builtProgram, "list"], "0.15 s"],
    ["firedrill run rapidly --no-save", [builtProgram, "run", "rapidly", "--no-save"], "0.4 s, 95 MiB"],
    ["firedrill run slowly --no-save", [builtProgram, "run", "slowly", "--no-save"], ""],
    ["firedrill run complex --no-save", [builtProgram, "run", "complex", "--no-save"], ""],
  ];
}

const barest = "barest drill";

/** Cost of the built program from start to end. */
export const program: Section = {
  name: "program",
  summary:
    `The built program, whole process, on the virtual clock, alternating, ${repeats} times each: wall time, processor time ` +
    `(less sensitive to other programs) and peak memory. The ${barest}: fastify and undici in one file, 300 requests.`,
  async run() {
    const asked = await subjects();
    const measured: Usage[][] = asked.map(() => []);
    for (let repeat = 0; repeat < repeats; repeat += 1)
      for (const [index, [, args]] of asked.entries()) measured[index]?.push(await usageOf(args));
    return asked.map(([command, , aim], index) => ({ command, ...summaryOf(measured[index] ?? []), aim }));
  },
};

interface Usage {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMib: number;
}

/** Reports the resource usage of a process at its exit. Source text, because another Node process runs it. */
const usageReporter =
  'import{writeSync}from"node:fs";process.once("exit",()=>{' +
  "const{userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();" +
  'writeSync(3,[userCPUTime+systemCPUTime,maxRSS].join(" "))})';

/** Runs a Node program that must succeed, and measures it. */
export async function usageOf(args: readonly string[]): Promise<Usage> {
  const preload = `data:text/javascript,${encodeURIComponent(usageReporter)}`;
  const startMs = performance.now();
  const child = spawn(process.execPath, ["--import", preload, ...args], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const pipe = child.stdio[3];
  if (pipe === null || pipe === undefined || !("setEncoding" in pipe)) throw new Error("no pipe");
  const [usage] = await Promise.all([text(pipe), once(child, "exit")]);
  if (child.exitCode !== 0) throw new Error(`${args.join(" ")} ended with exit code ${child.exitCode}`);
  const wallS = (performance.now() - startMs) / 1000;
  const [cpuMicros = 0, peakKib = 0] = usage.split(" ").map(Number);
  return { wallS, cpuS: cpuMicros / 1e6, peakMib: peakKib / 1024 };
}

function summaryOf(usages: readonly Usage[]): Row {
  const walls = usages.map(({ wallS }) => wallS);
  return {
    "wall s, median": median(walls),
    best: percentile(ascending(walls), 0),
    "CPU s, median": median(usages.map(({ cpuS }) => cpuS)),
    "MiB, most": percentile(ascending(usages.map(({ peakMib }) => peakMib)), 1),
  };
}
