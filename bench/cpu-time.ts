import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** Processor time of a process so far, all its threads, in milliseconds. `undefined` on other systems than Linux. */
export function cpuTimeMs(pid: number): number | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    const [user = "", system = ""] = afterName.split(" ").slice(11);
    return (Number(user) + Number(system)) * tickMs;
  } catch {
    return undefined;
  }
}

/** The share of one core between two measurements, for a table: `42 %`. */
export function cpuShare(
  beforeMs: number | undefined,
  afterMs: number | undefined,
  elapsedMs: number,
): string {
  if (beforeMs === undefined || afterMs === undefined) return "";
  return `${(((afterMs - beforeMs) / elapsedMs) * 100).toFixed(0)} %`;
}
