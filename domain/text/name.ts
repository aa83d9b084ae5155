/** Lower-case letters and digits, with single dashes between them: names end up in file names, headers and ids. */
export const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Of a scenario or a mode, in letters. */
export const longestName = 60;

/** A name with a dash and an ordinal after it. */
const longestId = 64;

/** Whether text that came from somebody else is a name, or an id made of one, as `attack-12`. */
export function isNameOrId(text: string): boolean {
  return text.length <= longestId && namePattern.test(text);
}

/** Ids for what has the same name: `attack-1`, `attack-2`, `load-1`. */
export function countedIds(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    return `${name}-${ordinal}`;
  };
}
