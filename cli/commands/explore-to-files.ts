import { wallNowMs } from "../../harness/clock/clock.ts";
import type { ExploreOrder } from "../../harness/files/explore-log.ts";
import { exploreLog } from "../../harness/files/explore-log.ts";
import { logGapsText } from "../output/log-gaps.ts";
import { exploreProgress } from "../output/progress.ts";

/** Reads the log, writes its pictures and its table, and prints its figures. What is in none of them is told on standard error. */
export async function exploreToFiles(order: Omit<ExploreOrder, "onRow">): Promise<void> {
  const progress = exploreProgress(process.stderr, wallNowMs);
  const { text, paths, write, ...gaps } = await exploreLog({ ...order, onRow: progress.onAttempt }).finally(
    progress.clear,
  );
  process.stderr.write(logGapsText({ ...order, ...gaps }));
  write();
  process.stdout.write(`${text}\nWritten:\n${paths.map((path) => `  ${path}\n`).join("")}`);
}
