import { describe, expect, test } from "vitest";
import { importMistakes, importsOf } from "./import-rules.ts";
import { sourceFiles, stageFolders } from "./sources.ts";

const files = sourceFiles();

test.for(stageFolders.filter((folder) => files.some(({ path }) => path.startsWith(`${folder}/`))))(
  "there are imports to check in %s",
  (folder) => {
    const inFolder = files.filter(({ path }) => path.startsWith(`${folder}/`));
    const found = inFolder.flatMap(({ text }) => importsOf(text));

    expect(inFolder.length).toBeGreaterThanOrEqual(2);
    expect(found.length).toBeGreaterThanOrEqual(inFolder.length);
  },
);

test("every line that begins like an import is recognized", () => {
  const lines = files.flatMap(
    ({ text }) => text.match(/^ *(?:import\b.*|\} from .*|export .* from .*)$/gm) ?? [],
  );
  const endings = lines.filter((line) => /["'];$/.test(line));
  const statics = files.flatMap(({ text }) => importsOf(text.replaceAll(/\bimport\s*\(/g, "called(")));

  expect(endings.length).toBeGreaterThan(100);
  expect(statics).toHaveLength(endings.length);
});

test("every import follows the direction of the design", () => {
  expect(files.flatMap((file) => importMistakes(file))).toEqual([]);
});

describe("a planted violation is caught", () => {
  test.for([
    ["score/a.ts", 'import { x } from "../detector/knn.ts";', "a stage knows no other stage"],
    ["score/a.ts", 'import type { X } from "../detector/knn.ts";', "not even its types"],
    ["score/a.ts", 'export { x } from "../log/x.ts";', "nor by passing it on"],
    ["score/a.ts", 'export * from "../log/x.ts";', "nor all of it"],
    ["score/a.ts", 'const x = await import("../log/x.ts");', "nor later"],
    ["score/a.ts", "const x = await import(`../log/x.ts`);", "nor in backquotes"],
    ["score/a.ts", "const x = await import(name);", "nor by a computed name"],
    ["score/a.ts", 'type X = import("../log/x.ts").X;', "nor inside a type"],
    ["score/a.ts", 'import "../log/x.ts";', "nor for its effects"],
    ["score/a.ts", 'import {\n  a,\n  b,\n} from "../log/x.ts";', "nor over several lines"],
    ["score/a.ts", 'import x, { y } from "../log/x.ts";', "nor with a default beside it"],
    ["score/a.ts", 'import * as x from "../log/x.ts";', "nor as a whole"],
    ["score/deep/er/a.ts", 'import { x } from "../../../log/x.ts";', "nor from deep inside"],
    ["score/a.ts", 'import { readFileSync } from "node:fs";', "scoring is pure"],
    ["score/a.ts", 'import { request } from "undici";', "scoring has no clients"],
    ["score/a.ts", 'import type { Dispatcher } from "undici";', "a package's types are its package"],
    ["score/a.ts", 'import { x } from "../index.ts";', "the way out is no way in"],
    ["score/a.ts", 'import { x } from "../domain/alert.js";', "sources end in .ts"],
    ["score/a.ts", 'const fs = require("fs");', "there is no require"],
    ["domain/a.ts", 'import { z } from "zod";', "the domain has no packages but chance"],
    ["domain/a.ts", 'import { knn } from "../detector/knn.ts";', "the domain imports no stage"],
    ["detector/a.ts", 'import { request } from "undici";', "only remote detectors use the net"],
    ["scenarios/a.ts", 'import { readFile } from "node:fs/promises";', "only the loader reads files"],
    [
      "harness/a.ts",
      'import { exitCode } from "../cli/exit-code.ts";',
      "the harness does not know the program",
    ],
    ["cli/a.ts", 'import { serve } from "../mock-server/serve.ts";', "commands go through the harness"],
    ["cli/a.ts", 'import fastify from "fastify";', "commands go through the harness"],
    ["utils/a.ts", "", "a folder outside the design"],
  ] as const)("%s: %s (%s)", ([path, text]) => {
    expect(importMistakes({ path, text })).toHaveLength(1);
  });
});

test.for([
  ["score/a.ts", 'import { a } from "../domain/alert.ts";\nimport { b } from "./b.ts";'],
  ["domain/a.ts", 'import { x } from "pure-rand/generator/xoroshiro128plus";'],
  ["scenarios/file/load.ts", 'import { readFile } from "node:fs/promises";'],
  ["detector/remote/a.ts", 'import { spawn } from "node:child_process";'],
  ["harness/a.ts", 'import { fork } from "node:child_process";\nconst x = await import(path);'],
  ["index.ts", 'export { drill } from "./harness/drill.ts";'],
] as const)("%s can contain %j", ([path, text]) => {
  expect(importMistakes({ path, text })).toEqual([]);
});
