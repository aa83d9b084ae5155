import type { Matching } from "./expression.ts";

/** The labels of series, without `__name__`. */
export interface LabelSet {
  /** Possible values of labels that every series has. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** `some`: series can have further labels, or other values. */
  readonly otherLabels: "none" | "some";
}

/** Of a series about which nothing is known. */
export const anyLabels: LabelSet = { values: new Map(), otherLabels: "some" };
export const noLabels: LabelSet = { values: new Map(), otherLabels: "none" };

export function keptLabels({ values, otherLabels }: LabelSet, names: readonly string[]): LabelSet {
  if (names.length === 0) return noLabels;
  return { values: new Map([...values].filter(([name]) => names.includes(name))), otherLabels };
}

export function withoutLabels({ values, otherLabels }: LabelSet, names: readonly string[]): LabelSet {
  return { values: new Map([...values].filter(([name]) => !names.includes(name))), otherLabels };
}

/** Series of any of these sets. */
export function eitherLabels([first, ...others]: readonly LabelSet[]): LabelSet {
  if (first === undefined) return anyLabels;
  return others.reduce((a, b) => {
    const isAlike =
      a.otherLabels === "none" &&
      b.otherLabels === "none" &&
      a.values.size === b.values.size &&
      [...a.values.keys()].every((name) => b.values.has(name));
    if (!isAlike) return anyLabels;
    const values = [...a.values].map(
      ([name, some]) => [name, [...new Set([...some, ...(b.values.get(name) ?? [])])]] as const,
    );
    return { values: new Map(values), otherLabels: "none" };
  }, first);
}

/**
 * Why no series of one side of a binary operator can match one of the other.
 * @returns `undefined` if they can
 */
export function mismatch(left: LabelSet, right: LabelSet, matching: Matching): string | undefined {
  if (left.otherLabels === "some" || right.otherLabels === "some") return undefined;
  const [ours, theirs] = [compared(left, matching), compared(right, matching)];
  for (const [name, values] of ours) {
    const others = theirs.get(name);
    if (others === undefined) return `only the left side has the label ${name}`;
    if (!values.some((value) => others.includes(value))) return `the label ${name} differs`;
  }
  const extra = [...theirs.keys()].find((name) => !ours.has(name));
  return extra === undefined ? undefined : `only the right side has the label ${extra}`;
}

function compared(set: LabelSet, matching: Matching): LabelSet["values"] {
  switch (matching.kind) {
    case "all":
      return set.values;
    case "on":
      return keptLabels(set, matching.labels).values;
    case "ignoring":
      return withoutLabels(set, matching.labels).values;
  }
}
