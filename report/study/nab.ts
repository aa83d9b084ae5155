import type { NabProfile, NabStudy } from "../../domain/results/nab.ts";
import { nabProfiles } from "../../domain/results/nab.ts";
import { plural, printable, printableJson } from "../../domain/text/printable.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";

const shortNames: Readonly<Record<NabProfile, string>> = {
  standard: "standard",
  reward_low_FP_rate: "low FP",
  reward_low_FN_rate: "low FN",
};

const head = [
  "detector",
  ...nabProfiles.map((profile) => shortNames[profile]),
  "noticed",
  "false alarms",
  "threshold",
];

/** A row for each detector. Ends in a newline. */
export function nabText({ files, windows, rows, withoutData, detectors }: NabStudy, paint: Paint): string {
  const lines = detectors.map(({ detector, profiles }) => {
    const { noticed, falseAlarms, threshold } = profiles.standard;
    return [
      printable(detector),
      ...nabProfiles.map((profile) => profiles[profile].normalized.toFixed(1)),
      `${noticed}/${windows}`,
      String(falseAlarms),
      String(Number(threshold.toPrecision(6))),
    ];
  });
  const left = withoutData === 0 ? "" : ` Labels without data were left out: ${plural(withoutData, "file")}.`;
  const meaning =
    "0 is a detector that never alerts, 100 one that alerts on the first row of each window and nowhere else. Each profile has the threshold that is best on these files, as in NAB; the last three columns are about the standard profile.";
  return [
    `${plural(files, "file")}, ${plural(windows, "window")}, ${plural(rows, "row")}.${left}`,
    "",
    ...alignedRows([head, ...lines]),
    "",
    paint.dim(meaning),
    "",
  ].join("\n");
}

/** One JSON document. A study that could be made has passed. */
export function nabJson(study: NabStudy): string {
  const document = { schemaVersion: 1, passed: true, ...study };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}
