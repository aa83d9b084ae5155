import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDetector, formatModel, parseModel, trainDetector } from "../detector/model.ts";
import { lof } from "../detector/series/lof.ts";
import type { AuditObservation } from "../domain/audit/observation.ts";
import { below } from "../domain/chance/draw.ts";
import { randomStream } from "../domain/chance/random.ts";
import { openObservedLog } from "../log/files/writer.ts";
import { builtProgram, peakOf } from "./built.ts";
import type { Row, Section } from "./section.ts";
import { ascending, median, percentile } from "./section.ts";

const rowCount = 20_000;
const judgedCount = 2000;
const startMs = 1_726_444_800_000;
const source = "audit";

/** How fast the local outlier factor of words learns and judges. */
export const lofSpeed: Section = {
  name: "lof",
  summary:
    `${rowCount} alerts of a host learned, ${judgedCount} others judged, a third of them never seen. Peak: the built program, whole ` +
    "process, training, and loading the model. Aims: fitted in 2 s at 1,000 different texts and 5 s at 5,000, 1 ms per alert, 150 MiB. " +
    "The original takes 23 s to fit 20,000 commands and 11 to 152 ms per alert.",
  async run() {
    return [await lofRow(1000), await lofRow(5000)];
  },
};

async function lofRow(distinct: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const rows = Array.from({ length: rowCount }, (_, index) => ranAt(index, placeOf(index, distinct)));
    const beforeMs = performance.now();
    const text = formatModel(trainDetector(lof, rows));
    const trainedMs = performance.now();
    const cpuBefore = process.cpuUsage();
    const detector = createDetector(lof, { source, model: parseModel(text) });
    const { user, system } = process.cpuUsage(cpuBefore);
    const fittedMs = performance.now();
    const judgedMs = Array.from({ length: judgedCount }, (_, at) => {
      const row = ranAt(rowCount + at, at % 3 === 0 ? distinct + at : placeOf(rowCount + at, distinct));
      const begunMs = performance.now();
      detector.observe(row);
      return performance.now() - begunMs;
    });
    const [log, model] = [join(folder, "observed.csv"), join(folder, "model.json")];
    writeRows(log, rows);
    const trainPeak = await peakOf([builtProgram, "train", log, "--detector", "lof", "--out", model]);
    const loadPeak = await peakOf([builtProgram, "watch", "-", "--detector", `lof:model=${model}`]);
    return {
      "different texts": distinct,
      "train ms": trainedMs - beforeMs,
      "fit ms": fittedMs - trainedMs,
      "fit CPU ms": (user + system) / 1000,
      "judge ms, median": median(judgedMs),
      p99: percentile(ascending(judgedMs), 0.99),
      "model kB": statSync(model).size / 1000,
      "training peak MiB": trainPeak / 1024,
      "loading peak MiB": loadPeak / 1024,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const vocabulary = 800;
const draws = randomStream(1, "texts");

/** Every text occurs, and a few of them often. */
function placeOf(index: number, distinct: number): number {
  if (index < distinct) return index;
  const random = draws(index);
  return below(random, 1 + below(random, distinct));
}

function ranAt(index: number, place: number): AuditObservation {
  const random = draws(-1 - place);
  const length = 2 + below(random, 6);
  const words = Array.from({ length }, () => `word${below(random, 1 + below(random, vocabulary))}`);
  const event = {
    kind: "command",
    words: [...words, `/srv/item${place}`],
    user: "deploy",
    userId: "1001",
  } as const;
  return {
    kind: source,
    index,
    atMs: startMs + 1000 * index,
    host: "web-1",
    ruleId: "80792",
    level: 3,
    groups: [],
    event,
  };
}

function writeRows(path: string, rows: readonly AuditObservation[]): void {
  const log = openObservedLog({ path, source, format: "csv", bufferBytes: 65_536, utcOffsetMs: () => 0 });
  for (const row of rows) log.write(row);
  log.close();
}
