import { basename } from "node:path";
import type { Recording } from "../../domain/response/recording.ts";
import { recordedRequest } from "../../domain/response/recording.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestsIn } from "../../domain/response/scenario.ts";
import type { SeriesPoint } from "../../domain/results/picture.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import { writeText } from "../../log/files/line-file.ts";
import type { ImportedLog, ImportFile } from "../../log/import/read.ts";
import { readImport } from "../../log/import/read.ts";
import type { RecordedLog } from "../../log/response/recorded-log.ts";
import { recordedLogs } from "../../log/response/recorded-log.ts";
import { writeRecording } from "../../log/response/recording.ts";
import { changePoints } from "../../domain/numbers/change-points.ts";
import type {
  ChangeLevel,
  ImportedRequests,
  Importer,
  IncidentPhases,
  LogChange,
  ScenarioTitle,
  StretchFigures,
} from "../files/importer.ts";

export const responseImporter: Importer = {
  read: async (file) => importedRequests(file, await readImport(file, recordedLogs)),
};

function importedRequests({ keep }: ImportFile, log: ImportedLog<RecordedLog>): ImportedRequests {
  const { recording, precision, details } = log.requests;
  const scenarioOf = (phases: IncidentPhases, title: ScenarioTitle): ResponseScenario =>
    recordedScenario(log.requests, phases, title);
  return {
    log,
    count: recording.offsetsMs.length,
    lengthMs: recording.offsetsMs.at(-1) ?? 0,
    precision,
    countBefore: (momentMs) => countBefore(log, momentMs),
    lengthless: lengthlessIn(recording, 0, recording.offsetsMs.length),
    figuresOf: (phases) => stretchFigures(recording, phases),
    changes: () => changesIn(log),
    trace: (width) => recordingTrace(recording, width),
    scenarioOf,
    write: (phases, title, { yamlPath, csvPath }) => {
      writeRecording(csvPath, recording, { names: keep, details });
      writeText(yamlPath, scenarioYaml(scenarioOf(phases, title), basename(csvPath)));
    },
  };
}

function countBefore({ requests, stamps }: ImportedLog<RecordedLog>, momentMs: number): number {
  const { startMs, recording } = requests;
  const { offsetsMs, tookMicros } = recording;
  let rows = 0;
  for (let at = 0; at < offsetsMs.length; at += 1) {
    const sinceMs = stamps === "end" ? (tookMicros[at] ?? 0) / 1000 : 0;
    if (roundToMicros(startMs + (offsetsMs[at] ?? 0) + sinceMs) < momentMs) rows += 1;
  }
  return rows;
}

function recordedScenario(
  { recording, startMs, openAfterMs }: RecordedLog,
  { before, during, after }: IncidentPhases,
  { name, summary }: ScenarioTitle,
): ResponseScenario {
  const timeoutMs = recordedTimeoutMs(recording);
  return {
    source: "response",
    name,
    summary,
    recording,
    startsAt: formatInstant(startMs),
    pacing: { kind: "recorded" },
    modes: { normal: { kind: "recorded" }, incident: { kind: "recorded" } },
    phases: [
      { mode: "normal", requests: before },
      ...(during === 0 ? [] : [{ mode: "incident", requests: during }]),
      ...(after === 0 ? [] : [{ mode: "normal", requests: after }]),
    ],
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(openAfterMs === undefined ? {} : { openAfterMs }),
    expect: [],
  };
}

/** The scenario as a YAML file, with comments for a person who edits it. */
function scenarioYaml(scenario: ResponseScenario, csvName: string): string {
  const { source, name, summary, startsAt, pacing, modes, phases, timeoutMs, openAfterMs } = scenario;
  const lines = [
    `source: ${source}`,
    `name: ${name}`,
    `summary: ${JSON.stringify(summary)}`,
    `# Each row is a request: when it was sent, how long it took, how it ended.`,
    `recording: ${JSON.stringify(csvName)}`,
    `startsAt: ${JSON.stringify(startsAt)}`,
    `pacing: { kind: ${pacing.kind} }`,
    `modes:`,
    ...Object.entries(modes).map(([mode, { kind }]) => `  ${mode}: { kind: ${kind} }`),
    `phases:`,
    ...phases.map((phase) => `  - { mode: ${phase.mode}, requests: ${requestsIn(phase)} }`),
    ...(timeoutMs === undefined ? [] : [`timeoutMs: ${timeoutMs}`]),
    ...(openAfterMs === undefined ? [] : [`openAfterMs: ${openAfterMs}`]),
    `# Which detector must notice, and how soon. Remove the [], uncomment the line below it, and edit it.`,
    `expect: []`,
    `#  - { detector: knn, severity: error, within: 10 }`,
  ];
  return `${lines.join("\n")}\n`;
}

const spareMs = 1000;

/**
 * The timeout of the client in a replay: that of the recorded client, and longer than every recorded answer.
 * @returns undefined if the default is long enough
 */
function recordedTimeoutMs(recording: Recording): number | undefined {
  let [answeredMs, givenUpMs] = [0, 0];
  for (let index = 0; index < recording.offsetsMs.length; index += 1) {
    const { tookMs, end } = recordedRequest(recording, index);
    if (end.kind === "timeout") givenUpMs = Math.max(givenUpMs, tookMs);
    else answeredMs = Math.max(answeredMs, tookMs);
  }
  if (givenUpMs > Math.max(1, answeredMs)) return givenUpMs;
  return answeredMs >= defaultTimeoutMs ? Math.ceil(answeredMs) + spareMs : undefined;
}

