import type { FiredrillError } from "../domain/error.ts";
import type { Observation } from "../domain/sources.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { PlayedRequest } from "../mock-client/source.ts";

/** A row and when it was really written. The row's own instants may come from a wrong clock. */
export interface SimulatedRow<Row extends Observation = Observation> {
  readonly row: Labelled<Row>;
  readonly writtenMs: number;
}

/** The part of a drill that writes the log. */
export type Writer =
  /** The client writes a row, or several, for each request. */
  | { readonly kind: "client" }
  /** The server writes a row for each request that it receives, or that ends a sample. */
  | {
      readonly kind: "server";
      /** Its name in messages: `the login page`. */
      readonly name: string;
      /** The name of a request to it in messages: `login attempt`. */
      readonly request: { readonly one: string; readonly many: string };
    };

/** How exactly a drill must be timed on wall clocks. */
export type Exactness =
  /** Rows are durations: timing must be fine enough to show what a slow fault adds to them. */
  | { readonly kind: "rows"; readonly isSlowness: (mode: string) => boolean }
  /** Rows are events: timing must be fine enough for the shortest deadline in seconds, `periodMs` if there is none. */
  | { readonly kind: "deadlines"; readonly periodMs: number };

/** The result of a play against a server that was already running. */
export interface PlaySummary {
  /** One line for standard output. */
  readonly sentence: string;
  /** One line of advice. */
  readonly hint?: string;
  /** Why the play does not count. */
  readonly error?: FiredrillError;
}

/** Counts the outcomes of the requests of a play. */
export interface PlayCounts<Row extends Observation> {
  readonly add: (played: PlayedRequest<Row>) => void;
  /** @param target - as the user wrote it. @param logPath - of the client's log, empty if it writes none */
  readonly finish: (target: string, logPath: string) => PlaySummary;
}

/** A number of things with the noun to print. */
export interface Count {
  readonly count: number;
  readonly one: string;
  readonly many: string;
}

/** Files beside the logs in the folder of a simulation. */
interface Companions<Scenario> {
  readonly names: readonly string[];
  /** Writes them into a folder that has none of them. @returns what the files contain, counted */
  readonly write: (folder: string, scenario: Scenario, seed: number) => readonly Count[];
}

/** How scenarios of a log source are played. */
export interface PlayKit<Row extends Observation, Scenario> {
  readonly writer: Writer;
  /** Row for row what the wire gives on the virtual clock. Lazy, in bounded memory. */
  readonly simulate: (scenario: Scenario, seed: number) => Iterable<SimulatedRow<Row>>;
  /**
   * How many rows the log will have, for a progress display. Rows of open requests are not counted. May run a simulation.
   */
  readonly expectedRows: (scenario: Scenario, seed: number) => number;
  /** Where wall clocks start. `scenario`: at its first instant, because hours and weekdays matter. */
  readonly wallClockStart: "now" | "scenario";
  /** Set where the rows are about a process, which is a real one on the real clock. */
  readonly hasProcess?: true;
  /** Simulated network time of each request on the virtual clock. */
  readonly addedMs: (scenario: Scenario, seed: number) => (requestIndex: number) => number;
  readonly exactness: (scenario: Scenario) => Exactness;
  /** Failures that a mode causes while the server is running, timeouts excluded. */
  readonly plannedErrors: (scenario: Scenario, mode: string) => readonly string[];
  /** Default path of the log for `firedrill play` and `firedrill serve`. */
  readonly defaultLogPath: string;
  readonly counts: (scenario: Scenario) => PlayCounts<Row>;
  readonly companions: Companions<Scenario>;
}

/** The number of a scenario that sets the size of its fault. */
export interface FaultDial {
  /** The name that `--set` accepts. */
  readonly target: string;
  /** The value without a fault. */
  readonly none: number;
  /** The scenario's own value. */
  readonly full: number;
}

/** What studies can vary in a scenario. The onset of its incidents belongs to its `ScenarioKit`. */
export interface StudyKit<Scenario> {
  /** @returns undefined for several incidents and for faults without a size */
  readonly faultDial: (scenario: Scenario) => FaultDial | undefined;
  /**
   * Its healthy traffic alone, extended to thousands of rows so that samples can be drawn from it.
   * @returns undefined if the scenario has no healthy phase that can be extended
   */
  readonly healthOf: (scenario: Scenario) => Scenario | undefined;
}

/** The summary of a log. */
interface Findings {
  /** For the terminal. Ends in a newline. */
  readonly text: string;
  /** Writes the files. @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE */
  readonly write: (folder: string) => void;
}

/** Summarizes a log row by row, in memory that does not grow with it. */
interface FindingsCollector<Row> {
  /** @param truth - absent if unknown */
  readonly add: (row: Row, truth?: Truth) => void;
  /** `undefined` for a log without rows. Call it once. */
  readonly finish: () => Findings | undefined;
}

/** Draws and summarizes logs of a source. */
export interface Explorer<Row> {
  /** Names of the files that it writes. */
  readonly fileNames: readonly string[];
  /**
   * @param modelPath - of a detector whose decision boundary is drawn
   * @throws FiredrillError for a model without a boundary to draw
   */
  readonly collector: (modelPath?: string) => FindingsCollector<Row>;
}

export interface ExploreKit<Row> {
  /** The name of a row in messages: `login attempt`. */
  readonly row: { readonly one: string; readonly many: string };
  /** Advice, as a sentence, for a user who gave a log of another source. */
  readonly wantedLog: string;
  readonly load: () => Promise<Explorer<Row>>;
}

/** Settings for the simulator of another system. */
export interface OriginalSettings {
  readonly seed: number;
  readonly days: number;
  /** Unix milliseconds. */
  readonly startMs: number;
  /** `fresh`: an attacker uses a new address for each user name. */
  readonly addresses: "one" | "fresh";
  /** `made`: generated from the seed and written beside the log. `read`: read from this file. */
  readonly users: { readonly kind: "made" } | { readonly kind: "read"; readonly path: string };
  readonly outDir: string;
}

/** What a simulator of another system wrote. */
export interface SimulatedOriginal {
  readonly counts: readonly Count[];
  readonly files: readonly string[];
  /** Sentences about the files. */
  readonly notes: readonly string[];
}

/** The simulator of another system, draw for draw. */
interface OriginalSimulator {
  /** The scenario that it simulates in its own way. */
  readonly scenario: string;
  readonly days: { readonly usual: number; readonly fewest: number; readonly most: number };
  /** The first day, as `2018-11-01`. */
  readonly usualStart: string;
  readonly largestSeed: number;
  /** The loaded function throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, and what reading the users throws. */
  readonly load: () => Promise<(settings: OriginalSettings) => SimulatedOriginal>;
}

/** What a log source brings to the harness. */
export interface HarnessKit<Row extends Observation, Scenario> {
  readonly play: PlayKit<Row, Scenario>;
  readonly study: StudyKit<Scenario>;
  /** `undefined` if `firedrill explore` does not support this source. */
  readonly explore: ExploreKit<Row> | undefined;
  /** Simulators of the systems that the logs of this source come from. */
  readonly originals: readonly OriginalSimulator[];
}
