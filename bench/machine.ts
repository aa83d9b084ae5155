import { cpus, loadavg, totalmem } from "node:os";

/** The machine of the measurements, as a Markdown list. */
export function machineDescription(): string {
  const [firstCpu, ...otherCpus] = cpus();
  const [lastMinute = 0, lastFive = 0] = loadavg();
  return [
    `- processor: ${firstCpu?.model.trim() ?? "unknown"}, ${otherCpus.length + 1} cores`,
    `- memory: ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `- Node ${process.version}, ${process.platform} ${process.arch}`,
    `- load average before the start: ${lastMinute.toFixed(2)} (1 min), ${lastFive.toFixed(2)} (5 min)`,
    `- date: ${new Date().toISOString().slice(0, 10)}`,
  ].join("\n");
}
