import { expect } from "vitest";

/** Stands for anything with these fields. */
export function containing(fields: object): unknown {
  return expect.objectContaining(fields);
}

/** Stands for any text with this in it. */
export function containingText(part: string): unknown {
  return expect.stringContaining(part);
}
