import type { Random } from "../chance/random.ts";
import type { Field, FieldsOf } from "../fields.ts";
import { number } from "../fields.ts";
import type { TrafficEntry } from "./scenario.ts";
import type { Visit } from "./visit.ts";

/** Inputs for one occurrence of a traffic entry. */
interface Occurrence<Actors> {
  /** The honest actors. */
  readonly actors: Actors;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From the scenario's first instant. */
  readonly onsetMs: number;
  /** Random numbers of this occurrence. */
  readonly random: Random;
  /** Random numbers of a calendar hour of this occurrence. */
  readonly randomOfHour: (calendarHour: number) => Random;
  /** Random numbers of the entry; every occurrence gets the same ones. */
  readonly randomOfEntry: Random;
  /** Returns an address that no honest actor has and this occurrence has not used yet. */
  readonly freshAddress: () => string;
  /** Mean number of honest visits in a calendar hour. */
  readonly honestPerHour: (calendarHour: number) => number;
}

/** `attack`: each onset is an incident. `benign`: looks unusual but is harmless. */
export type TrafficRole = "attack" | "benign";

/** A kind of traffic. */
export interface TrafficKind<
  Entry extends TrafficEntry,
  Actors,
  Act,
  Role extends TrafficRole = TrafficRole,
> {
  readonly role: Role;
  readonly fields: FieldsOf<Entry, "onset">;
  /** The visits of one occurrence, in order of their first acts. An attack's first act is at the onset. */
  readonly visits: (entry: Entry, occurrence: Occurrence<Actors>) => Iterable<Visit<Act>>;
  /**
   * The entry in the scenario's past, if it was already active then. Never for an attack.
   * @param hours - length of the past
   */
  readonly inPast?: (entry: Entry, hours: number) => Entry;
}

/** The public properties of a source's kinds of traffic, in display order. */
export type TrafficKinds = Readonly<
  Record<string, { readonly role: TrafficRole; readonly fields: Readonly<Record<string, Field>> }>
>;

/** What a traffic source brings. */
export interface TrafficSource<Entry extends TrafficEntry, Actors, Act, Scenario> {
  readonly kindOf: (entry: Entry) => TrafficKind<Entry, Actors, Act>;
  /** The actors of a scenario and of its past. */
  readonly actorsOf: (scenario: Scenario, seed: number) => Actors;
  /** The addresses of honest actors. */
  readonly addressesOf: (actors: Actors) => readonly string[];
  /** Mean number of honest visits in a calendar hour. Uses the same number of draws for every hour. */
  readonly honestPerHour: (calendarHour: number, random: Random) => number;
  /** One visit of a random actor. @param calendarHour - in which it begins */
  readonly honestVisit: (
    offsetMs: number,
    actors: Actors,
    random: Random,
    calendarHour: number,
  ) => Visit<Act>;
}

/** Not in a leap year, which has 24 more. */
export const yearHours = 8760;

/** The duration of an entry. */
export const forHours = number(0.1, yearHours, "for how many hours");
