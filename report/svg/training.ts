import type { TrainingEpoch } from "../../domain/detector.ts";
import { lossText } from "../text/losses.ts";
import type { LegendEntry } from "./plot.ts";
import { area, plotPicture } from "./plot.ts";
import { linearCounts, lossScale } from "./scales.ts";
import { element } from "./svg.ts";

const trainingColour = "var(--c2)";
const validationColour = "var(--c1)";

/** The losses of a detector's passes over its training log. @param epochs - at least one */
export function lossPicture(detector: string, epochs: readonly TrainingEpoch[]): string {
  const losses = epochs.flatMap(({ loss, validationLoss }) => [loss, validationLoss]);
  const x = linearCounts(epochs.length, [area.left, area.right]);
  const y = lossScale(Math.min(...losses), Math.max(...losses), [area.bottom, area.top]);
  const curve = (lossOf: (epoch: TrainingEpoch) => number, stroke: string): string => {
    const points = epochs.map((epoch) => `${x.place(epoch.epoch)},${y.place(lossOf(epoch))}`);
    return element("polyline", { points: points.join(" "), fill: "none", stroke, "stroke-width": 2 });
  };
  const lowest = epochs.reduce((best, epoch) => (epoch.validationLoss < best.validationLoss ? epoch : best));
  return plotPicture({
    title: `Training of ${detector}`,
    description: `The loss falls over ${epochs.length} passes.`,
    x: { name: "pass", ticks: x.ticks },
    y: { name: "mean loss of a row", ticks: y.ticks },
    legend: [
      entry(trainingColour, "rows that are learned"),
      entry(validationColour, "rows that are kept back"),
    ],
    marks: [
      curve(({ loss }) => loss, trainingColour),
      curve(({ validationLoss }) => validationLoss, validationColour),
    ],
    captions: [
      `The model is that of pass ${lowest.epoch}, where rows that are kept back have their lowest loss, ${lossText(lowest.validationLoss)}.`,
    ],
  });
}

function entry(stroke: string, text: string): LegendEntry {
  return { mark: element("path", { d: "M-6 0H6", stroke, "stroke-width": 2 }), text };
}
