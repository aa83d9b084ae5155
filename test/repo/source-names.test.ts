import { describe, expect, test } from "vitest";
import { logSources } from "../../domain/sources.ts";
import { sourceMistakes } from "./source-rules.ts";
import { sourceFiles } from "./sources.ts";

test("only a source's folders and the source tables name a log source", () => {
  // The public API re-exports types of every source.
  const files = sourceFiles().filter(({ path }) => path !== "index.ts");

  expect(files.flatMap((file) => sourceMistakes(file, logSources))).toEqual([]);
});

describe("a planted name is caught", () => {
  test.for([
    ["harness/drill/a.ts", 'if (scenario.source === "login") return;', "a comparison"],
    ["harness/drill/a.ts", 'switch (x.kind) {\n  case "response":\n    return 1;\n}', "a case"],
    ["harness/drill/a.ts", "const kind = 'login';", "in single quotes"],
    ["harness/drill/a.ts", "const kind = `login`;", "in backquotes"],
    ["cli/commands/a.ts", 'import { x } from "../../harness/login/kit.ts";', "an import from its folder"],
    ["score/judge/a.ts", 'import type { X } from "../login/subjects.ts";', "of a type, too"],
    ["score/judge/a.ts", 'const x = await import("../login/subjects.ts");', "or later"],
    ["log/files/a.ts", "const kits = {\n  response: a,\n  login: b,\n};", "a table"],
    ["log/files/a.ts", 'const kits = { "response": a, "login": b };', "a table with quoted keys"],
    [
      "log/files/a.ts",
      "interface Kits {\n  readonly response: A;\n  readonly login?: B;\n}",
      "a type that is one",
    ],
    ["log/files/a.ts", "const kits = { response, login };", "a table in short"],
  ] as const)("%s: %j (%s)", ([path, text]) => {
    expect(sourceMistakes({ path, text }, ["response", "login"])).not.toEqual([]);
  });
});

test.for([
  ["domain/login/kit.ts", 'const source = "login";', "its own folder"],
  ["domain/login/traffic/spray.ts", 'const source = "login";', "deeper in its own folder"],
  [
    "harness/sources.ts",
    'import { x } from "./login/kit.ts";\nconst kits = { response: a, login: b };',
    "the list",
  ],
  ["mock-server/served-request.ts", "constructor(response: RawResponse) {}", "a response of HTTP"],
  ["harness/drill/a.ts", '// not for "login"\nconst x = 1; /* "response" */', "a comment"],
  ["cli/commands/a.ts", 'console.log("a login page");', "a sentence"],
] as const)("%s can contain %j: %s", ([path, text]) => {
  expect(sourceMistakes({ path, text }, ["response", "login"])).toEqual([]);
});
