import type { TrainingEpoch } from "../../domain/detector.ts";
import { countBars } from "./sparkline.ts";

const barsShown = 40;

/** `pass 7, loss 0.67 ▇▅▃▂▁▁▁`; the loss is that of rows that are kept back. @param passes - at least one */
export function passText(passes: readonly TrainingEpoch[]): string {
  const losses = passes.map(({ validationLoss }) => validationLoss);
  const { lines } = countBars([losses.slice(-barsShown)]);
  return `pass ${passes.length}, loss ${lossText(losses.at(-1) ?? 0)} ${lines.join("")}`;
}

/** A loss in three digits. */
export function lossText(loss: number): string {
  return String(Number(loss.toPrecision(3)));
}
