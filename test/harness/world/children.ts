import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process in the output of `ps`. */
export interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of this machine. */
export function processes(): readonly Running[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}

/** The mock servers that a process has started and that still run. */
export function serversOf(parent: number): readonly number[] {
  return processes()
    .filter((one) => one.parent === parent && one.command.includes("server-process"))
    .map(({ pid }) => pid);
}

/** Waits until a condition holds. The test's time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}
