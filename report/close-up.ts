import { secondLookRows } from "../domain/alert.ts";
import { detectorLabels } from "../domain/results/labels.ts";
import type { Series, SeriesPoint } from "../domain/results/picture.ts";
import type { DrillTrace, JudgedEpisode } from "../domain/results/trace.ts";
import { printable } from "../domain/text/printable.ts";
import type { DetectorVerdict } from "../domain/verdict.ts";
import type { Stretch } from "./source.ts";

/** The neighborhood of an alert that a second detector judged. */
interface Neighborhood {
  /** What was judged, and how. */
  readonly sentence: string;
  readonly stretch: Stretch;
  readonly judged: JudgedEpisode;
  /** The place of the first detector. */
  readonly detector: number;
}

const mostShown = 3;
const longestEvidence = 600;

/** Of the first alerts that a second detector judged, if there are many. */
export function neighborhoods(
  { detectors }: Pick<DrillTrace, "detectors">,
  verdicts: readonly DetectorVerdict[],
): readonly Neighborhood[] {
  const labels = detectorLabels(verdicts);
  const looked = detectors.flatMap(({ episodes }, detector) =>
    episodes.flatMap((judged) => {
      const { opensAt, errorAt } = judged.episode;
      const alert = errorAt ?? opensAt;
      return alert.confirmed === undefined ? [] : [{ alert, judged, detector }];
    }),
  );
  return looked.slice(0, mostShown).map(({ alert, judged, detector }) => {
    const { atIndex, confirmed = false, evidence = "" } = alert;
    const word = confirmed ? "confirmed" : "not confirmed";
    return {
      sentence: `Around observation ${atIndex}, ${word}: ${labels[detector] ?? ""}: ${printable(evidence, longestEvidence)}`,
      stretch: { fromIndex: atIndex - secondLookRows, toIndex: atIndex + secondLookRows },
      judged,
      detector,
    };
  });
}

/** The points of a stretch. */
export function inStretch(series: Series, { fromIndex, toIndex }: Stretch): readonly SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (const point of series) if (point.index >= fromIndex && point.index <= toIndex) points.push(point);
  return points;
}
