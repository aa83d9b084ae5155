import type { z } from "zod";
import type { Mistake } from "./file/mistake.ts";

/** A group of scenarios with a common question. */
export interface Suite<Scenario> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly scenarios: readonly Scenario[];
}

/** Where the first incident of a scenario begins, and how far it can move. */
export interface Onset<Scenario> {
  /** Index of the first affected observation. */
  readonly index: number;
  /** How many consecutive indexes the onset can be drawn from; 1 if it is fixed. */
  readonly span: number;
  /** The scenario with its incident this many observations later, and the equivalent `--set` value. */
  readonly later: (rows: number) => { readonly scenario: Scenario; readonly setting: string };
}

/** A scenario, or all the mistakes in its file. */
export type LoadedScenario<Scenario> =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** The result of parsing one file. */
export type ParsedScenario<Scenario> =
  | LoadedScenario<Scenario>
  /** The scenario refers to another file; `finish` loads it. */
  | { readonly kind: "unfinished"; readonly finish: (path: string) => Promise<LoadedScenario<Scenario>> };

/** Reads and changes a source's scenarios. */
export interface FileKit<Scenario> {
  readonly schema: z.ZodType;
  /** Collects all mistakes at once. */
  readonly parse: (value: unknown) => ParsedScenario<Scenario>;
  /** The scenario with one setting of `--set` applied. @throws FiredrillError BAD_SET, with the possible targets */
  readonly change: (scenario: Scenario, setting: string) => Scenario;
}

/** What a log source brings to scenarios. Lightweight: the code that reads files is loaded on demand. */
export interface ScenarioKit<Scenario> {
  /** Scenarios listed before the suites. */
  readonly first: readonly Scenario[];
  readonly suites: readonly Suite<Scenario>[];
  /** Fields that identify this source in a file without `source`, because no earlier source has them. */
  readonly toldBy: readonly string[];
  readonly file: () => Promise<FileKit<Scenario>>;
  /** Approximate duration at its own pace. */
  readonly lengthMs: (scenario: Scenario) => number;
  /** `300 requests, about 4 min`; `24 h of logins`. */
  readonly describeLength: (scenario: Scenario) => string;
  /** `attack-1 from the 51st request`, `load-1 from the 201st`; `bruteforce at hour 14.2`. */
  readonly incidentStarts: (scenario: Scenario) => readonly string[];
  /** @returns undefined when no incident begins at a known index */
  readonly onsetOf: (scenario: Scenario) => Onset<Scenario> | undefined;
}
