import { FiredrillError } from "../../../domain/error.ts";
import type { Verdict } from "../../../domain/verdict.ts";
import { verdictSchemaVersion } from "../../../domain/verdict.ts";
import type { LiveDrill } from "../../../harness/live/live.ts";
import { clockKindOf, clockName, monotonicMs } from "../../../harness/clock/clock.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import type { DrillPlan, DrillRequest } from "../../../harness/drill/plan.ts";
import { drill } from "../../../harness/drill/drill.ts";
import type { DrillEvent, DrillResult, DrillSettings } from "../../../harness/drill/drill.ts";
import { openBaseline } from "./baseline.ts";
import type { BaselineRequest } from "./baseline.ts";
import { interruptSignal } from "../../interrupt.ts";
import type { Io } from "../../io.ts";
import { exitCode, worstOf } from "../../output/exit-code.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { printError } from "../../output/print-error.ts";
import { printReports, printText } from "../../output/reports.ts";
import type { ReportableDrill } from "../../output/reports.ts";
import type { ReportRequest } from "../../options/report-request.ts";
import { liveDrill } from "../../output/live-drill.ts";
import type { ReportDetail } from "../../../report/study/words.ts";
import { liveNotPossible } from "../../options/live.ts";
import { checkTraceable } from "../../../harness/world/traceable.ts";
import { replayCommand } from "../../options/replay-command.ts";

/** The parsed options of `firedrill run`. */
export interface RunRequest extends Omit<DrillRequest, "scenario"> {
  readonly scenarios: readonly string[];
  readonly clock: string;
  readonly tracing?: "traced";
  readonly seed: number;
  readonly outDir?: string;
  readonly logFormat: DrillSettings["logFormat"];
  readonly reports: readonly ReportRequest[];
  readonly detail: ReportDetail;
  /** Port of a page that shows the drill while it runs; 0 lets the system choose. Only on wall clocks. */
  readonly livePort?: number;
  /** An earlier verdict to compare with. */
  readonly baseline?: BaselineRequest;
}

/** @throws FiredrillError NOTHING_TO_TRACE */
export function checkTracing({ tracing, clock }: RunRequest, plans: readonly DrillPlan[]): void {
  if (tracing === undefined) return;
  for (const { scenario } of plans) checkTraceable(scenario.source, clock);
}

/** Runs one drill after another and reports each. All input is checked before the first drill starts. */
export async function runDrills(request: RunRequest, io: Io): Promise<ExitCode> {
  const clock = clockKindOf(request.clock);
  const plans: DrillPlan[] = [];
  for (const scenario of request.scenarios) plans.push(await planDrill({ ...request, scenario }));
  checkTracing(request, plans);
  const baseline = request.baseline === undefined ? undefined : await openBaseline(request.baseline);
  const drills: ReportableDrill[] = [];
  for (const [at, plan] of plans.entries()) {
    const startedMs = monotonicMs();
    const command = replayCommand({ ...request, scenario: request.scenarios[at] ?? plan.scenario.name });
    const outcome = await runOne({ ...request, ...plan, clock, replay: command }, io);
    const finished = { ...outcome, command, wallMs: monotonicMs() - startedMs };
    drills.push(finished);
    printText(request.reports, finished, at, io);
  }
  await printReports(request.reports, drills, io);
  const verdicts = drills.map(({ verdict }) => verdict);
  const isSlower = baseline?.compare(verdicts, request.reports, io) === "failed";
  const code = worstOf(verdicts);
  return code === exitCode.passed && isSlower ? exitCode.gateFailed : code;
}

interface DrillOutcome {
  readonly verdict: Verdict;
  /** Without it the drill could not be run. */
  readonly result?: DrillResult;
}

interface OneDrill extends Omit<DrillSettings, "signal" | "onEvent">, Pick<RunRequest, "livePort"> {}

async function runOne(settings: OneDrill, io: Io): Promise<DrillOutcome> {
  const progress = liveDrill(io.stderr, { paint: io.paint });
  const interrupt = interruptSignal(io);
  const page = await livePageOf(settings, io);
  try {
    const onEvent = (event: DrillEvent): void => {
      if (event.kind === "started" && settings.clock.kind !== "virtual") tellServer(event, io);
      page?.onEvent(event);
      progress.onEvent(event);
    };
    const result = await drill({
      ...settings,
      ...(page === undefined ? {} : { byHand: true }),
      signal: interrupt.signal,
      onEvent,
    });
    page?.finish(result.verdict, result.trace);
    return { result, verdict: result.verdict };
  } catch (error) {
    progress.clear();
    if (!(error instanceof FiredrillError) || error.kind !== "drill") throw error;
    printError(error, io);
    const verdict = unrunnable(settings, error);
    page?.finish(verdict);
    return { verdict };
  } finally {
    interrupt.release();
    progress.clear();
    await page?.stop();
  }
}

/** @throws FiredrillError LIVE_NOT_POSSIBLE on the virtual clock, LIVE_PORT_IN_USE */
async function livePageOf(
  { scenario, seed, clock, livePort }: OneDrill,
  io: Io,
): Promise<LiveDrill | undefined> {
  if (livePort === undefined) return undefined;
  if (clock.kind === "virtual")
    throw liveNotPossible(
      "On the virtual clock a drill is over before a page could show it.",
      "Add --clock real, or --clock scaled:10 for ten times the speed.",
    );
  const { startLiveDrill } = await import("../../../harness/live/live.ts");
  const page = await startLiveDrill({ scenario, seed }, clock, livePort);
  io.stderr.write(`Live page at ${page.url}\n`);
  return page;
}

/** Where a person or a monitoring can reach the server of a drill in wall time. */
function tellServer({ serverUrl, token }: Extract<DrillEvent, { readonly kind: "started" }>, io: Io): void {
  const secret =
    token === undefined ? "" : `; its journal and state ask for the header x-firedrill-token: ${token}`;
  io.stderr.write(`Server at ${serverUrl}${secret}\n`);
}

/** The verdict on a drill that could not be run, for documents. Its error has been printed. */
function unrunnable(
  { scenario, seed, clock }: Pick<DrillSettings, "scenario" | "seed" | "clock">,
  { code, message, advice }: FiredrillError,
): Verdict {
  return {
    schemaVersion: verdictSchemaVersion,
    scenario: scenario.name,
    seed,
    clock: clockName(clock),
    observations: 0,
    durationMs: 0,
    passed: false,
    error: { code, message: `${message} ${advice}` },
    detectors: [],
  };
}
