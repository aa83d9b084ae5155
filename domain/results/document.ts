import type { Severity } from "../alert.ts";
import type { Verdict } from "../verdict.ts";
import type { NamedRows } from "./picture.ts";
import type { EpisodeRole } from "./trace.ts";

/** Schema of the data that travels inside a `report.html`. */
export const documentSchemaVersion = 1;

/** A value of a series. Instants are milliseconds after the start of the drill. */
export type DrawnPoint = readonly [afterMs: number, index: number, value: number, failed: 0 | 1];

/** A value that a detector compares its score with. */
export interface Threshold {
  /** As the detector's option is called. */
  readonly name: string;
  readonly value: number;
}

/** Values over time. */
export interface LineChart {
  readonly kind: "line";
  readonly title: string;
  /** `ms`, `%`, `B`, or what is printed after a number. */
  readonly unit: string;
  readonly lines: readonly {
    /** Empty where there is one line. */
    readonly name: string;
    /** At most 2,000: of more, the lowest and the highest of each stretch. */
    readonly points: readonly DrawnPoint[];
    /** Before the reduction. */
    readonly rows: number;
  }[];
  /** Of a detector's score. */
  readonly thresholds: readonly Threshold[];
}

/** Rows over time. */
export interface CountChart {
  readonly kind: "counts";
  readonly title: string;
  /** Rows in plural. */
  readonly rows: string;
  /** The rows that failed, in plural; absent where no row can fail. */
  readonly failures?: string;
  readonly stretchMs: number;
  /** The start of the first stretch. */
  readonly firstAfterMs: number;
  readonly stretches: readonly (readonly [rows: number, failures: number])[];
}

/** Rows by name. */
export interface NameChart {
  readonly kind: "names";
  readonly title: string;
  readonly rows: string;
  readonly failures?: string;
  readonly names: readonly (NamedRows & { readonly isInIncident: boolean; readonly isAlerted: boolean })[];
  readonly otherNames: number;
  readonly others: Omit<NamedRows, "name">;
}

export type Chart = LineChart | CountChart | NameChart;

export interface DrawnIncident {
  readonly id: string;
  readonly kind: string;
  readonly fromAfterMs: number;
  readonly untilAfterMs: number;
  /** The first of them. */
  readonly subjects: readonly string[];
  readonly affected: number;
}

/** A stretch that is neither normal nor an incident. */
export interface DrawnHarmless {
  readonly mode: string;
  readonly fromAfterMs: number;
  readonly untilAfterMs: number;
}

/** An episode of alerts. */
export interface DrawnEpisode {
  readonly role: EpisodeRole;
  /** The highest severity that it reached. */
  readonly severity: Severity;
  readonly subject?: string;
  readonly evidence?: string;
  readonly peakScore?: number;
  readonly atIndex: number;
  readonly opensAfterMs: number;
  /** When it reached `error`; absent when it stayed a warning. */
  readonly errorAfterMs?: number;
  /** Absent when it was open at the end. */
  readonly closesAfterMs?: number;
  readonly incidents: readonly string[];
}

export interface DrawnDetector {
  /** With the options that distinguish it. */
  readonly label: string;
  /** What is required of it, in words. */
  readonly required: string;
  /** At most 500. */
  readonly episodes: readonly DrawnEpisode[];
  /** Episodes that are not drawn. */
  readonly otherEpisodes: number;
  /** Present where the detector tells its score. */
  readonly score?: LineChart;
  /** When an alert was due, by incident, as far as the log tells. */
  readonly deadlines: readonly { readonly incident: string; readonly afterMs: number }[];
}

/** The neighborhood of an alert that a second detector judged, enlarged. */
export interface CloseUp {
  /** What was judged, and how. */
  readonly sentence: string;
  readonly fromAfterMs: number;
  readonly untilAfterMs: number;
  readonly charts: readonly LineChart[];
  /** The place of the first detector. */
  readonly detector: number;
  readonly episode: DrawnEpisode;
  /** More about the rows in it, in sentences. */
  readonly notes: readonly string[];
}

/** One drill, ready to be drawn. It holds no functions, so that it can travel as JSON. */
export interface DrillDocument {
  readonly kind: "drill";
  /** With its result in words. */
  readonly verdict: Verdict;
  /** What the scenario plays, in a sentence; absent for a recorded log. */
  readonly about?: string;
  /** Where instants are counted from, Unix milliseconds. */
  readonly startMs: number;
  readonly lengthMs: number;
  /** How instants are written: as time since the start, or as dates in UTC. */
  readonly axis: "elapsed" | "calendar";
  /** A row of the log: `request`. */
  readonly row: string;
  readonly charts: readonly Chart[];
  readonly incidents: readonly DrawnIncident[];
  /** At most 500; absent where there is none. */
  readonly harmless?: readonly DrawnHarmless[];
  /** In the order of the verdict's detectors. */
  readonly detectors: readonly DrawnDetector[];
  /** Absent where no alert was judged again. */
  readonly closeUps?: readonly CloseUp[];
  /** What else there is to know, in sentences. */
  readonly remarks: readonly string[];
}

/** What came of the incidents of one kind for one detector over many drills. */
export interface DelayDistribution {
  /** The place of the detector in the verdicts. */
  readonly detector: number;
  readonly kind: string;
  /** Incidents by delay in affected observations, ascending. */
  readonly delays: readonly (readonly [delayAffected: number, incidents: number])[];
  readonly missed: number;
  readonly inconclusive: number;
}
