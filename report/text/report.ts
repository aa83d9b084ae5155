import { detectorLabels } from "../../domain/results/labels.ts";
import type { DrillTrace, HarmlessStretch, KeyedIncident } from "../../domain/results/trace.ts";
import { inert, plural, printable } from "../../domain/text/printable.ts";
import type { Lag, Verdict } from "../../domain/verdict.ts";
import { neighborhoods } from "../close-up.ts";
import { deadlineNotes } from "../conclusion.ts";
import { reportKit } from "../sources.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./paint.ts";
import { reasons } from "./reasons.ts";
import { arl0Sentence, durationText, elapsedText } from "./sentences.ts";
import { subjectLines } from "./subjects.ts";
import { shortened } from "./timeline.ts";
import { hopLines, predictionLines, resetLines } from "./timing.ts";
import { verdictLines } from "./verdict-lines.ts";

/** A drill that is over. */
export interface ReportedDrill {
  readonly verdict: Verdict;
  /** @see DrillTrace for what must be parallel to the verdict */
  readonly trace: DrillTrace;
  /** Ready for a shell; plays exactly this drill again. */
  readonly replayCommand: string;
  /** The run folder; absent when nothing was saved. */
  readonly savedTo?: string;
}

/** The widest that a picture becomes, in characters, unless told otherwise. */
const defaultWidth = 80;
const commandLimit = 4000;

/**
 * The report for a person: the verdict first, why it failed, a picture, where the time went, how to see it again.
 * Verdict lines and commands are never broken, for they are searched and copied. Ends in a newline.
 * @throws RangeError when trace and verdict do not have the same detectors, unless the drill itself failed
 */
export function textReport(drill: ReportedDrill, paint: Paint, width = defaultWidth): string {
  const { verdict, trace } = drill;
  const paragraphs = [
    verdictLines(verdict, trace, paint),
    subjectLines(verdict, trace.picture.source).flatMap((line) => wrap(line, width, "  ")),
    [
      ...reasons(verdict, trace),
      ...notesOf(verdict),
      ...trustOf(verdict),
      ...deadlineNotes(verdict, trace),
    ].flatMap((reason) => wrap(reason, width)),
    [paint.dim(drillLine(verdict)), ...scaledLines(verdict), ...measuredLines(verdict, width)],
    timeline(trace, verdict, width, paint),
    ...closeUps(trace, verdict, width, paint),
    resetLines(verdict).flatMap((line) => wrap(line, width, "  ")),
    hopLines(verdict).flatMap((line) => wrap(line, width, "  ")),
    predictionLines(verdict).flatMap((line) => wrap(line, width, "  ")),
    arl0Lines(verdict).flatMap((line) => wrap(line, width, "  ")),
    verdict.lag === undefined ? [] : wrap(lagLine(verdict.lag), width),
    closingLines(drill, paint),
  ];
  const text = paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
  return inert(text);
}

/**
 * What a report with pictures says below them, in sentences: all of the text report that is neither the verdict, its reasons, nor
 * a figure of its own table.
 */
export function remarksOn(verdict: Verdict, trace: DrillTrace): readonly string[] {
  return [
    ...subjectLines(verdict, trace.picture.source),
    ...notesOf(verdict),
    ...trustOf(verdict),
    ...deadlineNotes(verdict, trace),
    ...scaledLines(verdict),
    ...(verdict.measured ?? []),
    ...predictionLines(verdict),
    ...arl0Lines(verdict),
    ...(verdict.lag === undefined ? [] : [lagLine(verdict.lag)]),
  ];
}

/**
 * What is left running is always said. Other notes would only be in the way beside a pass: a program with nothing to say
 * prints nothing.
 */
function notesOf({ detectors }: Verdict): readonly string[] {
  return detectors.flatMap(({ passed, notes = [], leftRunning = [] }) =>
    [...(passed ? [] : notes), ...leftRunning].map((note) => printable(note, noteLength)),
  );
}

const noteLength = 600;

