import { severityText } from "../../domain/alert.ts";
import type { Prediction } from "../../domain/remote-detector.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { DetectorVerdict, Hop, IncidentHops, IncidentVerdict, Verdict } from "../../domain/verdict.ts";
import { durationText } from "./sentences.ts";

/** Where the time of each detection went: one line per detector and incident that has hops. */
export function hopLines({ detectors }: Pick<Verdict, "detectors">): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap(({ hops = [], severity }, at) =>
    hops.map((one) => hopLine(`${labels[at] ?? ""} at ${severityText(severity)}`, one)),
  );
}

/** How often each detector paged, and how long its alerts stayed after the incidents; nothing for one without an alert. */
export function resetLines({ detectors }: Pick<Verdict, "detectors">): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap(({ alerts, pages, incidents }, at) => {
    if (alerts === 0) return [];
    const noticed = incidents.filter(({ alertIndex }) => alertIndex !== undefined);
    const resets = noticed.length > resetsAtMost ? [] : noticed.map(resetText);
    return [`${labels[at] ?? ""}: ${[plural(pages, "page"), ...resets].join("; ")}.`];
  });
}

const resetsAtMost = 3;

function resetText({ id, resetMs }: IncidentVerdict): string {
  const name = printable(id);
  if (resetMs === undefined) return `still firing for ${name} when the log ended`;
  return resetMs < 0
    ? `resolved ${durationText(-resetMs)} before the end of ${name}`
    : `resolved ${durationText(resetMs)} after the end of ${name}`;
}

function hopLine(receiver: string, { incident, hops }: IncidentHops): string {
  const steps = hops.map(({ name, ms }) => `${hopText(name)} +${durationText(ms)}`);
  return `${printable(incident)} to ${receiver}: ${["mode switched", ...steps].join(" → ")}`;
}

const knownHops: Readonly<Record<string, string>> = {
  finished: "first affected row complete",
  evidence: "row of the alert complete",
  written: "log written",
  read: "log read",
  received: "detector raised the alert",
};

/** A detector that is not ours names stations of its own. */
export function hopText(name: string): string {
  return knownHops[name] ?? printable(name);
}

/** What each detector's own settings predict of the first incident, what came of it, and which step left its bounds most. */
export function predictionLines({ detectors }: Pick<Verdict, "detectors">): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap((detector, at) => {
    const [incident] = detector.incidents;
    if (detector.prediction === undefined || incident === undefined) return [];
    const predicted = `${labels[at] ?? ""}'s settings predict ${printable(incident.id)}`;
    const measured = measuredText(incident.delayMs, detector.prediction, hopsOf(detector, incident.id));
    return [`${predicted} within ${spanText(detector.prediction)} of the switch${measured}.`];
  });
}

function hopsOf({ hops = [] }: DetectorVerdict, incidentId: string): readonly Hop[] {
  return hops.find(({ incident }) => incident === incidentId)?.hops ?? [];
}

function measuredText(delayMs: number | undefined, prediction: Prediction, hops: readonly Hop[]): string {
  if (delayMs === undefined) return "";
  const took = `; it took ${durationText(delayMs)}`;
  if (isWithin(delayMs, prediction)) return took;
  const [worst] = prediction.steps
    .flatMap((step) => hops.filter(({ name }) => name === step.name).map(({ ms }) => ({ ...step, ms })))
    .toSorted((a, b) => excessMs(b.ms, b) - excessMs(a.ms, a));
  if (worst === undefined || isWithin(worst.ms, worst)) return `${took}, outside of it`;
  return `${took}, because ${printable(worst.name)} took ${durationText(worst.ms)}, not ${spanText(worst)}`;
}

type Span = Pick<Prediction, "earliestMs" | "latestMs">;

/** How far outside it is. */
function excessMs(ms: number, { earliestMs, latestMs }: Span): number {
  return Math.max(earliestMs - ms, ms - latestMs, 0);
}

function isWithin(ms: number, span: Span): boolean {
  return excessMs(ms, span) === 0;
}

function spanText({ earliestMs, latestMs }: Span): string {
  return earliestMs === latestMs
    ? durationText(earliestMs)
    : `${durationText(earliestMs)} to ${durationText(latestMs)}`;
}
