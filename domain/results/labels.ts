import type { DetectorVerdict } from "../verdict.ts";
import { printable } from "../text/printable.ts";

type Named = Pick<DetectorVerdict, "name" | "options">;

/** A label for each detector: its name, plus the options that distinguish detectors of the same name: `knn (k=3)`. */
export function detectorLabels(detectors: readonly Named[]): readonly string[] {
  return detectors.map((detector) => {
    const namesakes = detectors.filter(({ name }) => name === detector.name);
    const distinct = Object.entries(detector.options)
      .filter(([key, value]) => namesakes.some(({ options }) => options[key] !== value))
      .map(([key, value]) => `${key}=${value}`);
    const options = distinct.length === 0 ? "" : ` (${distinct.join(", ")})`;
    return printable(detector.name + options);
  });
}
