import type { Argv } from "yargs";
import type { DetectorDefinition, TrainingEpoch } from "../../domain/detector.ts";
import type { AnyDefinition } from "../../harness/session/definition.ts";
import { FiredrillError } from "../../domain/error.ts";
import { plural } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { chosenDetector } from "../options/detectors.ts";
import { logInput, orStandardInput } from "../options/log-input.ts";
import { drillGroup, given, logWordsOptions, outputGroup, withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { redrawnLine } from "../output/progress.ts";

export function options(yargs: Argv) {
  return logWordsOptions(
    withExamples(yargs, [
      ["train healthy.csv", "Train guard and write model.json"],
      ["train auth.csv --detector login-rules --out rules.json", "Choose the detector and the file"],
    ]).positional("log", {
      type: "string",
      demandOption: true,
      describe: `Log without incidents${orStandardInput}`,
    }),
  )
    .option("detector", {
      group: drillGroup,
      type: "string",
      default: "guard",
      describe: "Detector that learns from a log: NAME or NAME:key=value,key=value",
    })
    .option("out", {
      group: outputGroup,
      type: "string",
      default: "model.json",
      describe: "File for the model, which must be new",
    })
    .option("plot", {
      group: outputGroup,
      type: "string",
      describe: "SVG file for the losses of a detector that learns in passes; must be new",
    })
    .option("onnx", {
      group: outputGroup,
      type: "string",
      describe: "ONNX file for the network of lstm, as it is run; must be new",
    });
}

/** `firedrill train LOG --detector guard --out model.json`: writes a model of a healthy log. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { log, detector, out, plot, onnx, format, columns, unit, dates } = args;
  const { trainOnLog } = await import("../../harness/study/train.ts");
  const { arl0Sentence } = await import("../../report/text/sentences.ts");
  const { passText } = await import("../../report/text/losses.ts");
  const { nameOf } = await import("../../log/files/stream.ts");
  const { writeModel } = await import("../../harness/session/models.ts");
  const choice = await chosenDetector(detector);
  const encode = onnx === undefined ? undefined : onnxOf(choice.definition);
  const input = await logInput(log, io);
  const line = redrawnLine(io.stderr);
  const { model, rows, skipped, arl0, epochs } = await trainOnLog(
    input,
    choice,
    given({ format, columns, unit, dates }),
    (passes) => line.draw(() => passText(passes)),
  );
  line.clear();
  if (plot !== undefined) await writePlot(plot, choice.definition.name, epochs);
  writeModel(out, model);
  if (onnx !== undefined && encode !== undefined) await writeOnnx(onnx, encode(model));
  const worth = arl0 === undefined ? "" : `${arl0Sentence(arl0)}\n`;
  const without =
    model.lacks === undefined
      ? ""
      : `${nameOf(input)} has no ${model.lacks.join(" and no ")}; ${choice.definition.name} judges without them.\n`;
  const lost = skipped.skipped === 0 ? "" : ` (${plural(skipped.skipped, "line")} skipped)`;
  io.stdout.write(
    `Learned ${plural(rows, "row")} of ${nameOf(input)}${lost}. Written: ${out}\nUse it with --detector ${choice.definition.name}:model=${out}\n${without}${worth}`,
  );
  return exitCode.passed;
}

/** @throws FiredrillError NOTHING_TO_PLOT, LOG_EXISTS, LOG_NOT_WRITABLE */
async function writePlot(path: string, detector: string, epochs: readonly TrainingEpoch[]): Promise<void> {
  if (epochs.length === 0)
    throw new FiredrillError(
      "usage",
      "NOTHING_TO_PLOT",
      `${detector} has no losses to plot.`,
      "Leave out --plot: only a detector that learns in passes has losses.",
    );
  const { createWholeFile } = await import("../../log/files/whole-file.ts");
  const { lossPicture } = await import("../../report/svg/training.ts");
  createWholeFile(path, [lossPicture(detector, epochs)]);
}

/** @throws FiredrillError NO_NETWORK */
function onnxOf(definition: AnyDefinition): NonNullable<DetectorDefinition["onnx"]> {
  const encode = "onnx" in definition ? definition.onnx : undefined;
  if (encode !== undefined) return encode;
  throw new FiredrillError(
    "usage",
    "NO_NETWORK",
    `${definition.name} has no network to write as ONNX.`,
    "Leave out --onnx: only lstm can be written as ONNX.",
  );
}

/** @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE */
async function writeOnnx(path: string, content: Uint8Array): Promise<void> {
  const { createWholeFile } = await import("../../log/files/whole-file.ts");
  createWholeFile(path, content);
}
