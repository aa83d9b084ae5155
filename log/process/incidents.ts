import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { Truth } from "../../domain/truth.ts";
import { readText } from "../files/lines.ts";
import { parseLocalInstant } from "../formats/numbers.ts";
import { byteOrderMark, shown } from "../formats/text.ts";
import type { AttackList, ListedAttacks } from "../source.ts";
import { badAttacksFile, checkInside, lineOfAttack } from "../traffic/attacks.ts";

const header = "start,end";

/** When something was wrong, both instants included. */
interface RecordedIncident {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Incidents of a series or of processes as CSV with the columns `start,end`, in UTC. A row belongs to the first of the list in
 * whose time it falls. The k-th of the list, from 1, is incident `incident-k` of mode `incident`; all other rows are `normal`.
 */
export const incidentList: AttackList<ProcessObservation> = {
  wantedLog: "Give a file with the columns timestamp,value, or a log of processes.",
  read: (path) => listed(path, readIncidents(path)),
};

/** @throws FiredrillError BAD_ATTACKS_FILE, LOG_NOT_FOUND, LOG_NOT_READABLE */
function readIncidents(path: string): readonly RecordedIncident[] {
  const [first = "", ...lines] = readText(path).trimEnd().split(/\r?\n/);
  if (first.replace(byteOrderMark, "") !== header)
    throw badAttacksFile(path, [`line 1: the header is ${shown(first)}, not ${header}`], header);
  const parsed = lines.map(incidentOf);
  const mistakes = parsed.flatMap((mistake, index) =>
    typeof mistake === "string" ? [`line ${lineOfAttack(index)}: ${mistake}`] : [],
  );
  if (mistakes.length > 0) throw badAttacksFile(path, mistakes, header);
  return parsed.filter((incident) => typeof incident !== "string");
}

/** The incident, or what is wrong with its line. */
function incidentOf(line: string): RecordedIncident | string {
  const cells = line.split(",").map((cell) => cell.trim());
  if (cells.length !== 2) return `${cells.length} columns, not 2`;
  const [start = "", end = ""] = cells;
  const [startMs, endMs] = [start, end].map((time) => parseLocalInstant(time, () => 0));
  if (startMs === undefined) return `start is ${shown(start)}, not like 2018-11-02 05:06:17.152636`;
  if (endMs === undefined) return `end is ${shown(end)}, not like 2018-11-02 05:06:17.152636`;
  return endMs < startMs ? `end is ${end}, before its start ${start}` : { startMs, endMs };
}

const healthy: Truth = { mode: "normal" };

function listed(
  attacksPath: string,
  incidents: readonly RecordedIncident[],
): ListedAttacks<ProcessObservation> {
  const truths = incidents.map((_, index): Truth => ({
    mode: "incident",
    incident: `incident-${index + 1}`,
  }));
  const seen = new Set<number>();
  let [firstMs, lastMs] = [Infinity, -Infinity];
  return {
    truthOf: ({ atMs }) => {
      firstMs = Math.min(firstMs, atMs);
      lastMs = Math.max(lastMs, atMs);
      const at = incidents.findIndex(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
      if (at >= 0) seen.add(at);
      return truths[at] ?? healthy;
    },
    finish: (logPath) => checkInside(incidents, { firstMs, lastMs }, { logPath, attacksPath }),
    withoutRows: () => incidents.length - seen.size,
  };
}
