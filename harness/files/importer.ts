import type { SeriesPoint } from "../../domain/results/picture.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ImportFile, UnderstoodLog } from "../../log/import/read.ts";

/** Turns request logs of other programs into scenarios. */
export interface Importer {
  /** @throws FiredrillError what `readImport` throws */
  readonly read: (file: ImportFile) => Promise<ImportedRequests>;
}

/** The requests of an imported log, ordered by departure, ready for replay. */
export interface ImportedRequests {
  readonly log: UnderstoodLog;
  readonly count: number;
  /** From the departure of the first request to that of the last. */
  readonly lengthMs: number;
  /** `seconds`: the log has whole seconds only, and the requests of each second were spread evenly over it. */
  readonly precision: "exact" | "seconds";
  /** How many requests without an answer are in the log without a length. */
  readonly lengthless: number;
  /** How many requests have a line dated before the moment. */
  readonly countBefore: (momentMs: number) => number;
  /** Figures before, in and after the incident. Stretches without requests are left out. */
  readonly figuresOf: (phases: IncidentPhases) => readonly StretchFigures[];
  /** One point per column of a picture. */
  readonly trace: (width: number) => readonly SeriesPoint[];
  /** Where the log seems to change, the greatest change first; at most three. */
  readonly changes: () => readonly LogChange[];
  readonly scenarioOf: (phases: IncidentPhases, title: ScenarioTitle) => Scenario;
  /**
   * Writes the requests and the scenario that plays them.
   * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
   */
  readonly write: (phases: IncidentPhases, title: ScenarioTitle, paths: ScenarioPaths) => void;
}

/** Numbers of requests before, in and after the incident, ordered by departure. */
export interface IncidentPhases {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

/** Figures of one stretch of a log. */
export interface StretchFigures {
  readonly name: "before" | "incident" | "after";
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests with a status of 500 or above, or without an answer. */
  readonly failed: number;
}

/** A moment at which response times or failures of a log seem to change for good. */
export interface LogChange {
  /** Unix milliseconds, a whole second at or before the first request that is different. */
  readonly atMs: number;
  readonly before: ChangeLevel;
  readonly after: ChangeLevel;
}

/** Between this change and the next one. */
export interface ChangeLevel {
  readonly p50Ms: number;
  /** Of the requests. */
  readonly failedRatio: number;
}

export interface ScenarioTitle {
  readonly name: string;
  readonly summary: string;
}

/** Output paths of a scenario and its recording. */
export interface ScenarioPaths {
  readonly yamlPath: string;
  readonly csvPath: string;
}
