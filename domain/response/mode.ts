import type { Random } from "../chance/random.ts";
import type { FieldOrder, FieldsOf, NumberField } from "../fields.ts";
import { number } from "../fields.ts";
import { dayMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";
import type { Treatment } from "../wire/treatment.ts";
import type { Recording } from "./recording.ts";

/** Inputs of a mode beside its own data and state. */
interface TreatContext {
  /** When service begins, after any queueing. */
  readonly nowMs: number;
  readonly requestIndex: number;
  /** Random numbers of this request, independent of other requests. */
  readonly random: Random;
  /** The wait of the previous answer, whatever its mode; 0 for the first request. */
  readonly lastWaitMs: number;
  /** The recording that the mode `recorded` plays. */
  readonly recording?: Recording | undefined;
}

/** The treatment of one request, and the mode's state for the next one. */
export interface Treated<State> {
  readonly treatment: Treatment;
  readonly state: State;
}

/** Field names of a mode; for a union, those of every member. */
type FieldOf<Mode> = Mode extends unknown ? Extract<Exclude<keyof Mode, "kind">, string> : never;

/** The fields that determine the size of a fault. */
interface FaultSize<Field extends string> {
  /** The first field that is larger than in health determines the size. */
  readonly fields: readonly Field[];
  /** The size without a fault: zero, or this field's value in a healthy mode of the given kind. */
  readonly none: "zero" | { readonly asInMode: string };
}

/**
 * A kind of mode. Modes are data with numeric fields; random values are drawn anew for each request. The list of
 * modes is in `modes.ts`.
 * @typeParam State - what the mode remembers between requests; displayed field by field
 */
export interface ModeKit<
  Mode extends { readonly kind: string },
  State extends object | undefined = undefined,
> {
  /** One sentence for help texts: what requests meet. */
  readonly describe: string;
  /** In display order. */
  readonly fields: FieldsOf<Mode>;
  readonly orders?: readonly FieldOrder<FieldOf<Mode>>[];
  /** The server's treatment of one request; undefined for a mode that the client plays. */
  readonly treat:
    ((mode: Mode, state: State | undefined, context: TreatContext) => Treated<State>) | undefined;
  /** Keeps the state as long as the server runs. Default: discarded once a request meets another kind of mode. */
  readonly memory?: "lasting";
  /**
   * The mean service time of a request on an idle server, in milliseconds.
   * @param lastWaitMs - the wait of the previous request, 0 for the first
   * @param timeoutMs - when the client gives up
   */
  readonly meanWaitMs: (mode: Mode, lastWaitMs: number, timeoutMs: number) => number;
  /** How much longer each consecutive request takes than the previous one. Default: 0. */
  readonly climbMs?: (mode: Mode) => number;
  /** The waits of a mode that jumps to a new level. Default: the mode is not a jump. */
  readonly jump?: (mode: Mode) => { readonly meanMs: number; readonly leastMs: number };
  /** Default: the fault has no numeric size. */
  readonly size?: FaultSize<FieldOf<Mode>>;
  /** True when requests take longer than healthy ones, so that lag could hide the difference. */
  readonly isSlowness: boolean;
  /** The effect on connections: cuts some, or refuses new ones too. Default: requests fail by timeouts only. */
  readonly connections?: "cut" | "refused";
  /** Answer statuses other than 200. Default: none. */
  readonly statuses?: (mode: Mode) => readonly number[];
  /** How far the clock that stamps the rows is ahead. Default: 0. */
  readonly clockAheadMs?: (mode: Mode) => number;
  /** A phase of this mode has a duration and no requests. Default: a phase has requests. */
  readonly phase?: "silent";
  /** Why a phase of this mode cannot have a share. Default: it can. */
  readonly noShare?: string;
  /** The mode plays the scenario's recording. Default: it needs none. */
  readonly needs?: "recording";
}

/** An answer after a wait, rounded to the microsecond. */
export function answer(waitMs: number, status = 200): Treatment {
  return { kind: "answer", waitMs: roundToMicros(waitMs), status };
}

/** A treatment without state. */
export function treated(treatment: Treatment): Treated<undefined> {
  return { treatment, state: undefined };
}

/** The usual `delayMs` field. */
export const delayField: NumberField = number(0, dayMs, "the wait in milliseconds");

/** A duration from 0 to a day, in milliseconds. */
export function anyMs(description: string): NumberField {
  return number(0, dayMs, description);
}

/** A duration above 0, in milliseconds. */
export function positiveMs(description: string): NumberField {
  return number(0.001, dayMs, description);
}

/** A duration of at least 1 ms. */
export function stretchMs(description: string): NumberField {
  return number(1, dayMs, description);
}
