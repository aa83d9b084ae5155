import type { SourceFile } from "./sources.ts";

const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const roomsForAnything = /^(?:utils?|helpers?|common|types|misc|shared)$/;

const publicEntries = new Set(["index.ts", "vitest/index.ts"]);

/** The house rules that a file breaks, in words. */
export function houseMistakes({ path, text }: SourceFile): readonly string[] {
  const names = path.replace(/(?:\.d)?\.ts$/, "").split("/");
  const rules: readonly (readonly [boolean, string])[] = [
    [!names.every((name) => kebabCase.test(name)), "has a name that is not kebab-case"],
    [
      names.some((name) => roomsForAnything.test(name)),
      "has a name that says nothing: put it beside its noun",
    ],
    [/^export\s+default\b|\bas\s+default\b/m.test(text), "has a default export"],
    [
      !publicEntries.has(path) && /^export\s+(?:type\s+)?[*{]/m.test(text),
      "exports a list: only index.ts and vitest/index.ts re-export",
    ],
  ];
  return rules.flatMap(([broken, words]) => (broken ? [`${path} ${words}`] : []));
}
