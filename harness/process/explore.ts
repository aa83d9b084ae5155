import type { ProcessEnd, ProcessObservation, SampleField } from "../../domain/process/observation.ts";
import { sampleFields } from "../../domain/process/observation.ts";
import type { Truth } from "../../domain/truth.ts";
import type {
  ExploredIncident,
  ExploredProcess,
  Exploration,
  Stretch,
} from "../../report/process/explore.ts";
import { explorationText, processRows, seriesPicture } from "../../report/process/explore.ts";
import type { Explorer } from "../source.ts";
import { writeExplored } from "../traffic/explore.ts";

/** How much of a log is kept, so that a log of any length fits into memory. */
interface ExploreLimits {
  /** Later processes are counted only. */
  readonly processes: number;
  /** Of each number of a process. If there are more, stretches become twice as long. */
  readonly stretches: number;
  readonly incidents: number;
}

export const exploreLimits: ExploreLimits = { processes: 20, stretches: 1200, incidents: 1000 };

/** File names are fixed, so no text of the log gets into them. */
const pictures = { "series.svg": seriesPicture };
const sheets = { "by-process.csv": processRows };

/** Draws every number of every process over time. */
export const processExplorer: Explorer<ProcessObservation> = {
  fileNames: [...Object.keys(pictures), ...Object.keys(sheets)],
  collector: () => {
    const { add, finish } = explorationCollector(exploreLimits);
    return {
      add,
      finish: () => {
        const explored = finish();
        if (explored === undefined) return undefined;
        return {
          text: explorationText(explored),
          write: (folder) => writeExplored(folder, explored, pictures, sheets),
        };
      },
    };
  },
};

interface ExplorationCollector {
  /** @param truth - absent if unknown */
  readonly add: (row: ProcessObservation, truth?: Truth) => void;
  /** `undefined` for a log without rows. */
  readonly finish: () => Exploration | undefined;
}

/** Summarizes a log row by row. Memory depends on the limits, not on the length of the log. */
export function explorationCollector(limits: ExploreLimits): ExplorationCollector {
  const known = new Map<string, GrowingProcess>();
  const others = new Set<string>();
  const incidents = new Map<string, ExploredIncident>();
  let isTruthKnown = false;
  let [rows, firstMs, lastMs] = [0, Infinity, -Infinity];

  return {
    add: (row, truth) => {
      const { process, atMs } = row;
      rows += 1;
      [firstMs, lastMs] = [Math.min(firstMs, atMs), Math.max(lastMs, atMs)];
      if (truth !== undefined) isTruthKnown = true;
      const incident = truth?.incident;
      if (incident !== undefined && (incidents.has(incident) || incidents.size < limits.incidents)) {
        const fromMs = incidents.get(incident)?.fromMs ?? atMs;
        incidents.set(incident, { incident, fromMs, toMs: atMs });
      }
      if (!known.has(process) && known.size >= limits.processes) {
        if (others.size < limits.incidents) others.add(process);
        return;
      }
      const one = known.get(process) ?? new GrowingProcess(row, limits.stretches);
      known.set(process, one);
      one.add(row);
    },
    finish: () =>
      rows === 0
        ? undefined
        : {
            rows,
            firstMs,
            lastMs,
            processes: {
              count: known.size + others.size,
              bound: others.size < limits.incidents ? "exact" : "at-least",
            },
            shown: [...known.values()].map((one) => one.finish()),
            incidents: isTruthKnown ? [...incidents.values()] : undefined,
          },
  };
}

class GrowingProcess {
  private readonly first: ProcessObservation;
  private readonly numbers = new Map<SampleField, GrowingSeries>();
  private readonly stretches: number;
  private samples = 0;
  private lastMs: number;
  private end: string | undefined;

  constructor(first: ProcessObservation, stretches: number) {
    this.first = first;
    this.lastMs = first.atMs;
    this.stretches = stretches;
  }

  add({ atMs, event }: ProcessObservation): void {
    this.lastMs = Math.max(this.lastMs, atMs);
    if (event.kind === "ended") {
      this.end = howOf(event);
      return;
    }
    this.samples += 1;
    for (const field of sampleFields) {
      const value = event[field];
      if (value === undefined) continue;
      const series = this.numbers.get(field) ?? new GrowingSeries(this.stretches);
      this.numbers.set(field, series);
      series.add(atMs, value);
    }
  }

  finish(): ExploredProcess {
    const { first, samples, lastMs, end, numbers } = this;
    return {
      process: first.process,
      ...(first.pid === undefined ? {} : { pid: first.pid }),
      samples,
      firstMs: first.atMs,
      lastMs,
      ...(end === undefined ? {} : { end }),
      numbers: sampleFields.flatMap((field) => {
        const series = numbers.get(field);
        return series === undefined ? [] : [{ field, ...series.finish() }];
      }),
    };
  }
}

function howOf({ exitCode, signal }: ProcessEnd): string {
  if (signal !== undefined) return `by signal ${signal}`;
  return exitCode === undefined ? "in an unknown way" : `with exit code ${exitCode}`;
}

interface GrowingStretch {
  count: number;
  sum: number;
  least: number;
  most: number;
}

/** A number over time, in stretches of equal length. */
class GrowingSeries {
  private readonly limit: number;
  private widthMs = 1;
  private places = new Map<number, GrowingStretch>();

  constructor(limit: number) {
    this.limit = limit;
  }

  add(atMs: number, value: number): void {
    merge(this.places, Math.floor(atMs / this.widthMs), { count: 1, sum: value, least: value, most: value });
    while (this.places.size > this.limit) this.widen();
  }

  finish(): { samples: number; least: number; mean: number; most: number; stretches: readonly Stretch[] } {
    const inOrder = [...this.places].toSorted(([one], [other]) => one - other);
    const all = inOrder.map(([, stretch]) => stretch);
    const samples = all.reduce((sum, { count }) => sum + count, 0);
    return {
      samples,
      least: all.reduce((least, one) => Math.min(least, one.least), Infinity),
      mean: all.reduce((sum, one) => sum + one.sum, 0) / samples,
      most: all.reduce((most, one) => Math.max(most, one.most), -Infinity),
      stretches: inOrder.map(([place, { count, sum, least, most }]) => ({
        fromMs: place * this.widthMs,
        toMs: (place + 1) * this.widthMs,
        least,
        mean: sum / count,
        most,
      })),
    };
  }

  private widen(): void {
    const wider = new Map<number, GrowingStretch>();
    for (const [place, stretch] of this.places) merge(wider, Math.floor(place / 2), stretch);
    this.places = wider;
    this.widthMs *= 2;
  }
}

function merge(places: Map<number, GrowingStretch>, place: number, added: GrowingStretch): void {
  const known = places.get(place);
  if (known === undefined) {
    places.set(place, { ...added });
    return;
  }
  known.count += added.count;
  known.sum += added.sum;
  known.least = Math.min(known.least, added.least);
  known.most = Math.max(known.most, added.most);
}
