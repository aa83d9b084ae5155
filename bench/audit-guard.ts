import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auditGuard } from "../detector/audit/guard.ts";
import { createDetector, trainDetector } from "../detector/model.ts";
import type { AuditObservation } from "../domain/audit/observation.ts";
import { simulateActions } from "../harness/audit/simulate.ts";
import { openObservedLog } from "../log/files/writer.ts";
import { auditDeploy } from "../scenarios/audit/audit-deploy.ts";
import { builtProgram, peakOf } from "./built.ts";
import type { Section } from "./section.ts";
import { median } from "./section.ts";

const repeats = 7;

/** Speed and memory of the detector of host audits. */
export const auditGuardSpeed: Section = {
  name: "audit-guard",
  summary:
    `Four weeks of four hosts with two deploys; the speed is a median of ${repeats}, the peak is that of ` +
    "`firedrill train` (the built program, whole process).",
  async run() {
    const rows = [...simulateActions({ ...auditDeploy, hours: 672 }, 1)].map(
      ({ observation }) => observation,
    );
    const model = trainDetector(auditGuard, rows);
    const judge = (): void => {
      const detector = createDetector(auditGuard, { source: "audit", model });
      for (const row of rows) detector.observe(row);
    };
    return [
      { what: "alerts judged a second", value: perSecond(rows, judge), aim: "50,000" },
      {
        what: "alerts learned a second",
        value: perSecond(rows, () => trainDetector(auditGuard, rows)),
        aim: "",
      },
      { what: "peak resident MiB", value: await trainingPeak(rows), aim: "150" },
    ];
  },
};

function perSecond(rows: readonly AuditObservation[], work: () => void): number {
  const ms = Array.from({ length: repeats }, () => {
    const beforeMs = performance.now();
    work();
    return performance.now() - beforeMs;
  });
  return (1000 * rows.length) / median(ms);
}

async function trainingPeak(rows: readonly AuditObservation[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const path = join(folder, "observed.csv");
    const log = openObservedLog({
      path,
      source: "audit",
      format: "csv",
      bufferBytes: 65_536,
      utcOffsetMs: () => 0,
    });
    for (const row of rows) log.write(row);
    log.close();
    const out = join(folder, "model.json");
    const kibibytes = await peakOf([builtProgram, "train", path, "--detector", "audit-guard", "--out", out]);
    return kibibytes / 1024;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