function stretchFigures(recording: Recording, phases: IncidentPhases): readonly StretchFigures[] {
  const { before, during, after } = phases;
  const stretches = [
    { name: "before", from: 0, requests: before },
    { name: "incident", from: before, requests: during },
    { name: "after", from: before + during, requests: after },
  ] as const;
  return stretches.flatMap(({ name, from, requests }) => {
    if (requests === 0) return [];
    const took = knownLengths(recording, from, from + requests);
    const failed = failuresIn(recording, from, from + requests);
    return [
      { name, requests, p50Ms: quantileOf(took, 0.5) / 1000, p99Ms: quantileOf(took, 0.99) / 1000, failed },
    ];
  });
}

function failuresIn(recording: Recording, from: number, until: number): number {
  let failed = 0;
  for (let index = from; index < until; index += 1) if (isFailed(recording, index)) failed += 1;
  return failed;
}

/** Statuses of the server's own errors, and nginx's for a client that did not wait any longer. */
function isFailed(recording: Recording, index: number): boolean {
  const { end } = recordedRequest(recording, index);
  return end.kind !== "answered" || end.status >= 500 || end.status === clientGaveUp;
}

const clientGaveUp = 499;

/** Whether the log does not say how long a request took that got no answer. */
function isLengthless(recording: Recording, index: number): boolean {
  return recording.tookMicros[index] === 0 && recordedRequest(recording, index).end.kind !== "answered";
}

/** The response times of a stretch, without those that the log does not say. */
function knownLengths(recording: Recording, from: number, until: number): Uint32Array {
  const lengths = recording.tookMicros.subarray(from, until);
  if (lengthlessIn(recording, from, until) === 0) return lengths;
  return lengths.filter((_, at) => !isLengthless(recording, from + at));
}

function lengthlessIn(recording: Recording, from: number, until: number): number {
  let lengthless = 0;
  for (let index = from; index < until; index += 1) if (isLengthless(recording, index)) lengthless += 1;
  return lengthless;
}

/**
 * One point per column of a picture, ordered by departure: the 90th percentile of the response times, failed if more than
 * half of the requests failed.
 */
function recordingTrace(recording: Recording, width: number): readonly SeriesPoint[] {
  const rows = recording.offsetsMs.length;
  const count = Math.min(rows, width);
  return Array.from({ length: count }, (_, index) => {
    const [from, until] = [index, index + 1].map((column) => Math.floor((column * rows) / count));
    const took = recording.tookMicros.subarray(from, until);
    const failed = failuresIn(recording, from ?? 0, until ?? 0) * 2 > took.length;
    const atMs = recording.offsetsMs[from ?? 0] ?? 0;
    return { index, atMs, value: quantileOf(took, 0.9) / 1000, failed };
  });
}

const mostChanges = 3;

/** Changes of the log, found in its requests by departure. */
function changesIn({ requests }: ImportedLog<RecordedLog>): readonly LogChange[] {
  const { recording, startMs } = requests;
  const { tookMicros, offsetsMs } = recording;
  const failed = (index: number): number => (isFailed(recording, index) ? 1 : 0);
  const found = changePoints(
    tookMicros.length,
    (index) =>
      // A failure counts as much as an answer that takes ten times as long.
      Math.log10(100 + (tookMicros[index] ?? 0)) + failed(index),
  ).slice(0, mostChanges);
  const rows = found.toSorted((a, b) => a - b);
  const levelOf = (from: number, until: number): ChangeLevel => ({
    p50Ms: quantileOf(knownLengths(recording, from, until), 0.5) / 1000,
    failedRatio: failuresIn(recording, from, until) / (until - from),
  });
  return found.map((row) => {
    const at = rows.indexOf(row);
    return {
      atMs: Math.floor((startMs + (offsetsMs[row] ?? 0)) / 1000) * 1000,
      before: levelOf(rows[at - 1] ?? 0, row),
      after: levelOf(row, rows[at + 1] ?? tookMicros.length),
    };
  });
}

const halfBits = 16;
const halves = 65_536;

/**
 * The exact quantile of the values (nearest rank), without copying them. Counts the upper 16 bits, then the lower 16 bits of
 * the values in the right bin.
 * @param share - above 0, at most 1
 * @returns 0 without values
 */
export function quantileOf(values: Uint32Array, share: number): number {
  const counts = new Uint32Array(halves);
  let rank = Math.max(1, Math.ceil(share * values.length));
  for (const value of values) increment(counts, value >>> halfBits);
  const upper = binOf(counts, rank);
  rank -= upper.before;
  counts.fill(0);
  for (const value of values) if (value >>> halfBits === upper.bin) increment(counts, value % halves);
  return values.length === 0 ? 0 : upper.bin * halves + binOf(counts, rank).bin;
}

function increment(counts: Uint32Array, bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** The bin with the value of this rank, from 1, and the number of values in the bins before it. */
function binOf(counts: Uint32Array, rank: number): { readonly bin: number; readonly before: number } {
  let before = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0;
    if (before + count >= rank) return { bin, before };
    before += count;
  }
  return { bin: 0, before: 0 };
}
