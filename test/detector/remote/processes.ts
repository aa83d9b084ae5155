import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";

/** A number of seconds that no other process sleeps: `sleep` with it is found by it. */
export function uniqueSeconds(): string {
  return `${randomInt(10_000, 99_999)}.${randomInt(100_000, 999_999)}`;
}

/** How many living processes name the marker in their command line: the guard and its watcher do, too. */
export function processesWith(marker: string): number {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(marker) && !line.startsWith("Z")).length;
}
