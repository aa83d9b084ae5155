import type { Alert } from "../../domain/alert.ts";
import type { Arl0Worth } from "../../domain/detector.ts";
import { at, defineDetector, none } from "../../domain/detector.ts";
import type { Dependence } from "../../domain/numbers/dependence.ts";
import type { ProcessEnd, ProcessObservation, SampleField } from "../../domain/process/observation.ts";
import { sampleFields } from "../../domain/process/observation.ts";
import type { Signal } from "../../domain/source.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import { Focus } from "../series/focus.ts";
import type { Reference } from "../series/reference/learned.ts";
import { LearnedReference } from "../series/reference/learned.ts";
import { seriesOptions, seriesWindow } from "../series/series.ts";
import { withUnit } from "../series/signal.ts";
import { Hold } from "../series/statistic/hold.ts";
import type { ThresholdTable } from "../series/statistic/statistic.ts";
import { thresholdFromTable } from "../series/statistic/statistic.ts";
import { arl0Worth } from "../series/statistic/worth.ts";

const name = "process-guard";

/**
 * Watches every number of a process. A rate (processor time, bytes, calls) is judged by its level, in both directions,
 * and switches when they rise; memory, threads and open files by their growth from sample to sample, because a healthy
 * process keeps what it once took. Each has a FOCuS of its own over sequential normal scores, as `focus` does, with an
 * allowance and a cap. All share one ARL0: the threshold is that for the ARL0 times the directions that can cause false
 * alarms: those of the levels that varied in the reference, unless they make up for what they lacked the sample before, as
 * postponed work does. Growth adds hardly any, because `finest` is above the growth of a healthy process. Beside that,
 * silence is an alert, and so is the end of the process.
 *
 * It does not notice memory that shrinks, a drift by less than a standard deviation, nor what is small beside the finest
 * spread that it assumes: see `judged`.
 */
export const processGuard = defineDetector({
  name,
  summary:
    "Alerts when a number of a process leaves its usual range, and when the process is silent or ends.",
  reads: ["process"],
  options: {
    arl0: {
      ...seriesOptions.arl0,
      describe: "healthy samples per false alarm of all signals together, on average",
    },
    reference: seriesOptions.reference,
    quiet: seriesOptions.quiet,
    silence: {
      kind: "count",
      default: 5,
      min: 2,
      unit: "rows",
      describe: "alert when no row has come for the usual time of this many",
    },
  },
  create: ({ arl0, reference, quiet, silence }, { signals }) => {
    const watches = sampleFields.flatMap((field) => {
      const signal = signals[field];
      return signal === undefined ? [] : [new Watch(field, signal, { reference, quiet })];
    });
    const life = lifeOf(silence);
    const shares = (): number => watches.reduce((sum, watch) => sum + watch.shares(), 0);
    const thresholds = new Map<number, number>();
    const thresholdOf = (sides: number): number => {
      const known = thresholds.get(sides) ?? thresholdFor(heavyTails * arl0 * Math.max(1, sides));
      thresholds.set(sides, known);
      return known;
    };
    return {
      name,
      windowSize: seriesWindow,
      observe: (row) => {
        const alerts = [...life.observe(row)];
        const threshold = thresholdOf(shares());
        for (const watch of watches) alerts.push(...watch.judge(row, threshold));
        if (watches.every((watch) => watch.isCalm())) for (const watch of watches) watch.learn();
        return alerts.length === 0 ? none : alerts;
      },
      elapse: life.elapse,
      arl0Worth: () => {
        const worths = watches.flatMap((watch) => watch.worth(arl0, shares()) ?? []);
        return worths.toSorted((one, other) => one.expected - other.expected)[0];
      },
    };
  },
});

/** How a number is judged. */
interface Judged {
  /** `rise`: a level of which only the upper side counts, because a busy machine lowers it, too. */
  readonly by: "level" | "rise" | "growth";
  /** The smallest spread assumed, in the number's unit; a level also has a hundredth of its median. */
  readonly finest: number;
}

