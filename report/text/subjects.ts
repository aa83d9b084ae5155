import { detectorLabels } from "../../domain/results/labels.ts";
import type { Nouns } from "../../domain/source.ts";
import type { LogSource } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { subjectNoun } from "../../domain/subject.ts";
import type {
  DelayVerdict,
  DetectorVerdict,
  SubjectVerdict,
  TrainingVerdict,
  Verdict,
} from "../../domain/verdict.ts";
import { durationText, minuteText } from "./sentences.ts";

/** Lines per detector: the subjects that it named, how soon, and whether its training saw the log. */
export function subjectLines(
  { detectors }: Pick<Verdict, "detectors">,
  source: LogSource,
): readonly string[] {
  const labels = detectorLabels(detectors);
  const isAlone = detectors.length === 1;
  return detectors.flatMap((detector, at) => {
    const sentences = sentencesAbout(detector, domainKit(source).nouns);
    return isAlone ? sentences : sentences.map((sentence) => `${labels[at] ?? ""}: ${sentence}`);
  });
}

function sentencesAbout(
  { bySubject = [], delays, training }: DetectorVerdict,
  nouns: Nouns,
): readonly string[] {
  return [
    ...bySubject.map((one) => subjectText(one)),
    ...(delays === undefined ? [] : delayLines(delays, nouns)),
    ...(training?.overlaps === true ? [overlapText(training)] : []),
  ];
}

function subjectText(verdict: SubjectVerdict): string {
  const { kind, truePositives, falsePositives, trueNegatives, falseNegatives, unknown } = verdict;
  const involved = truePositives + falseNegatives;
  const all = involved + falsePositives + trueNegatives;
  const counts = `${truePositives} found, ${falsePositives} false, ${falseNegatives} missed of ${involved} among ${all}`;
  const beside =
    unknown === 0 ? "" : `; ${unknown} named that ${unknown === 1 ? "is" : "are"} not in the log`;
  return `By ${subjectNoun(kind)}: ${counts} (${ratesText(verdict)})${beside}`;
}

function ratesText(rates: SubjectVerdict): string {
  const merits = [
    `precision ${share(rates.precision, 3)}`,
    `recall ${share(rates.recall, 3)}`,
    `F1 ${share(rates.f1, 3)}`,
  ];
  const faults = [
    `FPR ${share(rates.falsePositiveRate, 6)}`,
    `FDR ${share(rates.falseDiscoveryRate, 6)}`,
    `FNR ${share(rates.falseNegativeRate, 6)}`,
    `FOR ${share(rates.falseOmissionRate, 6)}`,
  ];
  return `${merits.join(", ")}; ${faults.join(", ")}`;
}

function share(ratio: number | undefined, digits: number): string {
  return ratio === undefined ? "-" : String(Number(ratio.toFixed(digits)));
}

function delayLines(delays: DelayVerdict, { row, incident }: Nouns): readonly string[] {
  const { found, missed, inconclusive, medianAffected, medianMs, maxAffected, maxMs } = delays;
  const all = found + missed + inconclusive;
  if (all === 0) return [];
  const lost = [
    ...(missed === 0 ? [] : [`${missed} missed`]),
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
  ].join(", ");
  const head = `Delay of ${all} ${all === 1 ? incident.one : incident.many}`;
  if (maxAffected === undefined || maxMs === undefined) return [`${head}: ${lost}`];
  const delayText = (rows: number, ms: number): string =>
    `${rows} ${rows === 1 ? row.one : row.many}, ${durationText(ms)}`;
  const median =
    medianAffected === undefined || medianMs === undefined
      ? "median among the missed"
      : `median ${delayText(medianAffected, medianMs)}`;
  const max = `max${lost === "" ? "" : " of the found"} ${delayText(maxAffected, maxMs)}`;
  const censored = lost === "" ? "" : `; ${lost}, counted as longer than any other`;
  return [`${head}: ${median}; ${max}${censored}`];
}

function overlapText({ fromMs, untilMs }: TrainingVerdict): string {
  return `Trained on ${minuteText(fromMs)} to ${minuteText(untilMs)}, which overlaps the judged log: the figures flatter it.`;
}
