import type { FiredrillError } from "../domain/error.ts";
import type { Observation } from "../domain/sources.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { PlayedRequest } from "../mock-client/source.ts";

/** A row, and when it was really written: its own instants may be those of a clock that is wrong. */
export interface SimulatedRow<Row extends Observation = Observation> {
  readonly row: Labelled<Row>;
  readonly writtenMs: number;
}

/** Who writes the log. */
export type Writer =
  /** Each request brings its row, or its rows. */
  | { readonly kind: "client" }
  /** The server, of what it was asked. */
  | {
      readonly kind: "server";
      /** What people call it: `the login page`. */
      readonly name: string;
      /** What people call a request to it: `attempt to log in`. */
      readonly request: { readonly one: string; readonly many: string };
    }
  /** Something beside both that watches the server. A world starts it and hears its rows as it hears a server's. */
  | { readonly kind: "collector"; readonly name: string };

/** How exactly a drill must be timed on clocks of wall time. */
export type Exactness =
  /** Rows are times themselves: by what the fault adds to them, where it is one that makes them longer. */
  | { readonly kind: "rows"; readonly isSlowness: (mode: string) => boolean }
  /** Rows only happen at a time: by the shortest deadline in seconds, or by this where there is none. */
  | { readonly kind: "deadlines"; readonly periodMs: number };

/** What there is to say of a play against a server that is already there. */
export interface PlaySummary {
  /** One line, for standard output. */
  readonly sentence: string;
  /** One line beside it. */
  readonly hint?: string;
  /** Why it was no play. */
  readonly error?: FiredrillError;
}

/** Counts what became of the requests of a play. */
export interface PlayCounts<Row extends Observation> {
  readonly add: (played: PlayedRequest<Row>) => void;
  /** @param target - as the user named it. @param logPath - of the client's log, where it writes one */
  readonly finish: (target: string, logPath: string) => PlaySummary;
}

/** A number of things, for people. */
export interface Count {
  readonly count: number;
  readonly one: string;
  readonly many: string;
}

/** Files that stand beside the logs in the folder of a simulation. */
interface Companions<Scenario> {
  readonly names: readonly string[];
  /** Writes them into a folder that has none of them. @returns how many there are of what is in them */
  readonly write: (folder: string, scenario: Scenario, seed: number) => readonly Count[];
}

/** How scenarios of a log source are played. */
export interface PlayKit<Row extends Observation, Scenario> {
  readonly writer: Writer;
  /** Row for row what the wire gives on the virtual clock. Lazy, in bounded memory. */
  readonly simulate: (scenario: Scenario, seed: number) => Iterable<SimulatedRow<Row>>;
  /**
   * How many rows the log will have, for those who wait for it; rows of requests that are still open are left out. It may
   * take a simulation.
   */
  readonly expectedRows: (scenario: Scenario, seed: number) => number;
  /** Where clocks of wall time start: at the scenario's first instant where hours and weekdays matter. */
  readonly wallClockStart: "now" | "scenario";
  /** The network's share of each request on the virtual clock, where there is no network. */
  readonly addedMs: (scenario: Scenario, seed: number) => (requestIndex: number) => number;
  readonly exactness: (scenario: Scenario) => Exactness;
  /** How requests that meet a mode fail, timeouts apart, while the server is there all the same. */
  readonly plannedErrors: (scenario: Scenario, mode: string) => readonly string[];
  /** Where the log goes that client or server writes on its own, unless the user says so. */
  readonly defaultLogPath: string;
  readonly counts: (scenario: Scenario) => PlayCounts<Row>;
  readonly companions: Companions<Scenario>;
}

/** The one number of a scenario that says how large its fault is. */
export interface FaultDial {
  /** As `--set` takes it. */
  readonly target: string;
  /** No fault at all. */
  readonly none: number;
  /** As the scenario has it. */
  readonly full: number;
}

/** What many drills of a scenario may vary; when its incidents begin is said by its `ScenarioKit`. */
interface StudyKit<Scenario> {
  /** @returns undefined for more than one incident, and for faults that have no size */
  readonly faultDial: (scenario: Scenario) => FaultDial | undefined;
  /**
   * Its healthy traffic alone, for as long as it takes to draw from it: thousands of rows.
   * @returns undefined where it has no health that could go on
   */
  readonly healthOf: (scenario: Scenario) => Scenario | undefined;
}

/** What there was to see in a log. */
interface Findings {
  /** What a terminal shows. Ends in a newline. */
  readonly text: string;
  /** Writes the files. @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE */
  readonly write: (folder: string) => void;
}

/** Takes a log in, row by row, in memory that does not grow with it. */
interface FindingsCollector<Row> {
  /** @param truth - absent where nothing says it */
  readonly add: (row: Row, truth?: Truth) => void;
  /** `undefined` of a log without a row; to be called once. */
  readonly finish: () => Findings | undefined;
}

/** Draws logs of a source and sums them up. */
export interface Explorer<Row> {
  /** Of the files that it writes. */
  readonly fileNames: readonly string[];
  /**
   * @param modelPath - of a detector, to draw what it asks
   * @throws FiredrillError for a model that cannot be drawn
   */
  readonly collector: (modelPath?: string) => FindingsCollector<Row>;
}

export interface ExploreKit<Row> {
  /** What people call a row of such a log: `attempt to log in`. */
  readonly row: { readonly one: string; readonly many: string };
  /** What to give instead of a log of another source, as a sentence. */
  readonly wantedLog: string;
  readonly load: () => Promise<Explorer<Row>>;
}

/** What the simulator of another system is told. */
export interface OriginalOrder {
  readonly seed: number;
  readonly days: number;
  /** Unix milliseconds. */
  readonly startMs: number;
  /** `fresh`: an attacker has another address for each name he tries. */
  readonly addresses: "one" | "fresh";
  /** `made`: by the seed, and written beside the log. `read`: from this file. */
  readonly users: { readonly kind: "made" } | { readonly kind: "read"; readonly path: string };
  readonly outDir: string;
}

/** What it wrote. */
export interface SimulatedOriginal {
  readonly counts: readonly Count[];
  readonly files: readonly string[];
  /** Sentences about them. */
  readonly notes: readonly string[];
}

/** The simulator of another system, draw for draw. */
interface OriginalSimulator {
  /** The name of the scenario that it simulates in its own way. */
  readonly scenario: string;
  readonly days: { readonly usual: number; readonly fewest: number; readonly most: number };
  /** The first day, as `2018-11-01`. */
  readonly usualStart: string;
  readonly largestSeed: number;
  /** What the function throws: FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, and what reading the users throws. */
  readonly load: () => Promise<(order: OriginalOrder) => SimulatedOriginal>;
}

/** What a log source brings to the harness. */
export interface HarnessKit<Row extends Observation, Scenario> {
  readonly play: PlayKit<Row, Scenario>;
  readonly study: StudyKit<Scenario>;
  /** `undefined` where there is nothing to see in a log that its drill does not show. */
  readonly explore: ExploreKit<Row> | undefined;
  /** Simulators of the systems that the logs of this source come from. */
  readonly originals: readonly OriginalSimulator[];
}
