import type { SeriesPoint } from "../../domain/results/picture.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ImportFile, UnderstoodLog } from "../../log/import/read.ts";

/** Makes scenarios of logs of requests that other programs have written. */
export interface Importer {
  /** @throws FiredrillError what `readImport` throws */
  readonly read: (file: ImportFile) => Promise<ImportedRequests>;
}

/** The requests of somebody's log, in order of leaving, ready to be played again. */
export interface ImportedRequests {
  readonly log: UnderstoodLog;
  readonly count: number;
  /** From the first one's leaving to the last one's. */
  readonly lengthMs: number;
  /** `seconds`: the log names whole seconds only, and the requests of each were spread evenly over it. */
  readonly precision: "exact" | "seconds";
  /** How many of them have a line that is dated before the moment. */
  readonly countBefore: (momentMs: number) => number;
  /** Before, in and, if there is any, after the incident. */
  readonly figuresOf: (phases: IncidentPhases) => readonly StretchFigures[];
  /** A point for each column of a picture. */
  readonly trace: (width: number) => readonly SeriesPoint[];
  readonly scenarioOf: (phases: IncidentPhases, title: ScenarioTitle) => Scenario;
  /**
   * Writes the requests and the scenario that plays them.
   * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
   */
  readonly write: (phases: IncidentPhases, title: ScenarioTitle, paths: ScenarioPaths) => void;
}

/** How many requests of a log, in order of leaving, stand before, in and after the incident. */
export interface IncidentPhases {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

/** A stretch of a log in two numbers. */
export interface StretchFigures {
  readonly name: "before" | "incident" | "after";
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests with a status from 500, or without an answer. */
  readonly failed: number;
}

export interface ScenarioTitle {
  readonly name: string;
  readonly summary: string;
}

/** Where a scenario and its recording go. */
export interface ScenarioPaths {
  readonly yamlPath: string;
  /** Beside it. */
  readonly csvPath: string;
}
