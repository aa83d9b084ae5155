import { plural, printable } from "../../domain/text/printable.ts";
import type { CaseResult, FinishedDrill, FinishedRepeat, TestCase } from "../junit/test-cases.ts";
import { repeatCasesOf, testCasesOf } from "../junit/test-cases.ts";

/** GitHub shows ten annotations of a kind for a step. */
const shownAtMost = 10;

const linesAtMost = 20;

type Level = "error" | "warning" | "notice";
const worst: readonly Level[] = ["error", "warning", "notice"];

interface Annotation {
  readonly level: Level;
  readonly scenario: string;
  readonly message: string;
}

/**
 * Workflow commands for standard output, one a line: an `error` for each scenario that failed or could not be judged, a
 * `warning` for each with something skipped, a `notice` with the delays for each that passed. Ends in a newline; empty
 * without drills.
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function githubAnnotations(drills: readonly FinishedDrill[]): string {
  const scenarios = new Set(drills.map(({ verdict }) => verdict.scenario));
  const all = [...scenarios].map((scenario) =>
    annotation(
      scenario,
      drills.filter(({ verdict }) => verdict.scenario === scenario),
    ),
  );
  return commands(all);
}

/** The same of repeats, with the shares in time in place of the delays. */
export function repeatAnnotations(repeats: readonly Pick<FinishedRepeat, "repeat">[]): string {
  return commands(
    repeats.map(({ repeat }) =>
      annotationOf(
        repeat.scenario,
        repeatCasesOf(repeat).map((one) => saidBy(one, "")),
      ),
    ),
  );
}

function commands(all: readonly Annotation[]): string {
  return worst
    .flatMap((level) =>
      withinLimit(
        level,
        all.filter((one) => one.level === level),
      ),
    )
    .map((one) => `${command(one)}\n`)
    .join("");
}

function annotation(scenario: string, drills: readonly FinishedDrill[]): Annotation {
  const said = drills.flatMap((drill) =>
    testCasesOf(drill).map((one) => saidBy(one, drills.length > 1 ? `seed ${drill.verdict.seed}: ` : "")),
  );
  return annotationOf(scenario, said);
}

interface Said {
  readonly level: Level;
  readonly isAboutQuiet: boolean;
  readonly message: string;
}

function saidBy({ result, falseAlarms }: TestCase, seed: string): Said {
  const code = result.kind === "error" ? ` (${result.code})` : "";
  return {
    level: levelOf(result),
    isAboutQuiet: falseAlarms !== undefined,
    message: `${seed}${result.message}${code}`,
  };
}

function annotationOf(scenario: string, said: readonly Said[]): Annotation {
  const level = worst.find((one) => said.some((it) => it.level === one)) ?? "notice";
  const ofLevel = said.filter((it) => it.level === level);
  // Of what passed, the delays are worth telling; silence only where nothing else was asked.
  const delays = level === "notice" ? ofLevel.filter((it) => !it.isAboutQuiet) : [];
  return { level, scenario, message: listed((delays.length > 0 ? delays : ofLevel).map((it) => it.message)) };
}

function listed(lines: readonly string[]): string {
  const left = lines.length - linesAtMost;
  return [...lines.slice(0, linesAtMost), ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}

function levelOf({ kind }: CaseResult): Level {
  switch (kind) {
    case "failed":
    case "error":
      return "error";
    case "skipped":
      return "warning";
    case "passed":
      return "notice";
  }
}

/** The tenth names those that GitHub would not show. */
function withinLimit(level: Level, all: readonly Annotation[]): readonly Annotation[] {
  if (all.length <= shownAtMost) return all;
  const shown = all.slice(0, shownAtMost - 1);
  const rest = all.slice(shown.length).map(({ scenario }) => printable(scenario));
  const message = `Not shown one by one: ${rest.join(", ")}. The step's summary has them all.`;
  return [...shown, { level, scenario: plural(rest.length, "more scenario"), message }];
}

function command({ level, scenario, message }: Annotation): string {
  return `::${level} title=${asProperty(`Firedrill: ${printable(scenario)}`)}::${asMessage(message)}`;
}

/** A raw end of line would end the command, and what follows it could be another one. */
function asMessage(text: string): string {
  const lines = text.split("\n").map((line) => printable(line, Infinity).replaceAll("%", "%25"));
  return lines.join("%0A");
}

function asProperty(text: string): string {
  return asMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
