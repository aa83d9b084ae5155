/** A numeric field of a scenario. */
export interface NumberField {
  readonly kind: "number" | "whole";
  readonly lowest: number;
  readonly highest: number;
  /** A noun phrase, as in `a number from 0 to 1 (the chance that it begins in an hour)`. */
  readonly description: string;
}

/** A field of a scenario that takes one of a few words. */
export interface ChoiceField<Word extends string> {
  readonly kind: "choice";
  /** The meaning of each word. */
  readonly choices: Readonly<Record<Word, string>>;
}

interface Optional {
  readonly optional: true;
}

/** A field as data: schemas, `--set` and error messages are derived from it. */
export type Field = (NumberField | ChoiceField<string>) & Partial<Optional>;

/** By name, in display order. */
export type Fields = Readonly<Record<string, Field>>;

type FieldFor<Value> = [Value] extends [number]
  ? NumberField
  : [Value] extends [string]
    ? ChoiceField<Value>
    : never;

/** The fields of a table other than `kind` and `Others`. */
export type FieldsOf<Table extends { readonly kind: string }, Others extends string = never> = {
  readonly [Name in Exclude<keyof Table, "kind" | Others>]-?: Table extends Readonly<Record<Name, unknown>>
    ? FieldFor<Table[Name]>
    : FieldFor<NonNullable<Table[Name]>> & Optional;
};

/** A constraint between two numeric fields of a table. */
export interface FieldOrder<Name extends string> {
  readonly field: Name;
  readonly is: "at least" | "below";
  readonly other: Name;
  /** The value expected: `a number from minMs up (the longest wait in milliseconds)`. */
  readonly wanted: string;
}

export function number(lowest: number, highest: number, description: string): NumberField {
  return { kind: "number", lowest, highest, description };
}

export function wholeNumber(lowest: number, highest: number, description: string): NumberField {
  return { kind: "whole", lowest, highest, description };
}

export function choice<Word extends string>(choices: ChoiceField<Word>["choices"]): ChoiceField<Word> {
  return { kind: "choice", choices };
}

export function optional<F extends Field>(field: F): F & Optional {
  return { ...field, optional: true };
}
