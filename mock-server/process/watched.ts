import { spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { VictimLimits } from "../../domain/process/limits.ts";
import { victimLimits } from "../../domain/process/limits.ts";
import type { Load } from "../../domain/process/mode.ts";
import { ModelledProcess, modelled } from "../../domain/process/model.ts";
import type { ProcessEnd, ProcessSample } from "../../domain/process/observation.ts";
import { identityOf, ProcessSampler } from "../../domain/process/proc.ts";
import type { TracedCounters } from "../../domain/process/trace.ts";
import type { Machine } from "../source.ts";
import { startFloodPeer } from "./flood.ts";
import { noProc, procFiles, signalName } from "./proc-files.ts";
import type { VictimOrder } from "./victim.ts";

/** The process that a drill is about, and the collector that watches it. */
export interface Watched {
  readonly pid: number;
  /** Resolves when it does its work. */
  readonly ready: Promise<unknown>;
  /** What it does from now on. */
  readonly order: (load: Load) => void;
  /** Begins a first interval. */
  readonly begin: (nowMs: number, traced?: TracedCounters) => void;
  /** Ends an interval and begins the next one. */
  readonly sample: (nowMs: number, traced?: TracedCounters) => ProcessSample | ProcessEnd;
  /** How long it was ready to run, but had no core, in the interval before. Undefined where that is not known. */
  readonly waitedMs: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Its name in logs, real or not. */
export const watchedName = modelled.process;

export function startWatched(machine: Machine, seed: number): Watched {
  switch (machine) {
    case "real":
    case "traced":
      return startVictim();
    case "simulated":
      return modelOf(seed);
  }
}

/** A heap that grows for minutes, or shrinks at once, would look like a fault. */
const steadyMemory = ["--max-semi-space-size=1", "--no-memory-reducer", "--expose-gc"];

/** @throws FiredrillError NO_PROC */
export function startVictim(limits: VictimLimits = victimLimits): Watched {
  if (identityOf(procFiles, process.pid) === undefined) throw noProc();
  const fromSource = import.meta.url.endsWith(".ts");
  const path = fileURLToPath(new URL(`victim.${fromSource ? "ts" : "js"}`, import.meta.url));
  const loader = fromSource ? ["--import", import.meta.resolve("tsx")] : [];
  const child = spawn(process.execPath, [...steadyMemory, ...loader, path, JSON.stringify(limits)], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const orders = child.stdio[3];
  if (!(orders instanceof Socket)) throw new RangeError("a process that was started without a pipe");
  const { pid = 0 } = child;
  const sampler = new ProcessSampler(
    procFiles,
    pid,
    identityOf(procFiles, pid) ?? { command: "", startTicks: -1 },
    signalName,
  );
  const peer = startFloodPeer();
  let port = 0;
  const exited = once(child, "exit");
  child.on("error", () => undefined);
  // An order to a process that has just ended.
  orders.on("error", () => undefined);
  return {
    pid,
    ready: Promise.race([
      Promise.all([once(orders, "data"), peer.port.then((known) => (port = known))]),
      exited,
    ]),
    order: (load) => {
      peer.send(load.receivedBytesPerS);
      const order: VictimOrder = { load, port };
      if (!orders.destroyed) orders.write(`${JSON.stringify(order)}\n`);
    },
    begin: (nowMs, traced) => void sampler.sample(nowMs, traced),
    sample: (nowMs, traced) => {
      const event = sampler.sample(nowMs, traced);
      if (event.kind === "sample") return event;
      const { exitCode, signalCode } = child;
      return {
        kind: "ended",
        ...(exitCode === null ? {} : { exitCode }),
        ...(signalCode === null ? {} : { signal: signalCode }),
      };
    },
    waitedMs: () => sampler.waitedMs,
    stop: async () => {
      peer.stop();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function modelOf(seed: number): Watched {
  const model = new ModelledProcess(seed);
  let now: Load | undefined;
  let samples = 0;
  return {
    pid: modelled.pid,
    ready: Promise.resolve(),
    order: (load) => {
      now = load;
    },
    begin: () => undefined,
    sample: () => {
      if (now === undefined) throw new RangeError("a process that was sampled before it had work");
      const sample = model.sample(now, samples);
      samples += 1;
      return sample;
    },
    waitedMs: () => undefined,
    stop: async () => undefined,
  };
}
