import type { Alert } from "../../domain/alert.ts";
import type { Detector, DetectorModel, Training } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import { plural, stripped } from "../../domain/text/printable.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { ModelCheck } from "../model.ts";
import { anyText, anything, exactText, fieldsOf, listOf, orAbsent, wholeFrom1 } from "../model.ts";
import { seriesWindow } from "../series/series.ts";
import { fitOutliers, outlierScorer } from "../series/statistic/local-outlier-factor.ts";
import type { TextKit } from "../source.ts";
import type { Evidence } from "../traffic/evidence.ts";
import type { TrafficModel } from "../traffic/model.ts";
import { ignoredBy, isUnder, pathsIn } from "../traffic/ignored.ts";
import { checkedTrafficModel, modelNeeded, trafficModelCheck, trafficTraining } from "../traffic/model.ts";
import { quietAlarms } from "../traffic/quiet-alarms.ts";
import { WordPoints, wordVector } from "./words.ts";

/** Options of a detector that compares texts. Lists are separated by colons, as in PATH. */
export const textOptions = {
  ignoreUsers: {
    kind: "text",
    default: "",
    describe: "texts only: names of users whose rows are passed over, separated by colons",
  },
  ignoreUserIds: {
    kind: "text",
    default: "",
    describe: "texts only: numbers of such users, separated by colons",
  },
  ignorePaths: {
    kind: "text",
    default: "",
    describe: "texts only: folders and files whose changes are passed over, separated by colons",
  },
  alwaysPaths: {
    kind: "text",
    default: "",
    describe: "texts only: folders and files whose changes are always an alarm, separated by colons",
  },
} as const;

type TextOptions = { readonly [Name in keyof typeof textOptions]: string };

interface OutlierOptions extends TextOptions {
  readonly k: number;
  readonly contamination: number;
}

/** What is known of a row's text. */
export interface TextJudgment {
  /** About 1 for a text among many like it. scikit-learn's score, negated. */
  readonly factor: number;
  /** The factor that the share `contamination` of the learned texts exceeds. */
  readonly limit: number;
  readonly isAlarm: boolean;
  /** Why, in words. */
  readonly describe: () => string;
}

type TextJudge = (row: Observation) => TextJudgment | undefined;

/** How long an episode stays open without another such row. */
const quietMs = hourMs;

/**
 * Mimizuku's method: words without regard to their order, hashed to vectors, and their local outlier factor among those
 * of the same class. An episode is about one text.
 * @throws FiredrillError MODEL_NEEDED, BAD_MODEL
 */
export function outlyingTexts(
  name: string,
  options: OutlierOptions,
  texts: TextKit<Observation>,
  model: DetectorModel | undefined,
): Detector<Observation> {
  const judge = textJudge(name, options, texts, model);
  const episodes = quietAlarms();
  let newest: Evidence | undefined;
  const ended = (nowMs: number): readonly Alert[] =>
    newest === undefined ? none : episodes.endQuiet(nowMs, newest);

  return {
    name,
    windowSize: seriesWindow,
    observe: (row) => {
      const quiet = ended(row.atMs);
      newest = { index: row.index, atMs: row.atMs };
      const judgment = judge(row);
      if (judgment?.isAlarm !== true) return quiet;
      const { subject, who } = texts.aboutOf(row);
      const why = `${who}: ${judgment.describe()}`;
      const reason = {
        key: subject,
        subject,
        score: judgment.factor,
        describe: () => why,
        quietMs: () => quietMs,
      };
      return [...quiet, ...episodes.raise({ ...reason, end: () => undefined }, row)];
    },
    elapse: ended,
  };
}

/** @returns a function that is undefined for rows without text, ignored ones, and classes that were not learned */
export function textJudge(
  name: string,
  options: OutlierOptions,
  texts: TextKit<Observation>,
  model: DetectorModel | undefined,
): TextJudge {
  if (model === undefined) throw modelNeeded(name);
  const { texts: learned } = checkedTextModel(name, texts, model);
  const isIgnored = ignoredBy(options);
  const always = pathsIn(options.alwaysPaths);
  const scorers = new Map(
    Object.entries(learned).map(([kind, lines]) => [kind, scorerOf(texts, kind, lines, options)]),
  );
  return (row) => {
    const text = texts.textOf(row);
    if (text === undefined || isIgnored(text)) return undefined;
    const { kind, line, path } = text;
    const scored = scorers.get(kind)?.(line);
    const folder = path === undefined ? undefined : always.find((prefix) => isUnder(path, prefix));
    if (folder !== undefined) {
      const { factor, limit } = scored ?? { factor: 1, limit: 1 };
      return {
        factor,
        limit,
        isAlarm: true,
        describe: () => `a change of ${shown(folder)} is always an alarm`,
      };
    }
    return scored;
  };
}

const longestShown = 80;

