import type { Fault } from "./fault.ts";

/** A number read from each row of a log, for detectors that watch a series. */
export interface Signal<Row> {
  /** A flag is 0 or 1. */
  readonly kind: "continuous" | "flag";
  /** Printed after a value: `s`, `B`, ...; empty when there is none. */
  readonly unit: string;
  /** The key of alerts about this signal as a whole: `response-time`. */
  readonly key: string;
  /** One sentence, for help texts. */
  readonly describe: string;
  /** @returns undefined for a row without this value */
  readonly valueOf: (row: Row) => number | undefined;
}

/** Collects the subjects that an alert about an incident can correctly name, from the incident's rows. */
export interface SubjectCollector<Row> {
  readonly add: (row: Row) => void;
  /** Sorted; empty when any subject, or none, is correct. */
  readonly finish: () => readonly string[];
}

/** A noun in singular and plural. */
interface Noun {
  readonly one: string;
  readonly many: string;
}

/** Nouns for the rows of a log and for its content. */
export interface Nouns {
  /** A row, as in `300 requests`. */
  readonly row: Noun;
  /** An incident, as in `72 attacks`. */
  readonly incident: Noun;
  /** The content of the log, as in `Scenarios of response times`. */
  readonly log: string;
}

/** How the duration of a source's scenarios is set. */
export type Length<Scenario> =
  /** By their phases. */
  { readonly kind: "phases" } | Calendar<Scenario>;

/** A number of hours from a first instant; both can be changed. */
interface Calendar<Scenario> {
  readonly kind: "calendar";
  /** The latest hour at which an entry begins; 0 when no entry has a fixed hour. */
  readonly lastOnsetHour: (scenario: Scenario) => number;
  readonly lasting: (scenario: Scenario, hours: number) => Scenario;
  /** @param startsAt - on a full hour, in UTC */
  readonly startingAt: (scenario: Scenario, startsAt: string) => Scenario;
}

/**
 * What a log source brings to every stage: how to read its rows and scenarios. This file imports no list of sources,
 * to avoid import cycles; the list is in `sources.ts`.
 */
export interface DomainKit<Row, Scenario> {
  readonly nouns: Nouns;
  /** When the cause of the row was set in motion. */
  readonly causedAtMs: (row: Row) => number;
  /** By name. The name ends in the unit: `responseSeconds`, `rssBytes`. */
  readonly signals: Readonly<Record<string, Signal<Row>>>;
  /** The signal that a detector watches by default. */
  readonly defaultSignal: string;
  /** Its name in a log that begins with this row, where rows of that kind do without the usual one. */
  readonly defaultSignalOf?: (row: Row) => string | undefined;
  /** Names the series of a row in a log of several, each of which detectors judge for itself. Default: one series. */
  readonly seriesOf?: (row: Row) => string;
  readonly collectSubjects: () => SubjectCollector<Row>;
  /** The row with a new index, shifted by this much time; negative: earlier. */
  readonly shifted: (row: Row, index: number, byMs: number) => Row;
  /** False for rows that the original system's format leaves out. */
  readonly isInOriginal: (row: Row) => boolean;
  /** How often a detector of such logs is told that time passes, in the drill's time. */
  readonly tickMs: number;
  readonly length: Length<Scenario>;
  /** When a scenario ends, in its own time. @param lastRowMs - `atMs` of its last row */
  readonly endOfScenarioMs: (scenario: Scenario, lastRowMs: number) => number;
  /** When end-of-log evaluations of a recorded log are due. @param lastRowMs - its latest `atMs` */
  readonly endOfLogMs: (lastRowMs: number) => number;
  /** The healthy time before the scenario, for detectors that learn first. */
  readonly pastOf: (scenario: Scenario) => Scenario | undefined;
  /** The scenario's first incident, if it is a jump from health, so that a detector can predict its delay. */
  readonly faultOf: (scenario: Scenario) => Fault | undefined;
}
