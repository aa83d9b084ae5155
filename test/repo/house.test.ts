import { expect, test } from "vitest";
import { houseMistakes } from "./house-rules.ts";
import { sourceFiles } from "./sources.ts";

test("every source file follows the house rules", () => {
  const files = sourceFiles();

  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => houseMistakes(file))).toEqual([]);
});

test.for([
  ["score/badName.ts", "", "score/badName.ts has a name that is not kebab-case"],
  ["score/Sub/a.ts", "", "score/Sub/a.ts has a name that is not kebab-case"],
  ["score/a_b.ts", "", "score/a_b.ts has a name that is not kebab-case"],
  ["score/utils.ts", "", "score/utils.ts has a name that says nothing: put it beside its noun"],
  ["score/helpers/a.ts", "", "score/helpers/a.ts has a name that says nothing: put it beside its noun"],
  ["score/a.ts", "export default 3;", "score/a.ts has a default export"],
  [
    "score/a.ts",
    'export * from "./b.ts";',
    "score/a.ts exports a list: only index.ts and vitest/index.ts re-export",
  ],
  [
    "score/a.ts",
    'export type { B } from "./b.ts";',
    "score/a.ts exports a list: only index.ts and vitest/index.ts re-export",
  ],
  ["score/a.ts", "export { b };", "score/a.ts exports a list: only index.ts and vitest/index.ts re-export"],
] as const)("%s is caught: %j", ([path, text, mistake]) => {
  expect(houseMistakes({ path, text })).toEqual([mistake]);
});

test.for([
  ["score/long.ts", "x;\n".repeat(2_500)],
  ["index.ts", 'export { drill } from "./harness/drill.ts";'],
  ["score/delay-ms.ts", "export const defaultMs = 3;\nexport interface Shape { readonly a: number }"],
] as const)("%s is fine", ([path, text]) => {
  expect(houseMistakes({ path, text })).toEqual([]);
});
