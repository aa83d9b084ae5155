import { writeFileSync } from "node:fs";
import type { AmocCurve } from "../../domain/results/amoc.ts";
import { chooseDetector } from "../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { amocOf, amocSteps } from "../../harness/study/amoc.ts";
import type { OnsetChoice } from "../../harness/study/onset.ts";
import { amocJson, amocPicture, amocText } from "../../report/study/amoc.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { countdownLine } from "../output/countdown.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";
import { reportNotWritable } from "../output/print-reports.ts";

/** `firedrill amoc` as parsed. */
export interface AmocRequest {
  readonly scenario: string;
  readonly detectors: readonly string[];
  readonly drills: number;
  readonly firstSeed: number;
  readonly onset: OnsetChoice;
  /** Where the picture goes; absent: none is drawn. */
  readonly svg?: string;
  readonly report: "text" | "json";
}

/** Curves of the detectors that came to an end; after Ctrl-C these are not all. */
export async function amocToReport(request: AmocRequest): Promise<ExitCode> {
  const scenario = await loadOrFindScenario(request.scenario);
  const choices = await Promise.all(
    request.detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  const { signal, release } = interruptSignal();
  const progress = countdownLine("setting", choices.length * amocSteps);
  const curves: AmocCurve[] = [];
  let done = 0;
  const onSetting = (): void => progress.done((done += 1));
  try {
    for (const choice of choices)
      curves.push(...(await amocOf({ ...request, scenario, choice, signal, onSetting })));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.clear();
    release();
  }
  process.stdout.write(request.report === "json" ? amocJson(scenario.name, curves) : amocText(curves));
  if (request.svg !== undefined) writePicture(request.svg, amocPicture(scenario.name, curves));
  return signal.aborted ? exitCode.interrupted : exitCode.passed;
}

function writePicture(path: string, svg: string): void {
  try {
    writeFileSync(path, svg);
  } catch (error) {
    throw reportNotWritable(path, error);
  }
}
