import { posix } from "node:path";
import { importsOf } from "./import-rules.ts";
import type { SourceFile } from "./sources.ts";

/**
 * Every place in a file where code that serves all log sources names one of them: as a string, by an import from its
 * folder, or as a key of a table of sources. A source's own folders and the tables called `sources.ts` may name it.
 * @param sources - the names of all log sources
 */
export function sourceMistakes({ path, text }: SourceFile, sources: readonly string[]): readonly string[] {
  const folders = posix.dirname(path).split("/");
  if (posix.basename(path) === "sources.ts" || folders.some((folder) => sources.includes(folder))) return [];
  const code = withoutComments(text);
  return [
    ...literalsIn(code)
      .filter((literal) => sources.includes(literal))
      .map((name) => `${path} says "${name}"`),
    ...importsOf(text)
      .filter((specifier) => specifier?.startsWith(".") === true)
      .map((specifier = "") => posix.join(posix.dirname(path), specifier))
      .filter((target) =>
        posix
          .dirname(target)
          .split("/")
          .slice(1)
          .some((folder) => sources.includes(folder)),
      )
      .map((target) => `${path} imports ${target}`),
    ...keyGroupsIn(withoutStrings(code))
      .map((keys) => sources.filter((source) => keys.includes(source)))
      .filter((named) => named.length > 1)
      .map((named) => `${path} has a table of ${named.join(" and ")}`),
  ];
}

function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\/[^\n]*|\/\*[^]*?\*\//g,
    "$1",
  );
}

/** Imports are checked as imports, not as literals. */
function literalsIn(code: string): readonly string[] {
  const strings = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.)*)`/g;
  return [...code.matchAll(strings)].map(
    ([, double, single, template]) => double ?? single ?? template ?? "",
  );
}

function withoutStrings(code: string): string {
  // A quoted key is a key too.
  return code
    .replaceAll(/["'](\w+)["'](?=\s*\??:)/g, "$1")
    .replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
}

/** The direct keys of each pair of braces in object literals and types, but not in `case` blocks. */
function keyGroupsIn(code: string): readonly (readonly string[])[] {
  const groups: string[][] = [];
  const open: string[][] = [[]];
  for (const [, brace, key] of code.matchAll(
    /([{}])|(?<=[{,;\n(]\s*(?:readonly\s+)?)(\w+)(?=\s*\??\s*[:,}])/g,
  )) {
    if (brace === "{") open.push([]);
    else if (brace === "}") groups.push(open.pop() ?? []);
    else if (key !== undefined) open.at(-1)?.push(key);
  }
  return [...groups, ...open];
}
