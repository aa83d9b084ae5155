import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { trainDetector } from "../../detector/model.ts";
import { formatDetectorSpec } from "../../detector/registry.ts";
import type { Severity } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Detector } from "../../domain/detector.ts";
import { checkReads } from "../../domain/detector.ts";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { NabDetectorResult, NabProfile, NabResult, NabStudy } from "../../domain/results/nab.ts";
import { nabProfiles } from "../../domain/results/nab.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { readingError } from "../../log/files/file-errors.ts";
import { readObservedLog } from "../../log/files/read.ts";
import { createWholeFile } from "../../log/files/whole-file.ts";
import { parseLocalInstant } from "../../log/formats/numbers.ts";
import type { NabSeries, NabWindow } from "../../score/study/nab.ts";
import { NabCorpus, nabScores, nabWeights, probationRows } from "../../score/study/nab.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { makeFolderOf } from "../files/free-files.ts";
import { writeWholeFolder } from "../files/whole-folder.ts";
import { isRemote } from "../session/definition.ts";
import { localSession } from "../session/local-session.ts";

/** A labelled series of a NAB folder. */
export interface NabFile {
  /** Below the folder of data, with `/`: `realAWSCloudWatch/ec2_cpu_utilization_24ae8d.csv`. */
  readonly name: string;
  readonly rows: readonly Observation[];
  readonly windows: readonly NabWindow[];
}

/** What a NAB folder holds. */
export interface NabFolder {
  /** Of all rows. */
  readonly source: LogSource;
  /** By name. */
  readonly files: readonly NabFile[];
  /** Files that have labels but no data. */
  readonly withoutData: number;
}

const utc = (): number => 0;

/**
 * Reads a checkout of NAB (`data/FOLDER/*.csv` and `labels/combined_windows.json`), or a part of one: the folders of data may
 * stand in the folder itself, and so may the labels.
 * @throws FiredrillError NAB_FOLDER, NAB_LABELS, NAB_DATA, LOG_NOT_READABLE
 */
export async function readNabFolder(path: string): Promise<NabFolder> {
  const root = existsSync(join(path, "data")) ? join(path, "data") : path;
  const names = seriesIn(root);
  if (names.length === 0) throw noData(path);
  const labels = readLabels(path);
  const files: NabFile[] = [];
  const sources = new Set<LogSource>();
  for (const name of names) {
    const spans = labels.windows.get(name);
    if (spans === undefined) throw badLabels(labels.path, `it has no list of windows for ${name}`);
    const { source, rows } = await readSeries(join(root, name));
    const windows = spans.map((span) => windowOf(span, rows, name, labels.path));
    files.push({ name, rows, windows });
    sources.add(source);
  }
  const [source] = sources;
  if (source === undefined) throw noData(path);
  const withoutData = [...labels.windows.keys()].filter((name) => !names.includes(name)).length;
  return { source, files, withoutData };
}

/** Folders of a checkout that hold other CSV files. */
const notData = new Set(["results", "labels", "config"]);

function seriesIn(root: string): readonly string[] {
  return filesIn(root, (folder) => folder.isDirectory() && !notData.has(folder.name))
    .flatMap((folder) =>
      filesIn(join(root, folder), (file) => file.name.endsWith(".csv")).map((file) => `${folder}/${file}`),
    )
    .toSorted();
}

type Entry = ReturnType<typeof entriesOf>[number];

function filesIn(folder: string, isWanted: (entry: Entry) => boolean): readonly string[] {
  return entriesOf(folder)
    .filter(isWanted)
    .map(({ name }) => name);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw readingError(folder, error, noData);
  }
}

interface ReadSeries {
  readonly source: LogSource;
  readonly rows: readonly Observation[];
}

async function readSeries(path: string): Promise<ReadSeries> {
  if (statSync(path).size === 0) throw badData(path, "it is empty");
  const { detected, batches, skipped } = readObservedLog(path, { utcOffsetMs: utc });
  if (detected.kind === "foreign" || detected.format !== "series")
    throw badData(path, "it does not begin with timestamp,value");
  const series: Observation[] = [];
  for await (const rows of batches) for (const row of rows) series.push(row);
  const [mistake] = skipped().reasons;
  if (mistake !== undefined) throw badData(path, `line ${mistake.line}: ${mistake.reason}`);
  if (series.length === 0) throw badData(path, "it has no rows");
  return { source: detected.source, rows: series };
}

interface Labels {
  readonly path: string;
  readonly windows: ReadonlyMap<string, readonly Span[]>;
}

/** The first and the last instant of a window, as they are written. */
type Span = readonly [string, string];

const labelsName = "combined_windows.json";

function readLabels(folder: string): Labels {
  const path = [join(folder, "labels", labelsName), join(folder, labelsName)].find((each) =>
    existsSync(each),
  );
  if (path === undefined) throw noLabels(folder);
  const parsed = parsedLabels(path);
  if (!isJsonObject(parsed)) throw badLabels(path, "it is not a JSON object of files and their windows");
  const windows = Object.entries(parsed).map(([name, spans]) => {
    if (!isSpans(spans)) throw badLabels(path, `${name} is not a list of pairs of times`);
    return [name, spans] as const;
  });
  return { path, windows: new Map(windows) };
}

