import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExploredFile } from "../../../../harness/files/explore-log.ts";
import { openExplored } from "../../../../harness/files/explore-log.ts";
import { explorationCollector } from "../../../../harness/login/explore/collector.ts";
import { exploreLimits } from "../../../../harness/login/explore/limits.ts";
import type { Exploration } from "../../../../report/login/explore/exploration.ts";
import { testFolder } from "../../folder.ts";

/** Header of the original's log. */
export const header = "datetime,source_ip,username,success,failure_reason";

/** Two addresses, two hours. */
export const small = [
  "2018-11-01 00:10:00,203.0.113.9,admin,False,error_wrong_password",
  "2018-11-01 00:10:01,203.0.113.9,master,False,error_wrong_username",
  "2018-11-01 00:59:59.999999,198.51.100.7,anna,True,",
  "2018-11-01 01:00:00,203.0.113.9,admin,True,",
  "2018-11-01 01:00:01,203.0.113.9,admin,False,error_account_locked",
];

/** A file in a temporary folder of this test. */
export function fileWith(name: string, lines: readonly string[]): string {
  const path = join(testFolder(), name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** The exploration of these rows of the original's log. */
export async function explored(
  lines: readonly string[],
  limits: Partial<typeof exploreLimits> = {},
): Promise<Exploration> {
  return seenIn({ log: fileWith("log.csv", [header, ...lines]) }, limits);
}

/** The exploration of a log with at least one row. */
export async function seenIn(
  file: ExploredFile,
  limits: Partial<typeof exploreLimits> = {},
): Promise<Exploration> {
  const collector = explorationCollector({ ...exploreLimits, ...limits });
  for await (const rows of openExplored(file).batches)
    for (const { observation, truth } of rows)
      if (observation.kind === "login") collector.add(observation, truth);
  const exploration = collector.finish();
  if (exploration === undefined) throw new RangeError("no rows");
  return exploration;
}
