import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { FiredrillError } from "../../../domain/error.ts";
import { loadScenario } from "../../../scenarios/file/load.ts";
import { complex } from "../../../scenarios/response/complex.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firedrill-scenarios-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** The message of loading a file, without the folder. */
async function complaintOf(path: string): Promise<{ code: string; message: string; kind: string }> {
  try {
    await loadScenario(path);
  } catch (error) {
    if (!(error instanceof FiredrillError)) throw error;
    return { kind: error.kind, code: error.code, message: error.message.replaceAll(`${folder}/`, "") };
  }
  throw new Error("it loaded");
}

const deploy = `# yaml-language-server: $schema=../scenarios/scenario.schema.json
source: response
name: deploy
summary: A deploy is slow, then the service is attacked.
pacing: { kind: closed, waitMs: 500 }
phases:
  - mode: normal
    requests: 100
  - mode: load
    requests: 10
    incident: false
  - mode: attack
    requests: 50
expect:
  - detector: knn
    severity: error
    within: 3s
`;

test("a YAML file can be a scenario", async () => {
  const scenario = await loadScenario(await fileOf("deploy.yaml", deploy));

  expect(scenario).toEqual({
    source: "response",
    name: "deploy",
    summary: "A deploy is slow, then the service is attacked.",
    modes: rapidly.modes,
    pacing: { kind: "closed", waitMs: 500 },
    phases: [
      { mode: "normal", requests: 100 },
      { mode: "load", requests: 10, incident: false },
      { mode: "attack", requests: 50 },
    ],
    expect: [{ detector: "knn", severity: "error", within: "3s" }],
  });
});

test.for([
  ["JSON", "complex.json", JSON.stringify(complex, undefined, "\t")],
  [
    "JSON that names its schema",
    "link.json",
    JSON.stringify({ $schema: "./scenario.schema.json", ...complex }),
  ],
  ["YAML with Windows line ends", "complex.yml", stringify(complex).replaceAll("\n", "\r\n")],
  ["YAML after a byte order mark", "bom.yaml", `\uFEFF${stringify(complex)}`],
] as const)("%s gives the same scenario", async ([, name, content]) => {
  expect(await loadScenario(await fileOf(name, content))).toEqual(complex);
});

test("any name and numbers survive a round trip through YAML and JSON", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,2}$/),
      fc.string({ minLength: 1 }),
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.double({ min: 0, max: 86_400_000, noNaN: true }).filter((value) => !Object.is(value, -0)),
      async (name, summary, requests, waitMs) => {
        const phases = [{ mode: "normal", requests }];
        const scenario = {
          ...rapidly,
          name,
          summary,
          phases,
          pacing: { kind: "closed", waitMs },
          expect: [],
        };
        expect(await loadScenario(await fileOf("any.yaml", stringify(scenario)))).toEqual(scenario);
        expect(await loadScenario(await fileOf("any.json", JSON.stringify(scenario)))).toEqual(scenario);
      },
    ),
    { numRuns: 50 },
  );
});

test("three mistakes are reported at once, each with its line, column and field", async () => {
  const path = await fileOf(
    "three.yaml",
    deploy
      .replace("mode: attack", "mode: atack")
      .replace("requests: 10\n", "requests: 0\n")
      .replace("incident: false", "incidnt: false"),
  );

  expect(await complaintOf(path)).toEqual({
    kind: "usage",
    code: "BAD_SCENARIO",
    message: [
      "three.yaml has 3 mistakes:",
      "  three.yaml:10:15 phases[1].requests: 0 is not a whole number from 1 to 10000000 (the number of requests)",
      '  three.yaml:11:5 phases[1].incidnt: unknown field; did you mean "incident"? (fields: mode, requests, share, ratePerSecond, incident)',
      `  three.yaml:12:11 phases[2].mode: "atack" is not one of the scenario's modes: normal, attack, load. Did you mean "attack"?`,
    ].join("\n"),
  });
});

test("a YAML file can be a login scenario", async () => {
  const path = await fileOf("spray.yaml", stringify(loginSpray));

  expect(await loadScenario(path)).toEqual(loginSpray);
});

test("mistakes in JSON have positions too", async () => {
  const content = JSON.stringify({ ...rapidly, summary: 3 }, undefined, 2);

  const { message } = await complaintOf(await fileOf("bad.json", content));

  expect(message).toBe(
    "bad.json has 1 mistake:\n  bad.json:4:14 summary: 3 is not one sentence about what happens",
  );
});

test("a missing field is reported where it should be", async () => {
  const { message } = await complaintOf(
    await fileOf("missing.yaml", deploy.replace("    requests: 50\n", "")),
  );

  expect(message).toContain("missing.yaml:12:5 phases[2].requests: is missing: a whole number");
});