function parsedLabels(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw badLabels(path, reasonOf(error), error);
  }
}

function isSpans(value: unknown): value is readonly Span[] {
  return Array.isArray(value) && value.every(isSpan);
}

function isSpan(value: unknown): value is Span {
  return Array.isArray(value) && value.length === 2 && value.every((time) => typeof time === "string");
}

/** Rows from the first instant to the last, both included. */
function windowOf(
  [from, until]: Span,
  rows: readonly Observation[],
  name: string,
  labelsPath: string,
): NabWindow {
  const [fromMs, untilMs] = [from, until].map((time) => {
    const atMs = parseLocalInstant(time, utc);
    if (atMs === undefined) throw badLabels(labelsPath, `${name} has the time ${JSON.stringify(time)}`);
    return atMs;
  });
  const isInside = ({ atMs }: Observation): boolean =>
    atMs >= (fromMs ?? Infinity) && atMs <= (untilMs ?? -Infinity);
  const firstIndex = rows.findIndex(isInside);
  const lastIndex = rows.findLastIndex(isInside);
  if (firstIndex < 0) throw badLabels(labelsPath, `no row of ${name} lies in its window ${from} to ${until}`);
  return { firstIndex, lastIndex };
}

export interface NabSettings {
  readonly folder: NabFolder;
  readonly choices: readonly DetectorChoice[];
  /** Gets a folder of result files for each detector, in NAB's layout; absent: none are written. */
  readonly resultsFolder?: string;
  readonly signal: AbortSignal;
  /** Called after each file of each detector. */
  readonly onFile: () => void;
}

/**
 * Runs detectors over the files of a NAB folder, row by row, a fresh one for each file, and scores them by NAB's rules at the
 * thresholds that are best on these files.
 * @throws FiredrillError REMOTE_NOT_SUPPORTED, WRONG_LOG_SOURCE, BAD_OPTION, NOT_ENOUGH_HEALTHY_DATA, DETECTOR_CRASHED,
 *   LOG_EXISTS, LOG_NOT_WRITABLE; the signal's reason when it was aborted
 */
export async function runNab(settings: NabSettings): Promise<NabStudy> {
  const { folder, choices, resultsFolder, signal, onFile } = settings;
  const { source, files, withoutData } = folder;
  const detectors: NabDetectorResult[] = [];
  // Refused before the first file.
  const fresh = choices.map((choice) => detectorsOf(choice, source));
  for (const { choice, detectorFor } of fresh) {
    const scored: ScoredFile[] = [];
    for (const { name, rows, windows } of files) {
      // Lets Ctrl-C through.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const detector = detectorFor(name, rows);
      scored.push({ name, rows, windows, scores: nabScores(measuredBy(detector, source, rows)) });
      onFile();
    }
    if (resultsFolder !== undefined)
      writeResults(join(resultsFolder, nameOf(choice)), nameOf(choice), scored);
    detectors.push(resultOf(choice, scored));
  }
  return {
    files: files.length,
    windows: files.reduce((sum, { windows }) => sum + windows.length, 0),
    rows: files.reduce((sum, { rows }) => sum + rows.length, 0),
    withoutData,
    detectors,
  };
}

type ScoredFile = NabFile & NabSeries;

/** What an open episode counts of a detector that has no score. */
const alertWorth: Readonly<Record<Severity, number>> = { warning: 1, error: 2 };

interface FreshDetectors {
  readonly choice: DetectorChoice;
  readonly detectorFor: (name: string, rows: readonly Observation[]) => Detector<Observation>;
}

/** A detector that must be trained, and was not, learns from the rows of each file that NAB does not score. */

function detectorsOf(choice: DetectorChoice, source: LogSource): FreshDetectors {
  const { definition, options } = choice;
  if (isRemote(definition)) throw needsOwnProcess(definition.name);
  checkReads(definition, source);
  const values = parseOptions(definition.name, definition.options, options);
  const untrained = (): Detector<Observation> => definition.create(values, { source });
  if (!needsModel(untrained)) return { choice, detectorFor: untrained };
  return {
    choice,
    detectorFor: (name, rows) => {
      const model = namingFile(name, () =>
        trainDetector(definition, rows.slice(0, probationRows(rows.length)), options),
      );
      return definition.create(values, { source, model });
    },
  };
}

/** @throws FiredrillError for any other reason why it cannot be created */
function needsModel(create: () => unknown): boolean {
  try {
    create();
    return false;
  } catch (error) {
    if (error instanceof FiredrillError && error.code === "MODEL_NEEDED") return true;
    throw error;
  }
}

