import { z } from "zod";
import { didYouMean, nearestName } from "../domain/nearest-name.ts";

// Every message here is the noun phrase that follows "is not": `"soon" is not a whole number of requests`.
export const dayMs = 86_400_000;

/** Mode and scenario names end up in file names, headers and ids. */
const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const nameWords = "lower-case letters, digits and dashes (at most 60)";

export const name = z.string(nameWords).regex(namePattern, nameWords).max(60, nameWords);

export function text(what: string) {
  return z.string(what).min(1, what).describe(what);
}

export function between(lowest: number, highest: number, what: string) {
  const phrase = `a number from ${lowest} to ${highest} (${what})`;
  return z.number(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

export function wholeBetween(lowest: number, highest: number, what: string) {
  const phrase = `a whole number from ${lowest} to ${highest} (${what})`;
  return z.int(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

/** Refuses unknown fields, one line of message for each. */
export function fields<T extends z.core.$ZodShape>(what: string, shape: T) {
  const known = Object.keys(shape);
  const unknownField = (key: string): string => {
    const nearest = nearestName(key, known);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    return `there is no such field${hint} (fields here: ${known.join(", ")})`;
  };
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(key)).join("\n") : what,
  });
}

/**
 * The messages of a union on `kind`.
 * @param one - what a member is called
 */
export function kindWords(noun: string, kinds: readonly string[], one = `a ${noun}`) {
  const list = kinds.join(", ");
  return ({ code, input }: { readonly code: string; readonly input?: unknown }): string => {
    if (code !== "invalid_union") return `${one}, that is a table with a kind: ${list}`;
    const hint = didYouMean(kindIn(input), kinds).trim();
    return `a kind of ${noun}: ${list}${hint === "" ? "" : `. ${hint}`}`;
  };
}

function kindIn(value: unknown): string {
  const isTable = typeof value === "object" && value !== null;
  return isTable && "kind" in value && typeof value.kind === "string" ? value.kind : "";
}