function measuredLines({ measured = [] }: Verdict, width: number): readonly string[] {
  return measured.flatMap((sentence) => wrap(printable(sentence, noteLength), width));
}

function trustOf({ detectors }: Verdict): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap(({ alertsOnTrust: count }, at) =>
    count === undefined
      ? []
      : [
          `${plural(count, "alert")} of ${labels[at] ?? ""} in the file ${count === 1 ? "has" : "have"} no receivedMs: ` +
            "when they were heard is not known, and their atIndex and atMs are taken on trust.",
        ],
  );
}

function arl0Lines({ detectors }: Verdict): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap(({ arl0 }, at) =>
    arl0 === undefined ? [] : [`${labels[at] ?? ""}: ${arl0Sentence(arl0)}`],
  );
}

function timeline(
  { picture, ...trace }: DrillTrace,
  { detectors }: Verdict,
  width: number,
  paint: Paint,
): readonly string[] {
  const kit = reportKit(picture.source);
  if (kit.isEmpty(picture)) return ["No observations."];
  const names = shortened(detectorLabels(detectors), width);
  return kit.timeline(picture, { ...trace, names, width, paint });
}

/** The neighborhood of each alert that a second detector judged, enlarged. */
function closeUps(
  { picture, ...trace }: DrillTrace,
  { detectors }: Verdict,
  width: number,
  paint: Paint,
): readonly (readonly string[])[] {
  const { closeUp, stretchNotes } = reportKit(picture.source);
  if (closeUp === undefined) return [];
  const names = shortened(detectorLabels(detectors), width);
  return neighborhoods(trace, detectors).map(({ sentence, stretch, judged, detector }) => {
    const isInside = ({ firstIndex, lastIndex }: KeyedIncident | HarmlessStretch): boolean =>
      firstIndex <= stretch.toIndex && lastIndex >= stretch.fromIndex;
    const [incidents, harmless] = [trace.incidents.filter(isInside), trace.harmless.filter(isInside)];
    const shown = trace.detectors
      .slice(detector, detector + 1)
      .map(({ gate }) => ({ gate, episodes: [judged] }));
    const frame = { incidents, harmless, detectors: shown, names: [names[detector] ?? ""], width, paint };
    return [
      ...wrap(sentence, width),
      ...closeUp(picture, stretch, frame),
      ...(stretchNotes?.(picture, stretch) ?? []),
    ];
  });
}

/** Nothing in a recorded log was drawn, so that it has no seed. */
function drillLine({ scenario, seed, clock, observations, durationMs }: Verdict): string {
  const length = `${plural(observations, "observation")} in ${elapsedText(durationMs)}`;
  const drawn = clock === "recorded" ? "" : `, seed ${seed}`;
  return `${printable(scenario)}${drawn}, ${printable(clock)} clock: ${length}`;
}

/** On a scaled clock the machine's own noise is worth `factor` times its wall time. */
function scaledLines({ clock }: Verdict): readonly string[] {
  const [, factor] = /^scaled:(.+)$/.exec(clock) ?? [];
  return factor === undefined
    ? []
    : [`On this clock the machine's own noise is magnified ${printable(factor)} times.`];
}

function lagLine({ timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms, limitMs }: Lag): string {
  const parts = [
    `timer ${durationText(timerP99Ms)}`,
    `send ${durationText(sendP99Ms)}`,
    `wire ${durationText(wireP99Ms)}`,
    `run queue ${durationText(runQueueP99Ms)}`,
  ];
  const limit = limitMs === undefined ? "" : `; above ${durationText(limitMs)} the drill is invalid`;
  return `Lag of the drill itself (p99): ${parts.join(", ")}${limit}.`;
}

function closingLines({ replayCommand, savedTo }: ReportedDrill, paint: Paint): readonly string[] {
  const saved = savedTo === undefined ? [] : [`${paint.dim("Saved")}   ${printable(savedTo, commandLimit)}`];
  return [`${paint.dim("Replay")}  ${printable(replayCommand, commandLimit)}`, ...saved];
}
