import type { Fault } from "./fault.ts";

/** A number that a log says about a row, for detectors that watch a series of numbers. */
export interface Signal<Row> {
  /** A flag is 0 or 1. */
  readonly kind: "continuous" | "flag";
  /** As it stands behind a value: `s`, `B`, ...; empty where there is none. */
  readonly unit: string;
  /** The key of alerts that are about nothing but this number: `response-time`. */
  readonly key: string;
  /** One sentence, for people who choose. */
  readonly describe: string;
  /** @returns undefined for a row that has no such value */
  readonly valueOf: (row: Row) => number | undefined;
}

/** Gathers what an alert about an incident may rightly name, from the rows of that incident. */
export interface SubjectCollector<Row> {
  readonly add: (row: Row) => void;
  /** Sorted; empty when any subject, or none, will do. */
  readonly finish: () => readonly string[];
}

/** A word for one and for several. */
interface Noun {
  readonly one: string;
  readonly many: string;
}

/** How people call the rows of a log, and what is logged. */
export interface Nouns {
  /** One row, as in `300 requests`. */
  readonly row: Noun;
  /** What somebody should notice, as in `72 attacks`. */
  readonly incident: Noun;
  /** What such a log is of, as in `Scenarios of response times`. */
  readonly log: string;
}

/** How long the scenarios of a source last. */
export type Length<Scenario> =
  /** As long as their phases say. */
  { readonly kind: "phases" } | Calendar<Scenario>;

/** So many hours from a first instant on, both of which may be changed. */
interface Calendar<Scenario> {
  readonly kind: "calendar";
  /** The latest hour at which something begins; 0 where nothing has an hour of its own. */
  readonly lastOnsetHour: (scenario: Scenario) => number;
  readonly lasting: (scenario: Scenario, hours: number) => Scenario;
  /** @param startsAt - on a full hour, in UTC */
  readonly startingAt: (scenario: Scenario, startsAt: string) => Scenario;
}

/**
 * What a log source brings to every stage: how its rows and its scenarios are read. It knows no list of sources, so that
 * no import runs in a circle; `sources.ts` is the list.
 */
export interface DomainKit<Row, Scenario> {
  readonly nouns: Nouns;
  /** When the row's cause was set in motion. */
  readonly causedAtMs: (row: Row) => number;
  /** By name. A name that ends in its unit says what it measures: `responseSeconds`, `rssBytes`. */
  readonly signals: Readonly<Record<string, Signal<Row>>>;
  /** The name of the signal that a detector watches where nobody chose one. */
  readonly defaultSignal: string;
  readonly collectSubjects: () => SubjectCollector<Row>;
  /** The row with another index, this much later (or earlier). */
  readonly shifted: (row: Row, index: number, byMs: number) => Row;
  /** False for rows that the format of the original system leaves out. */
  readonly isInOriginal: (row: Row) => boolean;
  /** How often a detector of such logs has to be told that time passes, in the drill's time. */
  readonly tickMs: number;
  readonly length: Length<Scenario>;
  /** When a scenario is over in its own time. @param lastRowMs - `atMs` of its last row */
  readonly endOfScenarioMs: (scenario: Scenario, lastRowMs: number) => number;
  /** When whatever is judged at the end of a recorded log is due. @param lastRowMs - the latest `atMs` in it */
  readonly endOfLogMs: (lastRowMs: number) => number;
  /** The healthy time before the scenario, for detectors that must learn first. */
  readonly pastOf: (scenario: Scenario) => Scenario | undefined;
  /** The scenario's first incident, if it is a jump from health that a detector can make a prediction about. */
  readonly faultOf: (scenario: Scenario) => Fault | undefined;
}
