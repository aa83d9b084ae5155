import type { Sweep } from "../../domain/results/sweep.ts";
import { cellCount, smallestFault, surfacesOf, worstCell } from "../../domain/results/sweep.ts";
import { printableJson } from "../../domain/text/printable.ts";

/** The sweep as one JSON document. Delays in affected observations; one that is absent is among the misses. */
export function sweepJson(sweep: Sweep): string {
  const { scenario, axes, seeds, gates, cells, commandFor } = sweep;
  const document = {
    schemaVersion: 1,
    scenario,
    axes,
    seeds,
    complete: cells.length === cellCount(axes),
    detectors: gates.map(({ detector: name, options, severity }) => ({ name, options, severity })),
    summary: surfacesOf(cells).map((surface) => ({
      ...surface,
      smallestFault: settingOf(sweep, surface),
      worst: worstCell(cells, surface)?.settings,
    })),
    cells: cells.map((cell) => ({
      ...cell,
      detectors: cell.detectors.map((one, at) => ({ ...one, command: commandFor(cell, at) })),
    })),
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

function settingOf({ axes, cells }: Sweep, surface: Parameters<typeof smallestFault>[2]): string | undefined {
  const smallest = smallestFault(axes, cells, surface);
  return smallest?.kind === "found" ? smallest.setting : undefined;
}
