import { area, plotPicture } from "../../svg/plot.ts";
import type { PixelRange, Scale } from "../../svg/scales.ts";
import { linearCounts, logCounts, logCountsWithZero } from "../../svg/scales.ts";
import { counted } from "../../text/sentences.ts";
import type { Exploration, Point } from "./exploration.ts";
import { foreignText } from "../../traffic/explored.ts";
import { countOf, originLegend, originsIn, scatter } from "./marks.ts";

const across: PixelRange = [area.left, area.right];
const up: PixelRange = [area.bottom, area.top];

/** Successes against attempts, a point an address, coloured by the truth. */
export function successByIpLinear(explored: Pick<Exploration, "byAddress">): string {
  const { attempts, successes } = mostOf(explored.byAddress);
  return successByIp(explored, "linear", linearCounts(attempts, across), linearCounts(successes, up), []);
}

/** The same on logarithmic axes, on which no success at all has a place of its own. */
export function successByIpLog(explored: Pick<Exploration, "byAddress">): string {
  const { attempts, successes } = mostOf(explored.byAddress);
  const [x, y] = [logCounts(attempts, across), logCountsWithZero(successes, up)];
  const captions = ["A logarithmic axis has no 0: addresses without a success stand below 1."];
  return successByIp(explored, "logarithmic", x, y, captions);
}

function mostOf(points: readonly Point[]): { readonly attempts: number; readonly successes: number } {
  return points.reduce(
    ({ attempts, successes }, { x, y }) => ({
      attempts: Math.max(attempts, x),
      successes: Math.max(successes, y),
    }),
    { attempts: 0, successes: 0 },
  );
}

function successByIp(
  { byAddress }: Pick<Exploration, "byAddress">,
  axes: "linear" | "logarithmic",
  x: Scale,
  y: Scale,
  captions: readonly string[],
): string {
  const drawn = scatter(byAddress, x, y, pointWords);
  const origins = originsIn(byAddress);
  const addresses = byAddress.reduce((sum, { count }) => sum + count, 0);
  return plotPicture({
    title: `Successes against attempts by address (${axes})`,
    description: `${counted(addresses, "address", "addresses")} as points.`,
    x: { name: "attempts from one address", ticks: x.ticks },
    y: { name: "successes", ticks: y.ticks },
    legend: originLegend(origins, (origin) => countOf(byAddress, origin)),
    marks: drawn.marks,
    captions: [...captions, ...drawn.captions],
  });
}

/** `142.89.86.32: 58 attempts, 3 successes`, or `12 addresses, one of them 142.89.86.32: ...`. */
function pointWords({ x, y, count, example }: Point): string {
  const who =
    count === 1
      ? foreignText(example)
      : `${counted(count, "address", "addresses")}, one of them ${foreignText(example)}`;
  return `${who}: ${counted(x, "attempt", "attempts")}, ${counted(y, "success", "successes")}`;
}