function namingFile<T>(name: string, train: () => T): T {
  try {
    return train();
  } catch (error) {
    if (!(error instanceof FiredrillError) || error.code !== "NOT_ENOUGH_HEALTHY_DATA") throw error;
    throw new FiredrillError(
      "usage",
      "NOT_ENOUGH_HEALTHY_DATA",
      `${name}, whose first rows, which NAB does not score, are its past: ${error.message}`,
      error.advice,
      { cause: error },
    );
  }
}

/** What a fresh detector measures after each row, having seen nothing beyond it. */
function* measuredBy(
  detector: Detector<Observation>,
  source: LogSource,
  rows: readonly Observation[],
): Generator<number, void, undefined> {
  let nowMs = rows[0]?.atMs ?? 0;
  const clock: Clock = {
    nowMs: () => nowMs,
    sleepUntilMs: () => Promise.resolve(),
    hold: () => () => undefined,
  };
  const open = new Map<string, Severity>();
  const session = localSession(
    detector.name,
    detector,
    source,
    { clock, clockKind: { kind: "virtual" }, seed: 0 },
    ({ key, state, severity }) => (state === "firing" ? open.set(key, severity) : open.delete(key)),
  );
  for (const row of rows) {
    nowMs = row.atMs;
    void session.observe(row);
    if (session.error !== undefined) throw detectorCrashed(session.error.message);
    yield detector.scoreNow === undefined
      ? Math.max(0, ...[...open.values()].map((severity) => alertWorth[severity]))
      : (detector.scoreNow() ?? 0);
  }
}

function resultOf(choice: DetectorChoice, files: readonly ScoredFile[]): NabDetectorResult {
  const corpus = new NabCorpus(files);
  const best = (profile: NabProfile): NabResult => corpus.optimized(nabWeights[profile]);
  const [standard, reward_low_FP_rate, reward_low_FN_rate] = [
    best(nabProfiles[0]),
    best(nabProfiles[1]),
    best(nabProfiles[2]),
  ];
  return {
    detector: formatDetectorSpec(choice.definition.name, choice.options),
    profiles: { standard, reward_low_FP_rate, reward_low_FN_rate },
    files: files.map((file) => {
      const { raw, noticed, falseAlarms } = new NabCorpus([file]).at(nabWeights.standard, standard.threshold);
      const rows = file.rows.length;
      return {
        file: file.name,
        rows,
        probationRows: probationRows(rows),
        windows: file.windows.length,
        raw,
        noticed,
        falseAlarms,
      };
    }),
  };
}

/** The detector's name and, where they are not its defaults, its options, as the name of a folder. */
function nameOf({ definition, options }: DetectorChoice): string {
  return formatDetectorSpec(definition.name, options).replaceAll(/[^\w=.-]+/g, "-");
}

/** Files in NAB's layout: `FOLDER/DETECTOR_FILE.csv`. */
function writeResults(folder: string, detector: string, files: readonly ScoredFile[]): void {
  writeWholeFolder(folder, (unfinished) => {
    for (const file of files) {
      const path = join(unfinished, dirname(file.name), `${detector}_${basename(file.name)}`);
      makeFolderOf(path);
      createWholeFile(path, resultLines(file));
    }
  });
}

function* resultLines({ rows, windows, scores }: ScoredFile): Generator<string, void, undefined> {
  yield "timestamp,value,anomaly_score,label\n";
  for (const [index, row] of rows.entries()) {
    const isInside = windows.some(({ firstIndex, lastIndex }) => index >= firstIndex && index <= lastIndex);
    const time = formatInstant(row.atMs)
      .replace("T", " ")
      .replace(/(?:\.0+)?Z$/, "");
    const value = domainKit(row.kind).signals["value"]?.valueOf(row);
    yield `${time},${value},${scores[index]},${isInside ? 1 : 0}\n`;
  }
}

function noData(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NAB_FOLDER",
    `${path} is no NAB folder: there is no file data/FOLDER/FILE.csv or FOLDER/FILE.csv in it.`,
    "Give a checkout of github.com/numenta/NAB, or a folder with folders of such files.",
  );
}

function noLabels(folder: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NAB_LABELS",
    `${folder} has no labels: neither ${join("labels", labelsName)} nor ${labelsName}.`,
    'Write the windows of every file in it: {"folder/file.csv": [["2014-04-10 07:15:00", "2014-04-11 16:45:00"]]}.',
  );
}

function badLabels(path: string, why: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "NAB_LABELS",
    `Cannot use the labels in ${path}: ${why}.`,
    'A file without anomalies has an empty list. Times are spelled as in the data: "2014-04-10 07:15:00".',
    { cause },
  );
}

function badData(path: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NAB_DATA",
    `${path} cannot be scored: ${why}.`,
    "NAB counts rows, so that none may be left out. Mend the line, or take the file out of the folder.",
  );
}

function needsOwnProcess(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "REMOTE_NOT_SUPPORTED",
    `${name} runs outside this process, where it does not say how sure it is of each row.`,
    "Choose a built-in detector (firedrill list) or a module.",
  );
}

function detectorCrashed(message: string): FiredrillError {
  return new FiredrillError("drill", "DETECTOR_CRASHED", message, "Fix the detector and start again.");
}