const judged: { readonly [Field in SampleField]: Judged } = {
  cpuPercent: { by: "level", finest: 0.3 },
  rssBytes: { by: "growth", finest: 131_072 },
  threads: { by: "growth", finest: 0.5 },
  openFiles: { by: "growth", finest: 0.5 },
  readBytesPerS: { by: "level", finest: 65_536 },
  writtenBytesPerS: { by: "level", finest: 65_536 },
  receivedBytesPerS: { by: "level", finest: 65_536 },
  sentBytesPerS: { by: "level", finest: 65_536 },
  contextSwitchesPerS: { by: "rise", finest: 5 },
  syscallsPerS: { by: "level", finest: 20 },
  value: { by: "level", finest: 1e-6 },
};

/**
 * Healthy numbers of a process have heavier tails than the reference assumes. In simulations one ARL0 is kept within a
 * third at this many times its value.
 */
const heavyTails = 1.3;

/** Values of which as many times more independent ones determine a mean as well make up for each other. */
const mostEffective = 2;

/** Two samples in a row can raise an alarm, but not one: a machine that stops for a moment is no fault. */
const mostScore = 4;

/**
 * The part of each score that is no evidence. The usual level of a living process drifts by a fraction of its spread, and
 * without an allowance FOCuS adds up the smallest drift.
 */
const allowance = 1;

function counted(score: number): number {
  return Math.min(mostScore, score) - allowance;
}

/**
 * Mean run lengths of `Focus` on `counted` standard normal values, from at least 49 runs each (seed 21). Lower thresholds
 * are not used: one sample would reach 4.5.
 */
const allowingTable: ThresholdTable = {
  thresholds: [4.501, 4.6, 4.8, 5, 5.5],
  arl0s: [186_335, 229_008, 360_360, 495_868, 1_224_490],
};

function thresholdFor(arl0: number): number {
  return Math.max(allowingTable.thresholds[0] ?? 0, thresholdFromTable(allowingTable, arl0));
}

/** One direction in which a number can leave its usual range. */
class Side {
  readonly finding: string;
  private readonly sign: number;
  private readonly reference: Reference;
  private readonly statistic = new Focus();

  constructor(finding: string, sign: number, reference: Reference) {
    this.finding = finding;
    this.sign = sign;
    this.reference = reference;
  }

  isReady(): boolean {
    return this.reference.isReady;
  }

  /** Values that were all equal cause none, and hardly any do that make up for each other. */
  causesFalseAlarms(): boolean {
    const dependence = this.reference.dependence();
    return dependence !== undefined && dependence.effectiveRows < mostEffective * dependence.rows;
  }

  dependence(): Dependence | undefined {
    return this.reference.dependence();
  }

  learn(value: number): void {
    this.reference.learn(this.sign * value);
  }

  /** @returns the evidence, which starts again at the threshold */
  next(value: number, threshold: number): number {
    const score = this.statistic.next(counted(this.reference.score(this.sign * value)));
    if (score >= threshold) {
      this.statistic.reset();
      this.reference.doubt();
    }
    return score;
  }
}

/** Watches one number. */
class Watch {
  private readonly valueOf: Signal<ProcessObservation>["valueOf"];
  private readonly by: Judged["by"];
  private readonly sides: readonly Side[];
  private readonly quiet: number;
  private readonly hold: Hold;
  private readonly tracker: EpisodeTracker;
  private before: number | undefined;
  private value: number | undefined;
  private isOpen = false;
  private finding = "";
  private share: number | undefined;

  constructor(
    field: SampleField,
    { key, unit, valueOf }: Signal<ProcessObservation>,
    { reference, quiet }: { readonly reference: number; readonly quiet: number },
  ) {
    const { by, finest } = judged[field];
    // `LearnedReference` assumes a hundredth of the unit.
    const unitOf = (median: number): number => Math.max(by === "growth" ? 0 : Math.abs(median), 100 * finest);
    const rows = by === "growth" ? reference - 1 : reference;
    this.valueOf = valueOf;
    this.by = by;
    const side = (finding: string, sign: number): Side =>
      new Side(`${field} ${finding}`, sign, new LearnedReference(rows, unitOf));
    this.sides = {
      level: () => [side("is higher", 1), side("is lower", -1)],
      rise: () => [side("is higher", 1)],
      growth: () => [side("grows", 1)],
    }[by]();
    this.quiet = quiet;
    this.hold = new Hold(quiet);
    this.tracker = new EpisodeTracker(key, (score) => {
      const value = withUnit(String(Number((this.value ?? 0).toPrecision(4))), unit);
      const amount = by === "growth" ? `by ${value} a sample` : value;
      return `${this.finding}: ${amount}, ${score.toFixed(2)} times the threshold`;
    });
  }

