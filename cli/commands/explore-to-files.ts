import { wallNowMs } from "../../harness/clock/clock.ts";
import { exploreLog } from "../../harness/explore/explore-log.ts";
import { drawnRule, noRule } from "../../harness/login/explore/boundaries.ts";
import { explorationFiles, writeExploration } from "../../harness/explore/files.ts";
import { exploreLimits } from "../../harness/explore/limits.ts";
import { explorationText } from "../../report/login/explore/summary.ts";
import { exploreProgress } from "../output/progress.ts";
import { logGapsText } from "../output/log-gaps.ts";

export interface ExploreRequest {
  readonly logPath: string;
  readonly attacksPath?: string;
  readonly modelPath?: string;
  readonly out: string;
}

/** Reads the log, writes its pictures and its table, and prints its figures. What is in none of them is told on standard error. */
export async function exploreToFiles({ out, modelPath, ...order }: ExploreRequest): Promise<void> {
  const paths = explorationFiles(out);
  const rule = modelPath === undefined ? noRule : drawnRule(modelPath);
  const progress = exploreProgress(process.stderr, wallNowMs);
  const { exploration, ...gaps } = await exploreLog(
    { ...order, onAttempt: progress.onAttempt },
    exploreLimits,
  ).finally(progress.clear);
  process.stderr.write(logGapsText({ ...order, ...gaps }));
  writeExploration(out, exploration, rule);
  process.stdout.write(
    `${explorationText(exploration)}\nWritten:\n${paths.map((path) => `  ${path}\n`).join("")}`,
  );
}
