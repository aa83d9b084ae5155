import type { DetectorVerdict } from "../verdict.ts";
import { printable } from "../text/printable.ts";

type Named = Pick<DetectorVerdict, "name" | "options">;

/** What to call each detector: its name, and, where two share it, the options that tell them apart: `knn (k=3)`. */
export function detectorLabels(detectors: readonly Named[]): readonly string[] {
  return detectors.map((detector) => {
    const namesakes = detectors.filter(({ name }) => name === detector.name);
    const telling = Object.entries(detector.options)
      .filter(([key, value]) => namesakes.some(({ options }) => options[key] !== value))
      .map(([key, value]) => `${key}=${value}`);
    const options = telling.length === 0 ? "" : ` (${telling.join(", ")})`;
    return printable(detector.name + options);
  });
}
