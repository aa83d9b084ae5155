import type { LogSource, Picture } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import { scoreKit } from "../../score/sources.ts";

/** What is drawn of a log. @param rows - all of the source */
export function pictureOf(source: LogSource, rows: readonly Labelled[]): Picture {
  const collector = scoreKit(source).pictureCollector();
  for (const { observation } of rows) collector.add(observation);
  return collector.finish();
}