test("a mistake behind an alias is reported where it is written", async () => {
  const content = deploy.replace(
    "- mode: normal\n    requests: 100",
    "- &first\n    mode: normal\n    requests: -1\n  - *first",
  );

  const { message } = await complaintOf(await fileOf("alias.yaml", content));

  expect(message).toMatch(
    /alias\.yaml:9:15 phases\[0\]\.requests: -1 .*\n.*alias\.yaml:9:15 phases\[1\]\.requests: -1 /,
  );
});

const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"]) {
  bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(", ")}]`);
}

test.for([
  ["empty.yaml", "", "empty.yaml is empty; start with source, name and summary"],
  ["comment.yaml", "# later\n", "comment.yaml is empty; start with source, name and summary"],
  ["list.yaml", "- 1\n", "list.yaml:1:1 a list is not a scenario: a table of fields"],
  ["word.yaml", "hello\n", 'word.yaml:1:1 "hello" is not a scenario: a table of fields'],
  ["tab.yaml", "a:\n\tb: 1\n", "tab.yaml:2:1 Tabs are not allowed as indentation"],
  ["twice.yaml", "name: a\nname: b\n", "twice.yaml:2:1 Map keys must be unique"],
  ["open.yaml", "phases: [1, 2\n", "open.yaml:2:1 Flow sequence in block collection must be"],
  ["two.yaml", "a: 1\n---\nb: 2\n", "two.yaml:2:1 a second document starts here; a file holds one scenario"],
  ["tag.yaml", "a: !!js/function x\n", "tag.yaml:1:4 Unresolved tag"],
  ["noalias.yaml", "a: *b\n", "Unresolved alias"],
  [
    "bomb.yaml",
    bomb.join("\n"),
    "bomb.yaml cannot be read: Excessive alias count indicates a resource exhaustion attack",
  ],
  ["deep.json", "[".repeat(400_000), "deep.json"],
  [
    "cycle.yaml",
    "source: &a [*a]\n",
    "cycle.yaml:1:12 source: a list is not one of the log sources: response, login",
  ],
  ["proto.yaml", "__proto__: {name: x}\n", "proto.yaml:1:1 __proto__: unknown field"],
] as const)("%s is not a scenario", async ([name, content, complaint]) => {
  const { code, message } = await complaintOf(await fileOf(name, content));

  expect(code).toBe("BAD_SCENARIO");
  expect(message).toContain(complaint);
});

test("only the first fifty mistakes are shown", async () => {
  const phases = Array.from({ length: 200 }, () => ({ mode: "normal", requests: 0 }));

  const { message } = await complaintOf(
    await fileOf("many.json", JSON.stringify({ ...rapidly, phases, expect: [] })),
  );

  expect(message.split("\n")).toHaveLength(52);
  expect(message).toContain("many.json has 200 mistakes:");
  expect(message).toMatch(/\n {2}\.\.\. and 150 more$/);
});

test("mistakes found by the caller's check are reported with their lines", async () => {
  const path = await fileOf("checked.yaml", deploy);

  const loading = loadScenario(path, () => [{ path: ["expect", 0, "detector"], message: "is on holiday" }]);

  await expect(loading).rejects.toThrow("checked.yaml:15:15 expect[0].detector: is on holiday");
});

test("a missing file is reported as not found", async () => {
  expect(await complaintOf(join(folder, "nowhere.yaml"))).toEqual({
    kind: "usage",
    code: "SCENARIO_NOT_FOUND",
    message: 'Scenario file "nowhere.yaml" not found.',
  });
});

test("a path through a file is reported as not found", async () => {
  const path = await fileOf("plain.yaml", deploy);

  expect((await complaintOf(join(path, "x.yaml"))).code).toBe("SCENARIO_NOT_FOUND");
});

test.for([
  ["a folder", async (): Promise<string> => folder, "it is a folder"],
  ["a device", async (): Promise<string> => "/dev/zero", "it is not a file"],
  ["a path with a NUL", async (): Promise<string> => "x\0.yaml", "without null bytes"],
  [
    "a file of more than 1 MB",
    async (): Promise<string> => fileOf("big.yaml", "#".repeat(1_000_001)),
    "it has 1000001 bytes; the limit is 1000000",
  ],
  [
    "bytes that are no text",
    async (): Promise<string> => fileOf("latin.yaml", Uint8Array.of(0x61, 0xe4, 0x62)),
    "it is not UTF-8 text",
  ],
] as const)("%s is rejected", async ([, makePath, reason]) => {
  const { code, message } = await complaintOf(await makePath());

  expect(code).toBe("SCENARIO_UNREADABLE");
  expect(message).toContain(reason);
});
