import type { Gate } from "../../domain/gate.ts";
import { parseWithin } from "../../domain/gate.ts";
import type {
  CrashedDetector,
  DetectorStatistics,
  KindStatistics,
  QuantileEstimate,
  ShareEstimate,
} from "../../domain/results/statistics.ts";
import { boundConfidence } from "../../domain/results/statistics.ts";
import type { Within } from "../../domain/scenario.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import { countText, durationText } from "../text/sentences.ts";

/** `all` adds the floor of the delay and the efficiency of the detector. */
export type ReportDetail = "usual" | "all";

/** `95 %`, `99.7 %`: never more than it is. */
export function percentAtLeast(share: number): string {
  // What is a whole number of tenths must not lose one to binary fractions.
  return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}

/**
 * `59 of 59 within 10: at least 95 % of such incidents, with 95 % confidence`. Identical replays prove no share:
 * `1 of 1 within 10`.
 */
export function inTimeSentence(
  { inTime, within }: Pick<KindStatistics, "inTime" | "within">,
  { replays }: Pick<DetectorStatistics, "replays">,
): string {
  const { successes, trials } = inTime;
  const share = replays === undefined ? `: ${atLeastWords(inTime)}` : "";
  return `${successes} of ${trials} within ${deadlineWords(within)}${share}`;
}

/** Says that identical drills were joined; empty for drills that differ. @param of - one or more results */
export function replaysSentence(of: readonly Pick<DetectorStatistics, "replays">[]): readonly string[] {
  const counts = of.flatMap(({ replays }) => replays ?? []);
  return counts.length === 0
    ? []
    : [
        `${numberText(Math.max(...counts))} identical replays count as 1 drill: nothing in them depends on the seed`,
      ];
}

function atLeastWords({ atLeast }: ShareEstimate): string {
  return `at least ${percentAtLeast(atLeast)} of such incidents, with ${percentAtLeast(boundConfidence)} confidence`;
}

/** `10`, `3 s`. */
function deadlineWords(within: Within): string {
  const deadline = parseWithin(within);
  switch (deadline.kind) {
    case "observations":
      return String(deadline.count);
    case "time":
      return durationText(deadline.ms);
  }
}

/** A detector's deadline. */
interface OwnDeadline {
  readonly label: string;
  readonly within: Within;
  /** It is the detector's own window. */
  readonly isDefault: boolean;
}

/** The deadline of a gate's first line. @param label - what to call the detector */
export function ownDeadline(label: string, { lines: [line] }: Gate): readonly OwnDeadline[] {
  return line === undefined ? [] : [{ label, within: line.within, isDefault: line.isDefault === true }];
}

/** Says that detectors are judged by different deadlines; empty when they share one, or none of them is a default. */
export function deadlineLines(deadlines: readonly OwnDeadline[]): readonly string[] {
  const byDeadline = new Map<string, string[]>();
  for (const { label, within } of deadlines) {
    const words = deadlineWords(within);
    byDeadline.set(words, [...(byDeadline.get(words) ?? []), label]);
  }
  if (byDeadline.size < 2 || !deadlines.some(({ isDefault }) => isDefault)) return [];
  const each = [...byDeadline].map(([words, labels]) => `${words} for ${labels.join(", ")}`);
  return [
    `Deadlines differ, since detectors have defaults of their own: ${each.join("; ")}. --within sets one for all.`,
  ];
}

/** `Every detector has the deadline 10.`, or the deadlines of several scenarios; empty without incidents. */
export function sharedDeadlines(
  rows: readonly { readonly scenario: string; readonly within?: Within }[],
): readonly string[] {
  const byScenario = new Map(
    rows.flatMap(({ scenario, within }) =>
      within === undefined ? [] : [[scenario, deadlineWords(within)] as const],
    ),
  );
  const [words, ...others] = new Set(byScenario.values());
  if (words === undefined) return [];
  if (others.length === 0) return [`Every detector has the deadline ${words}.`];
  const each = [...byScenario].map(([scenario, own]) => `${own} in ${printable(scenario)}`);
  return [`Every detector has the same deadline: ${each.join(", ")}.`];
}

/** In place of a delay. */
export const missedWord = "missed";

/** `4 (3 to 5)`, or `12 (10 or more)` where the interval has no end; `missed` where the quantile is among the misses. */
export function quantileText(
  { value, low, high }: QuantileEstimate,
  figure: (delay: number) => string,
): string {
  const from = delayText(low, figure);
  const range = high === Infinity ? `${from} or more` : `${from} to ${figure(high)}`;
  return value === Infinity && low === Infinity ? missedWord : `${delayText(value, figure)} (${range})`;
}

/** An amount of time or of observations, or how it is called where there is none. */
export function delayText(delay: number, figure: (delay: number) => string): string {
  if (delay === Infinity) return missedWord;
  return delay === -Infinity ? "0" : figure(delay);
}

/** `12,345`, `0.0123`: whole numbers in full, others to three digits. */
export function numberText(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return countText(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

const longestError = 1000;

/** A detector that could not be judged in every drill of a study. */
export function crashedLine({ detector, crashed, drills, error }: CrashedDetector, of = ""): string {
  const where = crashed === 0 ? "" : ` in ${crashed} of ${plural(drills, "drill")}${of}`;
  return `ERROR   ${printable(detector)} could not be judged${where}: ${printable(error.message, longestError)}`;
}