function shown(line: string): string {
  return stripped(line, longestShown);
}

/** Three digits, however large. */
export function factorText(factor: number): string {
  return factor < 1e6 ? String(Number(factor.toPrecision(3))) : factor.toExponential(2);
}

type LearnedLines = readonly (readonly [line: string, count: number])[];

function scorerOf(
  { kinds }: TextKit<Observation>,
  kind: string,
  learned: LearnedLines,
  { k, contamination }: OutlierOptions,
): (line: string) => TextJudgment {
  const compared = kinds[kind] ?? ((line: string): string => line);
  const points = new WordPoints();
  const lines: string[] = [];
  let total = 0;
  for (const [line, count] of learned) {
    const point = points.add(wordVector(compared(line)), count);
    lines[point] ??= line;
    total += count;
  }
  const fitted = fitOutliers(points, k, contamination);
  const score = outlierScorer(points, fitted);
  const distances = new Float64Array(lines.length);
  const limit = -fitted.offset;
  return (line) => {
    points.distancesTo(wordVector(compared(line)), distances);
    const factor = -score(distances);
    return {
      factor,
      limit,
      isAlarm: factor > limit,
      describe: () =>
        `unlike the ${plural(total, kind)} learned: outlier factor ${factorText(factor)}, limit ${factorText(limit)}; ` +
        `the nearest known one is ${shown(lines[nearest(distances)] ?? "")}`,
    };
  };
}

function nearest(distances: Float64Array): number {
  let best = 0;
  for (let at = 1; at < distances.length; at += 1)
    if ((distances[at] ?? 0) < (distances[best] ?? 0)) best = at;
  return best;
}

/** Of `TextModel`; another number is another way to compare texts. */
const features = "words 1";

/** Learned texts as a model file stores them: in plain text, so that a person can read what is usual. */
interface TextModel extends TrafficModel {
  readonly features: string;
  /** By class: a line for each different text that is compared, and how often it occurred. */
  readonly texts: Readonly<Record<string, LearnedLines>>;
}

export function textTraining(
  name: string,
  options: TextOptions,
  { textOf, kinds }: TextKit<Observation>,
): Training {
  const isIgnored = ignoredBy(options);
  const learned = new Map<string, Map<string, { readonly line: string; count: number }>>(
    Object.keys(kinds).map((kind) => [kind, new Map()]),
  );
  return trafficTraining(name, {
    learn: (row: Observation) => {
      const text = textOf(row);
      const known = text === undefined ? undefined : learned.get(text.kind);
      if (text === undefined || known === undefined || isIgnored(text)) return;
      const { kind, line } = text;
      const compared = kinds[kind]?.(line) ?? line;
      const before = known.get(compared);
      if (before === undefined) known.set(compared, { line, count: 1 });
      else before.count += 1;
    },
    finish: (): Pick<TextModel, "features" | "texts"> => {
      const usable = [...learned].filter(([, known]) => known.size > 1);
      if (usable.length === 0) throw noTexts(name, learned);
      const texts = usable.map(([kind, known]): readonly [string, LearnedLines] => [
        kind,
        Array.from(known.values(), ({ line, count }) => [line, count] as const),
      ]);
      return { features, texts: Object.fromEntries(texts) };
    },
  });
}

const learnedLine: ModelCheck = (value, field) => {
  const [line, count] = Array.isArray(value) ? value.map((part: unknown) => part) : [];
  return (
    listOf(anything, 2)(value, field) ?? anyText(line, `${field}[0]`) ?? wholeFrom1(count, `${field}[1]`)
  );
};

const learnedLines: ModelCheck = (value, field) => {
  const mistake = listOf(learnedLine)(value, field);
  const lines = Array.isArray(value) ? value.length : 0;
  return mistake ?? (lines < 2 ? `${field} has ${plural(lines, "line")}, not 2 or more` : undefined);
};

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector for such texts */
function checkedTextModel(name: string, { kinds }: TextKit<Observation>, model: DetectorModel): TextModel {
  const check = trafficModelCheck({
    features: exactText(features),
    texts: fieldsOf(Object.fromEntries(Object.keys(kinds).map((kind) => [kind, orAbsent(learnedLines)]))),
  });
  const isTextModel = (candidate: DetectorModel): candidate is TextModel =>
    check(candidate, "") === undefined;
  return checkedTrafficModel(name, model, check, isTextModel);
}

function noTexts(
  name: string,
  learned: ReadonlyMap<string, ReadonlyMap<string, { readonly count: number }>>,
): FiredrillError {
  const found = Array.from(learned, ([kind, known]) => {
    const [only] = known.values();
    const count = only?.count ?? 0;
    return `${plural(count, kind)}${count > 1 ? " that are all alike" : ""}`;
  });
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name} on ${found.join(" and ")}.`,
    `Give a log with different ones of a kind, of users and paths that are not ignored.`,
  );
}
