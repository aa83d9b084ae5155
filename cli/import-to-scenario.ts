import { checkedPaths, readIncident, writeIncident } from "../harness/import-incident.ts";
import type { IncidentOrder } from "../harness/import-incident.ts";
import { ownCommand } from "../harness/own-command.ts";
import { importProgress } from "./import-progress.ts";
import { importText } from "./import-text.ts";
import { shellWord } from "./replay-command.ts";

export interface ImportRequest extends Omit<IncidentOrder, "onProgress"> {
  readonly out: string;
}

/** Reads the log, says what it understood, and writes the scenario. */
export async function importToScenario({ out, ...request }: ImportRequest): Promise<void> {
  const paths = checkedPaths(out);
  const progress = importProgress(process.stderr);
  const order = { ...request, onProgress: progress.onProgress };
  const incident = await readIncident(order).finally(progress.clear);
  process.stdout.write(importText(request.path, incident));
  writeIncident(incident, order, paths);
  const { yamlPath, csvPath } = paths;
  process.stdout.write(
    `\nWritten: ${yamlPath} and ${csvPath}. Next: ${ownCommand} run ${shellWord(yamlPath)} --detector knn\n`,
  );
}
