import { defineDetector } from "../../domain/detector.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { interpolatedQuantile } from "../../domain/numbers/quantile.ts";
import type { WindowOutliers } from "./healthy-windows.ts";
import { outlyingWindows, windowOptions, windowTraining } from "./healthy-windows.ts";
import { seriesWindow } from "./series.ts";
import { signalOption, withUnit } from "./signal.ts";
import type { ClusterOptions } from "./statistic/cluster-outliers.ts";
import { fitClusterOutliers, kMeans } from "./statistic/cluster-outliers.ts";

const name = "cblof";

/**
 * The cluster-based local outlier factor: the windows of a healthy reference in clusters, and the distance of the newest
 * values to the nearest large one. The clusters come from k-means with a fixed seed, so a log always gives the same alerts.
 *
 * Over 200 seeds of the healthy built-in scenarios, except the two slow seconds of `deploy`, no window exceeds 8 times the
 * largest distance within the reference, hence the margin of 10.
 */
export const cblof = defineDetector({
  name,
  summary: "Alerts when the newest values are far from every large cluster of healthy windows.",
  reads: { signals: [], madeFor: "continuous" },
  windowSize: seriesWindow,
  options: {
    clusters: { kind: "count", default: 8, min: 1, max: 100, describe: "clusters of healthy windows" },
    alpha: {
      kind: "number",
      default: 0.9,
      min: 0.5,
      max: 1,
      describe: "share of the windows that the large clusters hold",
    },
    beta: {
      kind: "number",
      default: 5,
      min: 1,
      describe: "how many times smaller the first small cluster is",
    },
    weights: {
      kind: "choice",
      default: "none",
      choices: ["none", "size"],
      describe: "multiply a score by the size of the cluster, or not",
    },
    ...windowOptions,
    margin: { ...windowOptions.margin, default: 10 },
    ...signalOption,
  },
  create: (values, log) => outlyingWindows(clusterFactors(values), values, log),
  train: (values, log) => windowTraining(clusterFactors(values), values, log.signal(values.signal)),
});

const seed = 1;

function clusterFactors(options: ClusterOptions & { readonly clusters: number }): WindowOutliers {
  const { clusters, weights } = options;
  return {
    detector: name,
    needs: { option: "clusters", value: clusters, windows: clusters },
    describe: (score, limit, window, unit) => {
      const [far, most] = [score, limit].map((distance) => withUnit(distance.toFixed(3), unit));
      const measure = weights === "size" ? "score (distance times size)" : "distance";
      return `the newest ${window} values are at ${measure} ${far} from the large clusters of healthy windows, limit ${most}`;
    },
    fit: (set, share, least) => {
      const found = kMeans(set, clusters, randomStream(seed, "clusters"));
      const { scores, scoreOf } = fitClusterOutliers(set, found, options, least);
      return { beyond: interpolatedQuantile(scores.toSorted(), 1 - share), scoreOf };
    },
  };
}
