import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLabelledLog } from "../log/files/writer.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import { builtProgram, peakOf } from "./built.ts";
import { besideBare, perSecondOf } from "./reference.ts";
import type { Row, Section } from "./section.ts";

const rowCount = 1_000_000;
const turns = 3;
const detectors = ["knn", "cusum", "guard"] as const;
const affected = { from: 900_000, until: 900_100 } as const;

/** A long labelled log scored by the built program, whole process. */
export const scoreSpeed: Section = {
  name: "score",
  summary:
    `A labelled log of ${rowCount} rows, scored for ${detectors.join(", ")} by the built program, whole process, against ` +
    "reading the same file and counting its line ends. Aim: 3 s, 150 MiB.",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
    try {
      const path = join(folder, "labelled.csv");
      writeLog(path);
      return await scored(path);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function isAffected(index: number): boolean {
  return index >= affected.from && index < affected.until;
}

function writeLog(path: string): void {
  const log = openLabelledLog({ path, source: "response", format: "csv", bufferBytes: 65_536 });
  for (const observation of noisyRows(1, rowCount, (index) => (isAffected(index) ? 900 : 10)))
    log.write({
      observation,
      truth: isAffected(observation.index) ? { mode: "attack", incident: "attack-1" } : { mode: "normal" },
    });
  log.close();
}

async function scored(path: string): Promise<readonly Row[]> {
  const peaks: number[] = [];
  const args = ["score", path, ...detectors.flatMap((name) => ["--detector", name])];
  const rows = await besideBare(
    [
      {
        what: "score, rows a second",
        ours: () =>
          perSecondOf(
            rowCount,
            async () => void peaks.push(await peakOf([builtProgram, ...args], "may fail")),
          ),
        bare: () => perSecondOf(rowCount, () => countLines(path)),
        usual: 0.03,
      },
    ],
    turns,
  );
  return rows.map((row) => ({ ...row, "peak MiB": Math.max(...peaks) / 1024 }));
}

async function countLines(path: string): Promise<void> {
  const file = await open(path);
  const buffer = Buffer.alloc(65_536);
  let lines = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  }
  await file.close();
  if (lines !== rowCount + 1) throw new RangeError(`Counted ${lines} lines`);
}
