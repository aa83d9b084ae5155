import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { DetectorSpec } from "../../detector/registry.ts";
import { parseDetectorSpec } from "../../detector/registry.ts";
import { FiredrillError } from "../../domain/error.ts";
import { parseWithin } from "../../domain/gate.ts";
import type { Scenario } from "../../domain/sources.ts";
import { createWholeFile } from "../../log/files/whole-file.ts";
import { documentText } from "../../scenarios/file/document.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import { findScenario, scenarios } from "../../scenarios/registry.ts";
import { scenarioKit } from "../../scenarios/sources.ts";

/** What gates a detector in a project. */
export interface InitWords {
  /** A rules file, a module, a command, or any of these as `--detector` takes it. */
  readonly detector: string;
  /** The name of a built-in scenario. */
  readonly scenario: string;
  /** Affected observations or time. */
  readonly within: string;
}

const scenarioFile = "drill.yaml";
const jobFile = join(".github", "workflows", "drill.yml");

/** What `initProject` has written, and what a person does next. */
export interface InitializedProject {
  /** Paths in the folder. */
  readonly written: readonly string[];
  /** The command that runs the test. */
  readonly test: string;
  /** npm packages of the test. */
  readonly packages: readonly string[];
  /** The file of the detector, if it is not there yet. */
  readonly missing?: string;
}

/**
 * Writes a scenario, a test and a CI job that gate a detector.
 * @param folder - where the commands of the project run
 * @throws FiredrillError UNKNOWN_SCENARIO, BAD_WITHIN, BAD_DETECTOR_SPEC, FILE_EXISTS, LOG_NOT_WRITABLE
 */
export function initProject(
  folder: string,
  { detector, scenario: name, within }: InitWords,
): InitializedProject {
  parseWithin(within);
  const spec = specFor(folder, detector.trim());
  const scenario = findScenario(name);
  const isModule = spec.kind === "module";
  const test = isModule ? "drill.test.ts" : "drill.sh";
  const files = new Map([
    [scenarioFile, scenarioText(scenario, spec, within)],
    [test, isModule ? vitestText(scenario, spec, within) : shellText(scenario, spec)],
    [jobFile, jobText(spec)],
  ]);
  const taken = [...files.keys()].flatMap((file) => takenBy(folder, file) ?? []);
  if (taken.length > 0) throw fileExists(taken);
  for (const file of files.keys()) mkdirSync(dirname(join(folder, file)), { recursive: true });
  for (const [file, text] of files) createWholeFile(join(folder, file), [text]);
  const { file } = spec;
  return {
    written: [...files.keys()],
    test: isModule ? "npx vitest run drill.test.ts" : "sh drill.sh",
    packages: isModule ? ["firedrill", "vitest", "tsx"] : ["firedrill"],
    ...(file === undefined || existsSync(join(folder, file)) ? {} : { missing: file }),
  };
}

/** What is in the way of a new file: the file itself, or a file where one of its folders should be. */
function takenBy(folder: string, file: string): string | undefined {
  const parts = file.split(sep);
  const parents = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join(sep));
  for (const parent of parents) {
    const stats = statSync(join(folder, parent), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (!stats.isDirectory()) return parent;
  }
  return existsSync(join(folder, file)) ? file : undefined;
}

interface InitSpec {
  readonly kind: "prometheus" | "command" | "module";
  /** As `--detector` takes it. */
  readonly text: string;
  /** What holds the detector, if it is a single file. */
  readonly file?: string;
}

function specFor(folder: string, word: string): InitSpec {
  if (word.startsWith("cmd:")) return { kind: "command", text: word };
  if (word.startsWith("prometheus:")) return { kind: "prometheus", text: word };
  const isFile = existsSync(join(folder, word));
  if (/\.ya?ml$/.test(word)) return { kind: "prometheus", text: `prometheus:rules=${word}`, file: word };
  const path = isFile ? word : (word.split(":", 1)[0] ?? word);
  // `deno run slow.ts` is a command, unless a file is called that.
  if (/\.[cm]?[jt]s$/.test(path) && (isFile || !/\s/.test(path)))
    return { kind: "module", text: /^\.{0,2}\//.test(path) ? word : `./${word}`, file: path };
  return { kind: "command", text: `cmd:${word}` };
}

/** What the scenario expects is the user's detector, so that `firedrill run drill.yaml` gates it. */
function scenarioText(scenario: Scenario, { kind, text }: InitSpec, within: string): string {
  const { name, options } = expectedAs(kind, text);
  const given = Object.keys(options).length === 0 ? {} : { options };
  const bound = /^\d+$/.test(within) ? Number(within) : within;
  const expect = [{ detector: name, ...given, severity: "error", within: bound }];
  return documentText({ ...scenario, name: "drill", expect });
}

function expectedAs(kind: InitSpec["kind"], text: string): DetectorSpec {
  const [path = ""] = text.split(":", 1);
  switch (kind) {
    case "command":
      return { name: text, options: {} };
    case "prometheus":
      return parseDetectorSpec(text);
    case "module":
      return { name: path, options: parseDetectorSpec(`module${text.slice(path.length)}`).options };
  }
}

function shellText(scenario: Scenario, { text }: InitSpec): string {
  const drill = ["npx firedrill run", scenarioFile, ...quietFor(scenario), "--detector", shellWord(text)];
  return [
    "#!/bin/sh",
    "# Passes when the detector notices the incident in time, and stays quiet while nothing is wrong.",
    "set -eu",
    'cd "$(dirname "$0")"',
    `${drill.join(" ")} --no-save "$@"`,
    "",
  ].join("\n");
}

/** The name of a scenario of the same kind without an incident, if there is one. */
function quietFor({ source }: Scenario): readonly string[] {
  return scenarios
    .filter((other) => other.source === source && scenarioKit(source).incidentStarts(other).length === 0)
    .slice(0, 1)
    .map(({ name }) => name);
}

function vitestText(scenario: Scenario, { text }: InitSpec, within: string): string {
  const [detector, bound] = [JSON.stringify(text), JSON.stringify(within)];
  const quiet = quietFor(scenario).flatMap((name) => [
    "",
    'test("it stays quiet while nothing is wrong", async () => {',
    `  await expect(${detector}).toStayQuiet(${JSON.stringify(name)}, { seeds: 20 });`,
    "});",
  ]);
  return [
    `import { expect, test } from ${JSON.stringify("vitest")};`,
    `import ${JSON.stringify("firedrill/vitest")};`,
    "",
    'test("the detector notices the incident in time, whenever it begins", async () => {',
    `  await expect(${detector}).toDetect("./${scenarioFile}", { within: ${bound}, seeds: 20 });`,
    "});",
    ...quiet,
    "",
  ].join("\n");
}

function jobText({ kind }: InitSpec): string {
  const engine =
    kind === "prometheus" ? [{ run: "sudo apt-get update && sudo apt-get install --yes prometheus" }] : [];
  const drill = kind === "module" ? "npx vitest run drill.test.ts" : "sh drill.sh --report github";
  return documentText({
    name: "fire drill",
    on: "pull_request",
    jobs: {
      drill: {
        "runs-on": "ubuntu-latest",
        steps: [
          { uses: "actions/checkout@v4" },
          { uses: "actions/setup-node@v4", with: { "node-version": 22 } },
          ...engine,
          { run: "npm ci" },
          { run: drill },
        ],
      },
    },
  });
}

function fileExists(files: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "FILE_EXISTS",
    `Nothing was written, because there is already ${files.join(" and ")}.`,
    "Move it away, or run firedrill init in another folder.",
  );
}
