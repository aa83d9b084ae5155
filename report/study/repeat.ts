import { detectorLabels } from "../../domain/results/labels.ts";
import type { Floor, OnsetRange, Repeat, RepeatedDetector } from "../../domain/results/repeat.ts";
import { cleanRunsFor, efficiencyOf, shortfalls } from "../../domain/results/repeat.ts";
import type {
  DelaySummary,
  DetectorStatistics,
  KindStatistics,
  QuantileEstimate,
  ResetSummary,
} from "../../domain/results/statistics.ts";
import { boundConfidence } from "../../domain/results/statistics.ts";
import { severityText } from "../../domain/alert.ts";
import { plural, printable, printableJson } from "../../domain/text/printable.ts";
import type { Outcome, Verdict } from "../../domain/verdict.ts";
import { verdictSchemaVersion } from "../../domain/verdict.ts";
import { verdictFields } from "../json/verdict.ts";
import type { Paint } from "../text/paint.ts";
import { plainPaint } from "../text/paint.ts";
import { durationText } from "../text/sentences.ts";
import type { ReportDetail } from "./words.ts";
import {
  deadlineLines,
  ownDeadline,
  delayText,
  inTimeSentence,
  missedWord,
  replaysSentence,
  numberText,
  percentAtLeast,
  quantileText,
} from "./words.ts";

const errorLimit = 1000;
const commandLimit = 4000;

