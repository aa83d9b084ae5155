import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monotonicMs } from "../harness/clock/clock.ts";
import { builtProgram, peakOf } from "./built.ts";
import type { Row, Section } from "./section.ts";

const megabyte = 1_000_000;
const usualMegabytes = 200;

/** `IMPORT_BENCH_MB=1000` sets the size of the log. */
export const importLog: Section = {
  name: "import",
  summary:
    "A generated nginx access log through `firedrill import` (the built program, whole process). Aim: a peak resident set " +
    "below 200 MB for 1 GB.",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
    try {
      const path = join(folder, "access.log");
      const lines = writeAccessLog(path, Number(process.env["IMPORT_BENCH_MB"] ?? usualMegabytes) * megabyte);
      return [await importRow(folder, path, lines)];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function importRow(folder: string, path: string, lines: number): Promise<Row> {
  const startedMs = monotonicMs();
  const out = join(folder, "incident.yaml");
  const peakKilobytes = await peakOf([builtProgram, "import", path, "--onset", "13:30:00", "--out", out]);
  const tookS = (monotonicMs() - startedMs) / 1000;
  return {
    "MB of log": statSync(path).size / megabyte,
    requests: lines,
    seconds: tookS,
    "MB a second": statSync(path).size / megabyte / tookS,
    "peak resident MB": (peakKilobytes * 1024) / megabyte,
    "MB of recording": statSync(join(folder, "incident.csv")).size / megabyte,
  };
}

const agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "curl/8.5.0"];
const batchLines = 5000;

/** Writes an hour and a half of traffic from 12:30 on, in which answers turn slow at 13:30. @returns the number of lines */
function writeAccessLog(path: string, sizeBytes: number): number {
  const fd = openSync(path, "wx");
  let [lines, bytes] = [0, 0];
  const sampleBytes = Buffer.byteLength(accessLine(0, 0));
  const expected = Math.ceil(sizeBytes / sampleBytes);
  while (bytes < sizeBytes) {
    let batch = "";
    for (let line = 0; line < batchLines; line += 1) {
      batch += accessLine(lines, Math.min(5399, Math.floor((lines / expected) * 5400)));
      lines += 1;
    }
    bytes += writeSync(fd, batch);
  }
  closeSync(fd);
  return lines;
}

function accessLine(index: number, second: number): string {
  const [hour, minute] = [12 + Math.floor((second + 1800) / 3600), Math.floor((second + 1800) / 60) % 60];
  const time = [hour, minute, second % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const tookS = ((index * 7919) % 97) / 1000 + (second >= 3600 ? 0.4 : 0);
  const agent = agents[index % 3 === 0 ? 1 : 0];
  return `203.0.113.${index % 250} - - [20/Nov/2026:${time} +0000] "GET /api/items/${index}?page=${index % 7} HTTP/1.1" 200 ${512 + (index % 4096)} "https://www.example.org/items" "${agent}" ${tookS.toFixed(3)}\n`;
}
