import type { z } from "zod";
import type { Mistake } from "./file/mistake.ts";

/** Scenarios that answer one question together. */
export interface Suite<Scenario> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly scenarios: readonly Scenario[];
}

/** When the incidents of a scenario begin, where drills may differ in that. */
export interface Onset<Scenario> {
  /** Index of the first affected row. */
  readonly index: number;
  /** How many indexes from there on there are to draw from at most; 1 where it stays. */
  readonly span: number;
  /** The scenario with its incident this many rows later, and what `--set` takes for that. */
  readonly later: (rows: number) => { readonly scenario: Scenario; readonly setting: string };
}

/** A scenario, or everything that keeps the file from being one. */
export type LoadedScenario<Scenario> =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** What a file tells by itself. */
export type ParsedScenario<Scenario> =
  | LoadedScenario<Scenario>
  /** It names another file. `finish` fetches that. */
  | { readonly kind: "unfinished"; readonly finish: (path: string) => Promise<LoadedScenario<Scenario>> };

/** Scenarios of a log source as files hold them. */
export interface FileKit<Scenario> {
  readonly schema: z.ZodType;
  /** All mistakes are found in one go. */
  readonly parse: (value: unknown) => ParsedScenario<Scenario>;
  /**
   * The scenario with one thing changed, as `--set` says it.
   * @throws FiredrillError BAD_SET, saying what can be set
   */
  readonly change: (scenario: Scenario, setting: string) => Scenario;
}

/** What a log source brings to scenarios. It is light: what reads files is loaded when a file is read. */
export interface ScenarioKit<Scenario> {
  /** Those to read first. */
  readonly first: readonly Scenario[];
  readonly suites: readonly Suite<Scenario>[];
  /** Fields that no source before this one has: a file that names no source tells it by them. */
  readonly toldBy: readonly string[];
  readonly file: () => Promise<FileKit<Scenario>>;
  /** About how long it takes at its own pace. */
  readonly lengthMs: (scenario: Scenario) => number;
  /** `300 requests, about 4 min`; `24 h of logins`. */
  readonly describeLength: (scenario: Scenario) => string;
  /** `attack-1 from the 51st request`, `load-1 from the 201st`; `bruteforce at hour 14.2`. */
  readonly incidentStarts: (scenario: Scenario) => readonly string[];
  /** @returns undefined where no incident begins at a known row */
  readonly onsetOf: (scenario: Scenario) => Onset<Scenario> | undefined;
}
