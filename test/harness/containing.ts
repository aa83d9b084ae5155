import { expect } from "vitest";

/** Matches any object with these fields. */
export function containing(fields: object): unknown {
  return expect.objectContaining(fields);
}

/** Matches any text that contains this one. */
export function containingText(part: string): unknown {
  return expect.stringContaining(part);
}

/** Matches any text that matches the pattern. */
export function matchingText(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
