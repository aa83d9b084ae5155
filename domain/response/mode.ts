import type { Random } from "../chance/random.ts";
import type { FieldOrder, FieldsOf, NumberField } from "../fields.ts";
import { number } from "../fields.ts";
import { dayMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";
import type { Treatment } from "../wire/treatment.ts";
import type { Recording } from "./recording.ts";

/** What a mode may take into account beside its own data and its state. */
interface TreatContext {
  /** When service begins: after the queue, if there was one. */
  readonly nowMs: number;
  readonly requestIndex: number;
  /** The request's own draws, whatever was served before it. */
  readonly random: Random;
  /** The wait of the last answer before, whatever its mode; 0 for the first. */
  readonly lastWaitMs: number;
  /** What requests of the mode `recorded` meet. */
  readonly recording?: Recording | undefined;
}

/** What is done to one request, and what the mode remembers for the next that meets it. */
export interface Treated<State> {
  readonly treatment: Treatment;
  readonly state: State;
}

/** The names of the fields of a mode; those of each where there are several modes. */
type FieldOf<Mode> = Mode extends unknown ? Extract<Exclude<keyof Mode, "kind">, string> : never;

/** The fields that say how large a fault is. */
interface FaultSize<Field extends string> {
  /** The first that is larger than in health counts. */
  readonly fields: readonly Field[];
  /** What no fault at all is: zero, or the field of the same name where health is of this kind of mode. */
  readonly none: "zero" | { readonly asInMode: string };
}

/**
 * All that a kind of mode brings. A mode is data, its fields are numbers, and whatever is drawn is drawn anew for each
 * request. Knows no list of modes; `modes.ts` is the list.
 * @typeParam State - what it remembers from one request to the next; shown to people field by field
 */
export interface ModeKit<
  Mode extends { readonly kind: string },
  State extends object | undefined = undefined,
> {
  /** One sentence for people: what requests meet. */
  readonly describe: string;
  /** In the order in which files have them. */
  readonly fields: FieldsOf<Mode>;
  readonly orders?: readonly FieldOrder<FieldOf<Mode>>[];
  /** What a server does to one request; undefined where it is the client who plays the mode. */
  readonly treat:
    ((mode: Mode, state: State | undefined, context: TreatContext) => Treated<State>) | undefined;
  /** Its state is kept as long as the server runs. Default: it is forgotten once a request meets another kind of mode. */
  readonly memory?: "lasting";
  /**
   * How long a request takes at the server on average, in milliseconds, when nothing else is there.
   * @param lastWaitMs - the wait of the request before, 0 for the first
   * @param timeoutMs - when its client gives it up
   */
  readonly meanWaitMs: (mode: Mode, lastWaitMs: number, timeoutMs: number) => number;
  /** By how much each request in a row takes longer than the one before. Default: they all take the same. */
  readonly climbMs?: (mode: Mode) => number;
  /** The waits of a mode that is a jump from one height to another. Default: it is none. */
  readonly jump?: (mode: Mode) => { readonly meanMs: number; readonly leastMs: number };
  /** Default: no number says how large the fault is. */
  readonly size?: FaultSize<FieldOf<Mode>>;
  /** True when its requests take longer than healthy ones, so that lag could hide the difference. */
  readonly isSlowness: boolean;
  /** What it does to connections: cuts some, or refuses new ones as well. Default: requests fail by timeouts only. */
  readonly connections?: "cut" | "refused";
  /** Statuses of its answers beside 200. Default: none. */
  readonly statuses?: (mode: Mode) => readonly number[];
  /** How far the clock is ahead that writes its rows. Default: the clock is right. */
  readonly clockAheadMs?: (mode: Mode) => number;
  /** Its phase has a length in time and no requests. Default: a phase has requests. */
  readonly phase?: "silent";
  /** Why a phase of it can have no share. Default: it can. */
  readonly noShare?: string;
  /** It plays the scenario's recording. Default: it needs none. */
  readonly needs?: "recording";
}

/** An answer after the wait, which is rounded to the microsecond. */
export function answer(waitMs: number, status = 200): Treatment {
  return { kind: "answer", waitMs: roundToMicros(waitMs), status };
}

/** Nothing is remembered. */
export function treated(treatment: Treatment): Treated<undefined> {
  return { treatment, state: undefined };
}

/** The usual field of this name. */
export const delayField: NumberField = number(0, dayMs, "the wait in milliseconds");

/** Any time of up to a day, in milliseconds. */
export function anyMs(what: string): NumberField {
  return number(0, dayMs, what);
}

/** A time above nothing. */
export function positiveMs(what: string): NumberField {
  return number(0.001, dayMs, what);
}

/** A time of at least a millisecond. */
export function stretchMs(what: string): NumberField {
  return number(1, dayMs, what);
}
