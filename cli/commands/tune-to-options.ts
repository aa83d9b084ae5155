import { formatDetectorSpec } from "../../detector/registry.ts";
import { FiredrillError } from "../../domain/error.ts";
import { chooseDetector } from "../../harness/session/choice.ts";
import { goalArl0 } from "../../harness/study/false-alarm-goal.ts";
import type { FalseAlarmGoal } from "../../harness/study/false-alarm-goal.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { tuneDetector } from "../../harness/study/tune.ts";
import type { HealthyTraffic, TunedDetector, TuneOrder } from "../../harness/study/tune.ts";
import { wallNowMs } from "../../harness/clock/clock.ts";

export interface TuneRequest extends Pick<TuneOrder, "severity" | "block" | "seed"> {
  readonly log?: string;
  readonly scenario?: string;
  readonly detector: string;
  readonly goal: FalseAlarmGoal;
}

/** Prints the detector with its options, to be pasted, and what was measured of it. */
export async function tuneToOptions({ log, scenario, detector, goal, ...rest }: TuneRequest): Promise<void> {
  const arl0 = goalArl0(goal);
  const traffic = trafficOf(log, scenario);
  const choice = await chooseDetector(detector, defaultRemoteSettings);
  const progress = tuneProgress(process.stderr, arl0);
  const order = { ...rest, choice, traffic, arl0, onProgress: progress.onProgress };
  const tuned = await tuneDetector(order).finally(progress.clear);
  const label = /^[^:]*/.exec(detector)?.[0] ?? detector;
  process.stdout.write(`--detector ${formatDetectorSpec(label, tuned.options)}\n\n${factsOf(tuned, arl0)}\n`);
}

function trafficOf(log: string | undefined, scenario: string | undefined): HealthyTraffic {
  if (log !== undefined && scenario === undefined) return { kind: "log", path: log };
  if (log === undefined && scenario !== undefined) return { kind: "scenario", name: scenario };
  throw new FiredrillError(
    "usage",
    "BAD_COMMAND_LINE",
    "Healthy traffic comes from a log or from a scenario, and one of the two must be named.",
    "firedrill tune LOG --arl0 100000, or firedrill tune --scenario healthy --arl0 100000.",
  );
}

function factsOf({ measured, healthyRows, replayed }: TunedDetector, asked: number): string {
  const { arl0, arl0AtLeast } = measured;
  const mean = arl0 === undefined ? "no false alarm" : `a false alarm in ${figure(arl0)}`;
  const facts = [
    `Asked: a false alarm in ${figure(asked)} healthy rows. Measured: ${mean}; one in at least ${figure(arl0AtLeast)}, with 95 % confidence.`,
    `${figure(replayed)} rows were replayed, drawn from ${figure(healthyRows)}.`,
  ];
  const caution = `A log of ${figure(healthyRows)} rows shows nothing of what happens once in ${figure(asked)}: the true rate may be higher.`;
  return [...facts, ...(healthyRows < asked ? [caution] : [])].join("\n");
}

function figure(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

interface TuneProgress {
  readonly onProgress: TuneOrder["onProgress"];
  readonly clear: () => void;
}

const redrawEveryMs = 200;

/** Says nothing where standard error is no terminal. */
function tuneProgress(terminal: NodeJS.WriteStream, arl0: number): TuneProgress {
  let drawnMs = 0;
  return {
    onProgress: (rows) => {
      const nowMs = wallNowMs();
      if (!terminal.isTTY || nowMs - drawnMs < redrawEveryMs) return;
      drawnMs = nowMs;
      terminal.write(
        `\r\u001B[2K${figure(rows)} rows replayed, about ${figure(300 * arl0)} in all`.slice(0, 79),
      );
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}
