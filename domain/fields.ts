/** A number in a field of a scenario. */
export interface NumberField {
  readonly kind: "number" | "whole";
  readonly lowest: number;
  readonly highest: number;
  /** What it is, as in `a number from 0 to 1 (the chance that it begins in an hour)`. */
  readonly what: string;
}

/** A word in a field of a scenario, one of a few. */
export interface ChoiceField<Word extends string> {
  readonly kind: "choice";
  /** What each of them means. */
  readonly choices: Readonly<Record<Word, string>>;
}

interface Optional {
  readonly optional: true;
}

/** What may stand in a field, as data: schemas, `--set` and their messages are made from it. */
export type Field = (NumberField | ChoiceField<string>) & Partial<Optional>;

/** By name, in the order in which people read them. */
export type Fields = Readonly<Record<string, Field>>;

type FieldFor<Value> = [Value] extends [number]
  ? NumberField
  : [Value] extends [string]
    ? ChoiceField<Value>
    : never;

/** The fields of a table that has a kind, but for its kind and for `Others`. */
export type FieldsOf<Table extends { readonly kind: string }, Others extends string = never> = {
  readonly [Name in Exclude<keyof Table, "kind" | Others>]-?: Table extends Readonly<Record<Name, unknown>>
    ? FieldFor<Table[Name]>
    : FieldFor<NonNullable<Table[Name]>> & Optional;
};

/** What one field of a table asks of another; both are numbers. */
export interface FieldOrder<Name extends string> {
  readonly field: Name;
  readonly is: "at least" | "below";
  readonly other: Name;
  /** What the field should have been: `a number from minMs up (the longest wait in milliseconds)`. */
  readonly wanted: string;
}

export function number(lowest: number, highest: number, what: string): NumberField {
  return { kind: "number", lowest, highest, what };
}

export function wholeNumber(lowest: number, highest: number, what: string): NumberField {
  return { kind: "whole", lowest, highest, what };
}

export function choice<Word extends string>(choices: ChoiceField<Word>["choices"]): ChoiceField<Word> {
  return { kind: "choice", choices };
}

export function optional<F extends Field>(field: F): F & Optional {
  return { ...field, optional: true };
}
