import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { DrillDocument } from "../../domain/results/document.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { outputGroup, withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { drawnFile, writeDrawn } from "../output/drawn.ts";

type ReportArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["report runs/BEFORE runs/AFTER", "Draw two runs over each other"],
    ["report runs/BEFORE runs/AFTER --out change.svg", "The picture alone, for a pull request"],
    ["report verdict.json --out verdict.html", "A page of a verdict, without pictures of the log"],
  ])
    .positional("run", {
      type: "string",
      array: true,
      demandOption: true,
      default: undefined,
      describe: "Run folders, report.html files or verdicts",
    })
    .option("out", {
      group: outputGroup,
      type: "string",
      default: "report.html",
      describe: "File to write: a page (.html) or the picture alone (.svg)",
    });
}

/** `firedrill report RUN...`: draws runs of one scenario over each other. */
export async function run({ run: paths, out }: ReportArguments, io: Io): Promise<ExitCode> {
  const file = drawnFile(out);
  const { readReport } = await import("../../harness/files/report-file.ts");
  const read = paths.flatMap((path) => readReport(path).map((document) => ({ path, document })));
  checkComparable(read);
  const runs = read.map(({ path, document }, at) =>
    read.length === 1 ? { label: "", document } : { label: letterOf(at), from: path, document },
  );
  await writeDrawn(file, runs);
  io.stdout.write(
    `Wrote ${printable(out)}: ${plural(runs.length, "run")} of ${printable(runs[0]?.document.verdict.scenario ?? "")}.\n`,
  );
  return exitCode.passed;
}

const runsAtMost = 26;

/** `A`, `B`, ... */
function letterOf(at: number): string {
  return String.fromCharCode("A".charCodeAt(0) + at);
}

interface ReadRun {
  readonly path: string;
  readonly document: DrillDocument;
}

/** Runs over each other need one scenario and one kind of axis. @throws FiredrillError RUNS_NOT_COMPARABLE */
function checkComparable(runs: readonly ReadRun[]): void {
  if (runs.length > runsAtMost)
    throw notComparable(`${runs.length} runs are more than a picture can hold (${runsAtMost}).`);
  const [first, ...others] = runs;
  const other = others.find(
    ({ document }) => first !== undefined && kindOf(document) !== kindOf(first.document),
  );
  if (first === undefined || other === undefined) return;
  const names = [first, other].map(
    ({ path, document }) => `${printable(path)} is about ${printable(document.verdict.scenario)}`,
  );
  throw notComparable(`${names.join(", ")}: they cannot be drawn over each other.`);
}

function kindOf({ verdict, axis, charts }: DrillDocument): string {
  // A verdict alone has no axis.
  return JSON.stringify([verdict.scenario, charts.length === 0 ? "elapsed" : axis]);
}

function notComparable(message: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "RUNS_NOT_COMPARABLE",
    message,
    "Give runs of one scenario, such as one before and one after a change.",
  );
}
