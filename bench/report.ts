import { documentOf } from "../report/document.ts";
import type { SeriesPoint } from "../domain/results/picture.ts";
import { simulatedDrill } from "../harness/drill/simulated-drill.ts";
import { gatesOf } from "../harness/drill/gates.ts";
import { findDetector } from "../detector/registry.ts";
import { findScenario } from "../scenarios/registry.ts";
import type { Row, Section } from "./section.ts";
import { median } from "./section.ts";

const rounds = 9;
const million = 1_000_000;

/** How long a page with pictures takes, and how large it is. */
export const reportPages: Section = {
  name: "report",
  summary:
    "The page of a drill (report.html) from what the drill left in memory: the first time in a process with its packages loaded from disk, and the " +
    "median of 9. Aims: 50 ms and 300 KB for rapidly, 5 s and 1 MB for a million observations.",
  async run() {
    const scenario = findScenario("rapidly");
    const gates = gatesOf(scenario, [], {}, findDetector);
    const { verdict, trace } = await simulatedDrill({ scenario, seed: 1, gates });
    const series: readonly SeriesPoint[] = Array.from({ length: million }, (_, index) => ({
      index,
      atMs: index * 500,
      value: 10 + (index % 7),
      failed: false,
    }));
    const picture = { source: "response", series } as const;
    return [await rowOf("rapidly", verdict, trace), await rowOf("a million", verdict, { ...trace, picture })];
  },
};

async function rowOf(log: string, ...drill: Parameters<typeof documentOf>): Promise<Row> {
  const startedMs = performance.now();
  const { pageOf } = await import("../harness/files/report-page.ts");
  let page = pageOf(documentOf(...drill));
  const firstMs = performance.now() - startedMs;
  const times = Array.from({ length: rounds }, () => {
    const begunMs = performance.now();
    page = pageOf(documentOf(...drill));
    return performance.now() - begunMs;
  });
  return { log, "first ms": firstMs, "median ms": median(times), KB: Buffer.byteLength(page) / 1000 };
}
