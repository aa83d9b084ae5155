import { severityText } from "../../domain/alert.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import { printable } from "../../domain/text/printable.ts";
import type { IncidentHops, Verdict } from "../../domain/verdict.ts";
import { durationText } from "./sentences.ts";

/** Where the time of each detection went: one line per detector and incident that has hops. */
export function hopLines({ detectors }: Pick<Verdict, "detectors">): readonly string[] {
  const labels = detectorLabels(detectors);
  return detectors.flatMap(({ hops = [], severity }, at) =>
    hops.map((one) => hopLine(`${labels[at] ?? ""} at ${severityText(severity)}`, one)),
  );
}

function hopLine(receiver: string, { incident, hops }: IncidentHops): string {
  const steps = hops.map(({ name, ms }) => `${hopText(name)} +${durationText(ms)}`);
  return `${printable(incident)} to ${receiver}: ${["mode switched", ...steps].join(" → ")}`;
}

const knownHops: Readonly<Record<string, string>> = {
  finished: "first affected row finished",
  evidence: "evidence row finished",
  written: "row written",
  read: "row read",
  received: "alert received",
};

/** A detector that is not ours names stations of its own. */
function hopText(name: string): string {
  return knownHops[name] ?? printable(name);
}
