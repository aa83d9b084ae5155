import type { Random } from "../chance/random.ts";
import type { Field, FieldsOf } from "../fields.ts";
import { number } from "../fields.ts";
import type { TrafficEntry } from "./scenario.ts";
import type { Visit } from "./visit.ts";

/** What a kind of traffic may know when it begins. */
interface Occurrence<Actors> {
  /** Who is there. */
  readonly actors: Actors;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From the scenario's first instant. */
  readonly onsetMs: number;
  /** Of this occurrence. */
  readonly random: Random;
  /** Of a calendar hour of this occurrence. */
  readonly randomOfHour: (calendarHour: number) => Random;
  /** Starts anew, the same, for each occurrence of one entry of traffic. */
  readonly randomOfEntry: Random;
  /** An address that is no honest actor's and that this occurrence has not had yet. */
  readonly freshAddress: () => string;
  /** How often honest actors come in a calendar hour. */
  readonly honestPerHour: (calendarHour: number) => number;
}

/** `attack`: somebody should notice, each onset is an incident. `oddity`: looks odd and is nobody's fault. */
export type TrafficRole = "attack" | "benign";

/** What one kind of traffic is. */
export interface TrafficKind<
  Entry extends TrafficEntry,
  Actors,
  Act,
  Role extends TrafficRole = TrafficRole,
> {
  readonly role: Role;
  readonly fields: FieldsOf<Entry, "onset">;
  /** What one onset adds, in order of the visits' first acts; the first of an attack is at the onset. */
  readonly visits: (entry: Entry, occurrence: Occurrence<Actors>) => Iterable<Visit<Act>>;
  /**
   * The entry in the scenario's past, for what was there all along; of an attack there is none.
   * @param hours - how long the past lasts
   */
  readonly inPast?: (entry: Entry, hours: number) => Entry;
}

/** What anybody may know about the kinds of traffic of a source, in the order in which people meet them. */
export type TrafficKinds = Readonly<
  Record<string, { readonly role: TrafficRole; readonly fields: Readonly<Record<string, Field>> }>
>;

/** What a log source of this family brings. */
export interface TrafficSource<Entry extends TrafficEntry, Actors, Act, Scenario> {
  readonly kindOf: (entry: Entry) => TrafficKind<Entry, Actors, Act>;
  /** Who is there, the same in a scenario and in its past. */
  readonly actorsOf: (scenario: Scenario, seed: number) => Actors;
  /** Where honest actors come from. */
  readonly addressesOf: (actors: Actors) => readonly string[];
  /** How often honest actors come in a calendar hour. Draws the same number of times whatever the hour. */
  readonly honestPerHour: (calendarHour: number, random: Random) => number;
  /** What one of them does. */
  readonly honestVisit: (offsetMs: number, actors: Actors, random: Random) => Visit<Act>;
}

/** A leap year has 24 more. */
export const yearHours = 8760;

/** How long an entry lasts once it has begun. */
export const forHours = number(0.1, yearHours, "for how many hours");
