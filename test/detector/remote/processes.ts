import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";

/** A duration for `sleep` that identifies the process. */
export function uniqueSeconds(): string {
  return `${randomInt(10_000, 99_999)}.${randomInt(100_000, 999_999)}`;
}

/** The number of living processes with the marker in their command line, including the guard and its watcher. */
export function processesWith(marker: string): number {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(marker) && !line.startsWith("Z")).length;
}
