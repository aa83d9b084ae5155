import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { given, outOption, saveOption, verboseOption, withExamples } from "../options/options.ts";
import { reportRequests, reportsOption } from "../options/report-request.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { packageVersion } from "../package-file.ts";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["merge runs/rapidly-shard-*", "Make one run of its shards"],
    ["merge shards/* --report json", "Print the document about the whole"],
  ])
    .positional("folder", {
      type: "string",
      array: true,
      demandOption: true,
      default: undefined,
      describe: "Folders of all shards of one run, in any order",
    })
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportsOption)
    .option("verbose", verboseOption);
}

/**
 * `firedrill merge FOLDER...`: the run that its shards make. Prints, keeps and returns what the whole would have, from the
 * drills that the shards have kept.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { folder, out, save, report, verbose } = args;
  const { openShards } = await import("../../harness/study/shard-folder.ts");
  const whole = openShards(folder, packageVersion());
  const asked = {
    reports: reportRequests(report),
    detail: verbose ? "all" : "usual",
    ...given({ outDir: save ? out : undefined }),
  } as const;
  if (whole.kind === "sweep") {
    const { mergeSweep } = await import("./sweep/shards.ts");
    return mergeSweep(whole, asked, io);
  }
  const { mergeRun } = await import("./run/shards.ts");
  return mergeRun(whole, asked, io);
}
