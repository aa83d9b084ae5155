import type { z } from "zod";
import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";

/** A parsed `--set` value such as `attack.delayMs=80`. */
export interface Setting {
  readonly text: string;
  /** The text before the equals sign; both parts are empty without one. */
  readonly target: string;
  readonly value: string;
}

export function parseSetting(text: string): Setting {
  const [, target = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  return { text, target, value };
}

/** Splits `attack.delayMs`; both parts are empty unless there are exactly two. */
export function nameAndField(target: string): readonly [string, string] {
  const [, name = "", field = ""] = /^([^.]+)\.([^.]+)$/s.exec(target) ?? [];
  return [name, field];
}

/** NaN for text without a number, including blank text. */
export function numberIn(value: string): number {
  return value.trim() === "" ? Number.NaN : Number(value);
}

/**
 * The validated value of a field.
 * @param field - its name in messages
 * @throws FiredrillError BAD_SET, with the expected value
 */
export function checked<T>({ text }: Setting, field: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badSet(text, `${field} takes ${parsed.error.issues.map(({ message }) => message).join("; ")}.`);
}

/** The possible targets of `--set` for a scenario. */
export interface Settable {
  /** All targets; suggestions prefer earlier ones. */
  readonly targets: readonly string[];
  /** The targets for display, with their current values. */
  readonly shown: readonly string[];
  /** What a scenario needs for a movable onset, such as `one incident`. */
  readonly onsetNeeds: string;
}

/** The fields of a table with their current values. */
export function valuesOf(table: object): readonly (readonly [string, unknown])[] {
  return Object.entries<unknown>({ ...table });
}

/** @param reason - why this scenario has no movable onset */
export function noOnset({ text }: Setting, reason: string, settable: Settable): FiredrillError {
  return badSet(text, `${reason}. ${canBeSet(settable)}`);
}

export function unknownTarget({ text, target }: Setting, settable: Settable): FiredrillError {
  const hint = didYouMean(target, [...settable.targets, "onset"]);
  return badSet(text, `${hint}${canBeSet(settable)}`);
}

function canBeSet({ shown, onsetNeeds }: Settable): string {
  return `Can be set: ${shown.join(", ")}; with ${onsetNeeds} also onset.`;
}

export function badSet(setting: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_SET", `Cannot set "${setting}".`, advice);
}
