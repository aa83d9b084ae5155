/** Lower-case letters and digits with single dashes between them: names are used in file names, headers and ids. */
export const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Longest name of a scenario or a mode, in characters. */
export const longestName = 60;

/** Longest name plus a dash and an ordinal. */
const longestId = 64;

/** True for a name, and for an id made of one, such as `attack-12`. */
export function isNameOrId(text: string): boolean {
  return text.length <= longestId && namePattern.test(text);
}

/** Numbers repeated names: `attack-1`, `attack-2`, `load-1`. */
export function countedIds(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    return `${name}-${ordinal}`;
  };
}
