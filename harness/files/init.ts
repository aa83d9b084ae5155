import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
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

/**
 * Writes a scenario, a test and a CI job that gate a detector.
 * @param folder - where the commands of the project run
 * @returns the paths written, in the folder
 * @throws FiredrillError UNKNOWN_SCENARIO, BAD_WITHIN, BAD_DETECTOR_SPEC, FILE_EXISTS, LOG_NOT_WRITABLE
 */
export function initProject(
  folder: string,
  { detector, scenario: name, within }: InitWords,
): readonly string[] {
  parseWithin(within);
  const spec = specFor(detector.trim());
  const scenario = findScenario(name);
  const test = spec.kind === "module" ? "drill.test.ts" : "drill.sh";
  const files = new Map([
    [scenarioFile, scenarioText(scenario, spec, within)],
    [test, spec.kind === "module" ? vitestText(spec, within) : shellText(scenario, spec)],
    [jobFile, jobText(spec)],
  ]);
  const taken = [...files.keys()].filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) throw fileExists(taken);
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    createWholeFile(join(folder, file), [text]);
  }
  return [...files.keys()];
}

interface InitSpec {
  readonly kind: "prometheus" | "command" | "module";
  /** As `--detector` takes it. */
  readonly text: string;
}

function specFor(word: string): InitSpec {
  if (word.startsWith("cmd:")) return { kind: "command", text: word };
  if (word.startsWith("prometheus:")) return { kind: "prometheus", text: word };
  if (/\.ya?ml$/.test(word)) return { kind: "prometheus", text: `prometheus:rules=${word}` };
  const [path = ""] = word.split(":", 1);
  if (/\.[cm]?[jt]s$/.test(path) && !/\s/.test(path))
    return { kind: "module", text: /^\.{0,2}\//.test(path) ? word : `./${word}` };
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
  const quiet = scenarios
    .filter((other) => other.source === scenario.source && isQuiet(other))
    .slice(0, 1)
    .map(({ name }) => `npx firedrill run ${name} --detector ${shellWord(text)} --no-save "$@"`);
  return [
    "#!/bin/sh",
    "# Passes when the detector notices the incident in time, and stays quiet while nothing is wrong.",
    "set -eu",
    'cd "$(dirname "$0")"',
    `npx firedrill run ${scenarioFile} --no-save "$@"`,
    ...quiet,
    "",
  ].join("\n");
}

function isQuiet(scenario: Scenario): boolean {
  return scenarioKit(scenario.source).incidentStarts(scenario).length === 0;
}

function vitestText({ text }: InitSpec, within: string): string {
  const [detector, bound] = [JSON.stringify(text), JSON.stringify(within)];
  return [
    `import { expect, test } from ${JSON.stringify("vitest")};`,
    `import ${JSON.stringify("firedrill/vitest")};`,
    "",
    'test("the detector notices the incident in time, whenever it begins", async () => {',
    `  await expect(${detector}).toDetect("./${scenarioFile}", { within: ${bound}, seeds: 20 });`,
    "});",
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
          { uses: "actions/setup-node@v4", with: { "node-version": 20 } },
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
