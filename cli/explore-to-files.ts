import { exploreLog } from "../harness/explore/explore-log.ts";
import { drawnRule, noRule } from "../harness/explore/boundaries.ts";
import { explorationFiles, writeExploration } from "../harness/explore/files.ts";
import { exploreLimits } from "../harness/explore/limits.ts";
import { explorationText } from "../score/explore/summary.ts";
import { printable } from "../score/printable.ts";
import { exploreProgress } from "./explore-progress.ts";

export interface ExploreRequest {
  readonly logPath: string;
  readonly labelsPath?: string;
  readonly modelPath?: string;
  readonly out: string;
}

/** Reads the log, writes its pictures and its table, and prints its figures. Lines that are no rows go to standard error. */
export async function exploreToFiles({ out, modelPath, ...order }: ExploreRequest): Promise<void> {
  const paths = explorationFiles(out);
  const rule = modelPath === undefined ? noRule : drawnRule(modelPath);
  const progress = exploreProgress(process.stderr);
  const { exploration, skipped } = await exploreLog(
    { ...order, onAttempt: progress.onAttempt },
    exploreLimits,
  ).finally(progress.clear);
  if (skipped.skipped > 0) {
    const reasons = skipped.reasons.map(({ line, reason }) => `  line ${line}: ${printable(reason)}\n`);
    process.stderr.write(`${skipped.skipped} lines of ${order.logPath} were skipped:\n${reasons.join("")}`);
  }
  writeExploration(out, exploration, rule);
  process.stdout.write(
    `${explorationText(exploration)}\nWritten:\n${paths.map((path) => `  ${path}\n`).join("")}`,
  );
}
