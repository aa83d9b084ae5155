import type { z } from "zod";
import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";

/** `attack.delayMs=80` as `--set` was given it. */
export interface Setting {
  readonly text: string;
  /** Before the equals sign; empty where there is none, as is the value. */
  readonly target: string;
  readonly value: string;
}

export function parseSetting(text: string): Setting {
  const [, target = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  return { text, target, value };
}

/** `attack.delayMs` in its two parts, both empty where there are not two. */
export function nameAndField(target: string): readonly [string, string] {
  const [, name = "", field = ""] = /^([^.]+)\.([^.]+)$/s.exec(target) ?? [];
  return [name, field];
}

/** Text in which no number stands is no number, and told so. */
export function numberIn(value: string): number {
  return value.trim() === "" ? Number.NaN : Number(value);
}

/**
 * What the field is to be.
 * @param field - as messages name it
 * @throws FiredrillError BAD_SET, saying what the field takes
 */
export function checked<T>({ text }: Setting, field: string, schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw badSet(text, `${field} takes ${parsed.error.issues.map(({ message }) => message).join("; ")}.`);
}

/** What can be set in a scenario. */
export interface Settable {
  /** The first of two that are equally near is taken for the one that was meant. */
  readonly targets: readonly string[];
  /** The same as people are shown them, with what they are now. */
  readonly shown: readonly string[];
  /** What the scenario must have for an onset to be set, as `one incident`. */
  readonly onsetNeeds: string;
}

/** The fields of a table with what they are now. */
export function valuesOf(table: object): readonly (readonly [string, unknown])[] {
  return Object.entries<unknown>({ ...table });
}

/** @param reason - why the onset of this one cannot be */
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
