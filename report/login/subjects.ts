import { detectorLabels } from "../../domain/results/labels.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type {
  AddressVerdict,
  AttackVerdict,
  DetectorVerdict,
  TrainingVerdict,
  Verdict,
} from "../../domain/verdict.ts";
import { durationText, plural } from "../text/sentences.ts";

/** Of each detector that judged a log of logins: whom it named, how soon, and whether it had seen the log before. */
export function subjectLines({ detectors }: Pick<Verdict, "detectors">): readonly string[] {
  const labels = detectorLabels(detectors);
  const isAlone = detectors.length === 1;
  return detectors.flatMap((detector, at) => {
    const sentences = sentencesAbout(detector);
    return isAlone ? sentences : sentences.map((sentence) => `${labels[at] ?? ""}: ${sentence}`);
  });
}

function sentencesAbout({ bySubject, training }: DetectorVerdict): readonly string[] {
  return [
    ...(bySubject === undefined ? [] : [addressText(bySubject.addresses), ...attackText(bySubject.attacks)]),
    ...(training?.overlaps === true ? [overlapText(training)] : []),
  ];
}

function addressText(addresses: AddressVerdict): string {
  const { truePositives, falsePositives, trueNegatives, falseNegatives, unknown } = addresses;
  const attackers = truePositives + falseNegatives;
  const all = attackers + falsePositives + trueNegatives;
  const counts = `${truePositives} found, ${falsePositives} false, ${falseNegatives} missed of ${attackers} among ${all}`;
  const beside =
    unknown === 0 ? "" : `; ${unknown} named that ${unknown === 1 ? "is" : "are"} not in the log`;
  return `By address: ${counts} (${ratesText(addresses)})${beside}`;
}

function ratesText(rates: AddressVerdict): string {
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

function attackText(attacks: AttackVerdict): readonly string[] {
  const { found, missed, inconclusive, medianAttempts, medianMs, maxAttempts, maxMs } = attacks;
  const all = found + missed + inconclusive;
  if (all === 0) return [];
  const lost = [
    ...(missed === 0 ? [] : [`${missed} missed`]),
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
  ].join(", ");
  if (maxAttempts === undefined || maxMs === undefined) return [`Delay of ${plural(all, "attack")}: ${lost}`];
  const median =
    medianAttempts === undefined || medianMs === undefined
      ? "median among the missed"
      : `median ${delayText(medianAttempts, medianMs)}`;
  const max = `max${lost === "" ? "" : " of the found"} ${delayText(maxAttempts, maxMs)}`;
  const censored = lost === "" ? "" : `; ${lost}, counted as longer than any other`;
  return [`Delay of ${plural(all, "attack")}: ${median}; ${max}${censored}`];
}

function delayText(attempts: number, ms: number): string {
  return `${plural(attempts, "attempt")}, ${durationText(ms)}`;
}

function overlapText({ fromMs, untilMs }: TrainingVerdict): string {
  return `Trained on ${minuteText(fromMs)} to ${minuteText(untilMs)}, which overlaps the judged log: the figures flatter it.`;
}

/** `2018-11-01 00:36`, in UTC. */
export function minuteText(atMs: number): string {
  return formatInstant(atMs).slice(0, 16).replace("T", " ");
}
