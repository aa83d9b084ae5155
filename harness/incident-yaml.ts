import { basename, extname } from "node:path";
import { formatInstant } from "../domain/instant.ts";
import type { ImportedIncident, IncidentOrder } from "./import-incident.ts";
import { recordedTimeoutMs } from "./recorded-timeout.ts";

/** The scenario as a file that a person can read aloud, and go on with. */
export function scenarioYaml(
  { log, phases }: ImportedIncident,
  { path, onset }: IncidentOrder,
  csvName: string,
): string {
  const { before, during, after } = phases;
  const source = basename(path);
  const timeoutMs = recordedTimeoutMs(log.recording);
  const lines = [
    `source: response`,
    `name: ${scenarioName(csvName)}`,
    `summary: ${JSON.stringify(`Recorded in ${source}; the incident began at ${onset}.`)}`,
    `# Each row is a request: when it left, how long it took, how it ended.`,
    `recording: ${JSON.stringify(csvName)}`,
    `startsAt: "${formatInstant(log.startMs)}"`,
    `pacing: { kind: recorded }`,
    `modes:`,
    `  normal: { kind: recorded }`,
    `  incident: { kind: recorded }`,
    `phases:`,
    `  - { mode: normal, requests: ${before} }`,
    `  - { mode: incident, requests: ${during} }`,
    ...(after === 0 ? [] : [`  - { mode: normal, requests: ${after} }`]),
    ...(timeoutMs === undefined ? [] : [`timeoutMs: ${timeoutMs}`]),
    ...(log.openAfterMs === undefined ? [] : [`openAfterMs: ${log.openAfterMs}`]),
    `# Who must notice, and how soon. Take the [] away, and the # from the line below it, and go on from there.`,
    `expect: []`,
    `#  - { detector: knn, severity: error, within: 10 }`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The file's own name, as far as a scenario may be called that. */
function scenarioName(csvName: string): string {
  const name = basename(csvName, extname(csvName))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return name === "" ? "incident" : name;
}
