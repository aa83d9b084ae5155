import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { chosenDetector } from "../options/detectors.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

export function options(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "A log in which nothing is wrong" })
    .option("detector", { type: "string", default: "guard", describe: "NAME or NAME:scale=linear" })
    .option("out", { type: "string", default: "model.json", describe: "Where the model goes" });
}

/** `firedrill train LOG --detector guard --out model.json`: what a detector knows of health, once and for all. */
export async function run({ log, detector, out }: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { trainOnLog } = await import("../../harness/study/train.ts");
  const { writeModel } = await import("../../harness/session/models.ts");
  const choice = await chosenDetector(detector);
  const { model, rows, skipped } = await trainOnLog(log, choice);
  writeModel(out, model);
  const lost = skipped.skipped === 0 ? "" : `, ${skipped.skipped} lines skipped`;
  io.stdout.write(
    `${rows} rows of ${log} learned${lost}. Written: ${out}\nUse it with --detector ${choice.definition.name}:model=${out}\n`,
  );
  return exitCode.passed;
}