  /** In how many directions it can cause false alarms. */
  shares(): number {
    if (this.share === undefined && this.by !== "growth" && this.isReady())
      this.share = this.sides.filter((side) => side.causesFalseAlarms()).length;
    return this.share ?? 0;
  }

  /** What the ARL0 of all is worth where this number's samples depend on each other. */
  worth(arl0: number, shares: number): Arl0Worth | undefined {
    const dependence = this.shares() === 0 ? undefined : this.sides[0]?.dependence();
    if (dependence === undefined) return undefined;
    const watch = { rule: ruleFor, quiet: this.quiet, key: JSON.stringify([name, this.quiet]) };
    const alone = arl0Worth(watch, heavyTails * arl0 * shares, dependence);
    if (alone === undefined) return undefined;
    const expected = Number((alone.expected / this.shares()).toPrecision(2));
    return expected < arl0 ? { ...alone, promised: arl0, expected } : undefined;
  }

  private isReady(): boolean {
    return this.sides.every((side) => side.isReady());
  }

  isCalm(): boolean {
    return !this.isOpen;
  }

  judge(row: ProcessObservation, threshold: number): readonly Alert[] {
    const read = row.event.kind === "sample" ? this.valueOf(row) : undefined;
    this.value = this.by === "growth" ? grownBy(this.before, read) : read;
    this.before = read;
    const { value } = this;
    if (value === undefined || !this.isReady()) return none;
    let worst = 0;
    for (const side of this.sides) {
      const score = side.next(value, threshold) / threshold;
      if (score > worst) [worst, this.finding] = [score, side.finding];
    }
    this.isOpen = this.hold.row(worst >= 1);
    return this.tracker.judge(row, this.isOpen ? "error" : undefined, worst);
  }

  /** Takes the newest value for healthy. */
  learn(): void {
    if (this.value !== undefined) for (const side of this.sides) side.learn(this.value);
  }
}

/** What one side does with normal scores. */
function ruleFor(arl0: number): (score: number) => boolean {
  const statistic = new Focus();
  const threshold = thresholdFor(arl0);
  return (score) => {
    const hasAlarm = statistic.next(counted(score)) >= threshold;
    if (hasAlarm) statistic.reset();
    return hasAlarm;
  };
}

function grownBy(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? undefined : now - before;
}

/** Notices that the process ends, and that no sample has come for the usual time of `missing` samples. */
function lifeOf(missing: number): {
  readonly observe: (row: ProcessObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
} {
  let [rows, firstMs] = [0, 0];
  let newest: ProcessObservation | undefined;
  const silence = new EpisodeTracker("silence", (seconds) => `no sample for ${seconds.toFixed(1)} s`);
  return {
    observe: (row) => {
      if (rows === 0) firstMs = row.atMs;
      rows += 1;
      newest = row;
      const resolved = silence.judge(row, undefined, 0);
      return row.event.kind === "sample" ? resolved : [...resolved, endOf(row, row.event)];
    },
    elapse: (nowMs) => {
      if (newest === undefined || newest.event.kind === "ended" || rows < 2) return none;
      const usualMs = (newest.atMs - firstMs) / (rows - 1);
      const silentMs = nowMs - newest.atMs;
      if (silentMs < missing * usualMs) return none;
      return silence.judge({ index: newest.index, atMs: nowMs }, "error", silentMs / 1000);
    },
  };
}

function endOf(row: ProcessObservation, { exitCode, signal }: ProcessEnd): Alert {
  const how =
    signal === undefined
      ? exitCode === undefined
        ? ""
        : ` with exit code ${exitCode}`
      : ` by signal ${signal}`;
  return {
    key: "ended",
    severity: "error",
    state: "firing",
    ...at(row),
    evidence: `${row.process} ended${how}`,
  };
}