/** The report for a person: what it comes to, the figures of each detector, the drills to look at. Ends in a newline. */
export function repeatText(repeat: Repeat, paint: Paint, detail: ReportDetail = "usual"): string {
  const labels = labelsOf(repeat.detectors);
  const paragraphs = [
    repeat.detectors.flatMap((one, at) => verdictLines(one, labels[at] ?? "", repeat, paint)),
    [paint.dim(repeatLine(repeat)), ...deadlinesOf(repeat, labels)],
    ...repeat.detectors.flatMap((one, at) => figures(one, labels[at] ?? "", paint, detail)),
    closingLines(repeat, paint),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function verdictLines(
  { statistics, passed }: RepeatedDetector,
  label: string,
  { demand }: Repeat,
  paint: Paint,
): readonly string[] {
  const { error, drills, kinds, falseAlarms, quiet } = statistics;
  if (error !== undefined) {
    const reason = `${printable(error.message, errorLimit)} (${printable(error.code)})`;
    return [`${paint.red(paint.bold("ERROR "))}  ${label} could not be judged: ${reason}`];
  }
  const word = paint.bold(passed ? paint.green("PASSED") : paint.red("FAILED"));
  const sentences = [
    ...kinds.map(
      (kind) =>
        `${label} raised ${severityText(statistics.gate.severity)} for ${printable(kind.kind)} in ${inTimeSentence(kind, statistics)}`,
    ),
    ...(kinds.length === 0 && falseAlarms.falseAlarms === 0
      ? [`${label} raised no alert in ${plural(drills, "drill")}, and nothing was wrong`]
      : []),
    ...(falseAlarms.falseAlarms === 0
      ? []
      : [`${label} raised ${plural(falseAlarms.falseAlarms, "false alarm")} in ${plural(drills, "drill")}`]),
    ...shortfalls(statistics, demand).flatMap(({ of, share }) =>
      demand.kind === "every-drill" ? [] : [demandSentence(statistics, of, share.atLeast, demand.atLeast)],
    ),
    ...(quiet.successes < quiet.trials && kinds.length > 0
      ? [`${plural(quiet.trials - quiet.successes, "drill")} had more than the limit`]
      : []),
    ...replaysSentence([statistics]),
  ];
  return sentences.map((sentence, at) => `${at === 0 ? word : "      "}  ${sentence}`);
}

/** What a repeat requires of a share, and what it proves. @param of - absent: of drills without too many false alarms */
export function demandSentence(
  { replays }: Pick<DetectorStatistics, "replays">,
  of: KindStatistics | undefined,
  shown: number,
  asked: number,
): string {
  const what =
    of === undefined ? "drills within the limit of false alarms" : `${printable(of.kind)} as expected`;
  const remedy =
    replays === undefined
      ? `${plural(cleanRunsFor(asked), "clean drill")} would prove it`
      : "replays of one drill prove no more";
  return `required: ${percentAtLeast(asked)} ${what}; proven: ${percentAtLeast(shown)} (${remedy})`;
}

function deadlinesOf({ detectors }: Repeat, labels: readonly string[]): readonly string[] {
  if (detectors.every(({ statistics }) => statistics.kinds.length === 0)) return [];
  return deadlineLines(
    detectors.flatMap(({ statistics: { gate } }, at) => ownDeadline(labels[at] ?? gate.detector, gate)),
  );
}

function repeatLine({ scenario, firstSeed, drills, clock, onset }: Repeat): string {
  return `${printable(scenario)}, ${seedsText({ firstSeed, drills })}, ${printable(clock)} clock${onsetWords(onset)}`;
}

/** `seeds 1 to 20`. */
export function seedsText({ firstSeed, drills }: Pick<Repeat, "firstSeed" | "drills">): string {
  return drills === 1 ? `seed ${firstSeed}` : `seeds ${firstSeed} to ${firstSeed + drills - 1}`;
}

function onsetWords(onset: OnsetRange): string {
  switch (onset.kind) {
    case "none":
      return "";
    case "fixed":
      return `, onset at ${onset.index}`;
    case "drawn":
      return `, onset drawn from ${onset.from} to ${onset.until}`;
  }
}

type Pair = readonly [string, string];

function figures(
  one: RepeatedDetector,
  label: string,
  paint: Paint,
  detail: ReportDetail,
): readonly (readonly string[])[] {
  const { statistics, floors } = one;
  if (statistics.error !== undefined) return [];
  const perKind = statistics.kinds.map((kind) => [
    paint.bold(`${label}, ${printable(kind.kind)}`) + paint.dim(` ${outcomeWords(kind)}`),
    ...aligned([...delayPairs(kind), ...(detail === "all" ? floorPairs(kind, floors.get(kind.kind)) : [])]),
  ]);
  return [...perKind, [paint.bold(`${label}, false alarms`), ...aligned(falseAlarmPairs(statistics))]];
}

function outcomeWords({ outcomes }: KindStatistics): string {
  const names = ["detected", "late", "missed", "inconclusive"] as const satisfies readonly Outcome[];
  return names
    .filter((name) => outcomes[name] > 0)
    .map((name) => `${numberText(outcomes[name])} ${name}`)
    .join(", ");
}

function delayPairs({ affected, ms, reset }: KindStatistics): readonly Pair[] {
  const both = (figure: (summary: DelaySummary, text: (delay: number) => string) => string): string => {
    const [rows, time] = [figure(affected, numberText), figure(ms, durationText)];
    return rows === missedWord ? missedWord : `${rows} affected; ${time}`;
  };
  const horizon = `a miss counts as ${numberText(affected.horizon)}`;
  return [
    ["delay p50", both(({ p50 }, text) => quantileText(p50, text))],
    ["p95", both(({ p95 }, text) => quantileText(p95, text))],
    ["longest", both(({ longest }, text) => delayText(longest, text))],
    ["mean", `${both(({ restrictedMean }, text) => text(restrictedMean))} (${horizon})`],
    ...resetPairs(reset),
  ];
}

function resetPairs(reset: ResetSummary | undefined): readonly Pair[] {
  if (reset === undefined) return [];
  const { p50, p95, trials, unresolved } = reset;
  const open = `${numberText(unresolved)} of ${numberText(trials)} still firing when the log ended`;
  if (p50.value === Infinity) return [["reset", open]];
  const p95Text = p95.value === Infinity ? "" : `, p95 ${fromEnd(p95.value)}`;
  const quantiles = `p50 ${fromEnd(p50.value)}${p95Text} the end of the incident`;
  return [["reset", unresolved === 0 ? quantiles : `${quantiles}; ${open}`]];
}

/** `5.1 s after`, `9 s before`. */
function fromEnd(ms: number): string {
  return ms < 0 ? `${durationText(-ms)} before` : `${durationText(ms)} after`;
}

function floorPairs(kind: KindStatistics, floor: Floor | undefined): readonly Pair[] {
  if (floor === undefined) return [];
  const error = floor.error === 0 ? "exact" : `standard error ${numberText(floor.error)}`;
  const efficiency = percentAtLeast(efficiencyOf(floor, kind));
  return [
    [
      "floor",
      `${floor.delay.toPrecision(3)} affected, zero state, at ARL0 ${numberText(floor.arl0)} (${error})`,
    ],
    [
      "efficiency",
      `${kind.missed > 0 ? "at most " : ""}${efficiency} (floor / mean), the mean measured in steady state`,
    ],
  ];
}

function falseAlarmPairs(statistics: DetectorStatistics): readonly Pair[] {
  const { falseAlarms, pages, pagesPerDrill, pagesPerDay, drills, crashed } = statistics;
  const { observations, perThousand, perHour, arl0, arl0AtLeast } = falseAlarms;
  const estimate = arl0 === undefined ? "" : `${numberText(arl0)}, `;
  return [
    ["false alarms", `${falseAlarms.falseAlarms} in ${numberText(observations)} healthy observations`],
    ["rate", `${numberText(perThousand)} per 1,000 observations, ${numberText(perHour)} per hour`],
    ["ARL0", `${estimate}at least ${numberText(arl0AtLeast)} with 95 % confidence`],
    [
      "pages",
      `${numberText(pages)} in ${plural(drills - crashed, "drill")}, ${numberText(pagesPerDrill)} per drill` +
        (pagesPerDay === undefined ? "" : `, ${numberText(pagesPerDay)} per day`),
    ],
  ];
}

function aligned(pairs: readonly Pair[]): readonly string[] {
  return pairs.map(([name, value]) => `  ${name.padEnd(12)}  ${value}`);
}

function closingLines(repeat: Repeat, paint: Paint): readonly string[] {
  return [...failedDrillLines(repeat), ...replayLines(repeat, paint)];
}

/** How to see the repeat again, and where its drills are kept. */
export function replayLines(
  { command, savedTo }: Pick<Repeat, "command" | "savedTo">,
  paint: Paint,
): readonly string[] {
  const saved = savedTo === undefined ? [] : [`${paint.dim("Saved")}   ${printable(savedTo, commandLimit)}`];
  return [`${paint.dim("Replay")}  ${printable(command, commandLimit)}`, ...saved];
}

function failedDrillLines({ failed, failures }: Repeat): readonly string[] {
  const more = failed > failures.length ? [`  and ${failed - failures.length} more`] : [];
  const list = failures.map(({ command }) => `  ${printable(command, commandLimit)}`);
  const head = failed === 0 ? [] : [`${plural(failed, "drill")} did not pass:`];
  return [...head, ...list, ...more];
}

/** Why a repeat did not pass, and its failed drills: its part of a report about several. */
export function failedRepeatLines(repeat: Repeat, paint: Paint): readonly string[] {
  const labels = labelsOf(repeat.detectors);
  const failed = repeat.detectors.flatMap((one, at) =>
    one.passed ? [] : verdictLines(one, labels[at] ?? "", repeat, paint),
  );
  return [...failed, paint.dim(repeatLine(repeat)), ...failedDrillLines(repeat)];
}

/** What a repeat comes to, a sentence each, with the word of each detector's first. */
export function repeatSentences(repeat: Repeat): readonly string[] {
  const labels = labelsOf(repeat.detectors);
  return repeat.detectors
    .flatMap((one, at) => verdictLines(one, labels[at] ?? "", repeat, plainPaint))
    .map((line) => line.trim().replace(/^(PASSED|FAILED|ERROR) +/, "$1: "));
}

/** What to call the detectors of a repeat. */
export function labelsOf(detectors: readonly RepeatedDetector[]): readonly string[] {
  return detectorLabels(
    detectors.map(({ statistics: { gate } }) => ({ name: gate.detector, options: gate.options })),
  );
}

/** A repeat, and the verdicts of its drills as `drillJson` wrote them one after another, in pieces. */
export interface WrittenRepeat {
  readonly repeat: Repeat;
  readonly drills: Iterable<string>;
}

/** A drill in the document about its repeat, with what sets it apart from the one before. @param index - in the repeat */
export function drillJson(verdict: Verdict, index: number): string {
  const json = JSON.stringify(verdictFields(verdict), undefined, 2).replaceAll("\n", "\n    ");
  return `${index === 0 ? "" : ","}\n    ${json}`;
}

/** The document about one or more repeats, as `repeatDocument`, fit for a terminal. */
export function* repeatJson(repeats: readonly WrittenRepeat[]): Generator<string> {
  for (const piece of repeatDocument(repeats)) yield printableJson(piece);
}

/**
 * What `verdict.json` of a repeat holds, in pieces that end where a drill or a field ends: every drill's verdict, and what
 * they say together. Delays that are no number, for a miss has none, are left out. Ends in a newline.
 */
export function* repeatDocument(repeats: readonly WrittenRepeat[]): Generator<string> {
  const passed = repeats.every(({ repeat }) => repeat.passed);
  yield `{\n  "schemaVersion": ${verdictSchemaVersion},\n  "passed": ${passed},\n  "drills": [`;
  let isEmpty = true;
  for (const { drills } of repeats) {
    let isFirstPiece = true;
    for (const piece of drills) {
      if (isFirstPiece && !isEmpty) yield ",";
      yield piece;
      isFirstPiece = false;
      isEmpty = false;
    }
  }
  const repeat = {
    confidence: boundConfidence,
    scenarios: repeats.map(({ repeat: one }) => repeatFields(one)),
  };
  yield `${isEmpty ? "" : "\n  "}],\n${JSON.stringify({ repeat }, undefined, 2).slice("{\n".length)}\n`;
}

/** What a document says of a repeat, without its drills. */
export function repeatFields(repeat: Repeat): object {
  const {
    scenario,
    clock,
    firstSeed,
    drills,
    onset,
    demand,
    passed,
    detectors,
    alongside,
    failed,
    failures,
  } = repeat;
  const notes = deadlinesOf(repeat, labelsOf(detectors));
  return {
    scenario,
    clock,
    notes: notes.length === 0 ? undefined : notes,
    seeds: { from: firstSeed, count: drills },
    onset: onsetFields(onset),
    asked: demand.kind === "share" ? { atLeast: demand.atLeast } : { everyDrill: true },
    passed,
    detectors: detectors.map(repeatedFields),
    alongside: alongside.length === 0 ? undefined : alongside.map(repeatedFields),
    failed,
    failures,
  };
}

function onsetFields(onset: OnsetRange): object | undefined {
  switch (onset.kind) {
    case "none":
      return undefined;
    case "fixed":
      return { from: onset.index, until: onset.index };
    case "drawn":
      return { from: onset.from, until: onset.until };
  }
}

function repeatedFields({ statistics, passed, floors }: RepeatedDetector): object {
  const { gate, error } = statistics;
  return {
    name: gate.detector,
    options: gate.options,
    severity: gate.severity,
    passed,
    error,
    ...statisticsFields(statistics, floors),
  };
}

/** @param floors - by kind of incident, where there is one */
function statisticsFields(
  {
    drills,
    replays,
    passed,
    kinds,
    falseAlarms,
    pages,
    pagesPerDrill,
    pagesPerDay,
    quiet,
    worst,
  }: DetectorStatistics,
  floors: ReadonlyMap<string, Floor>,
): object {
  return {
    drills,
    replays,
    drillsPassed: passed,
    incidents: kinds.map((kind) => kindFields(kind, floors.get(kind.kind))),
    falseAlarms,
    pages,
    pagesPerDrill,
    pagesPerDay,
    quiet,
    worst,
  };
}

function kindFields(kind: KindStatistics, floor: Floor | undefined): object {
  const { within, outcomes, affected, ms, reset, inTime } = kind;
  return {
    kind: kind.kind,
    within,
    outcomes,
    missed: kind.missed,
    inTime,
    delayAffected: delayFields(affected),
    delayMs: delayFields(ms),
    resetMs: reset === undefined ? undefined : resetFields(reset),
    floor: floor === undefined ? undefined : { ...floor, state: "zero" },
    efficiency: floor === undefined ? undefined : efficiencyOf(floor, kind),
  };
}

function delayFields({ p50, p95, longest, restrictedMean, horizon }: DelaySummary): object {
  return {
    p50: quantileFields(p50),
    p95: quantileFields(p95),
    longest: finite(longest),
    restrictedMean,
    horizon,
  };
}

function resetFields({ p50, p95, trials, unresolved }: ResetSummary): object {
  return { p50: quantileFields(p50), p95: quantileFields(p95), trials, unresolved };
}

function quantileFields({ value, low, high }: QuantileEstimate): object {
  return { value: finite(value), low: finite(low), high: finite(high) };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
