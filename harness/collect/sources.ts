import type { Collect } from "./collector.ts";

/** The collector of what processes use. Apart from the other tables, so that it loads no more than it needs. */
export async function loadCollector(): Promise<Collect> {
  const { collectProcesses } = await import("../process/collect.ts");
  return collectProcesses;
}
