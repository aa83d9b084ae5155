import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Load } from "../../domain/process/mode.ts";
import { ModelledProcess, modelled } from "../../domain/process/model.ts";
import type { ProcessEnd, ProcessSample } from "../../domain/process/observation.ts";
import { identityOf, ProcessSampler } from "../../domain/process/proc.ts";
import type { Machine } from "../source.ts";
import { noProc, procFiles, signalName } from "./proc-files.ts";

/** The process that a drill is about, and the collector that watches it. */
export interface Watched {
  readonly pid: number;
  /** Resolves when it does its work. */
  readonly ready: Promise<unknown>;
  /** What it does from now on. */
  readonly order: (load: Load) => void;
  /** Begins a first interval. */
  readonly begin: (nowMs: number) => void;
  /** Ends an interval and begins the next one. */
  readonly sample: (nowMs: number) => ProcessSample | ProcessEnd;
  readonly stop: () => Promise<void>;
}

/** Its name in logs, real or not. */
export const watchedName = modelled.process;

export function startWatched(machine: Machine, seed: number): Watched {
  switch (machine) {
    case "real":
      return startVictim();
    case "simulated":
      return modelOf(seed);
  }
}

/** @throws FiredrillError NO_PROC */
function startVictim(): Watched {
  if (identityOf(procFiles, process.pid) === undefined) throw noProc();
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const child = fork(fileURLToPath(new URL(`victim.${extension}`, import.meta.url)), {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const { pid = 0 } = child;
  const sampler = new ProcessSampler(
    procFiles,
    pid,
    identityOf(procFiles, pid) ?? { command: "", startTicks: -1 },
    signalName,
  );
  const exited = once(child, "exit");
  // A message to a process that has just ended.
  child.on("error", () => undefined);
  return {
    pid,
    ready: Promise.race([once(child, "message"), exited]),
    order: (load) => void (child.connected && child.send(load)),
    begin: (nowMs) => void sampler.sample(nowMs),
    sample: (nowMs) => {
      const event = sampler.sample(nowMs);
      if (event.kind === "sample") return event;
      const { exitCode, signalCode } = child;
      return {
        kind: "ended",
        ...(exitCode === null ? {} : { exitCode }),
        ...(signalCode === null ? {} : { signal: signalCode }),
      };
    },
    stop: async () => {
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
    stop: async () => undefined,
  };
}
