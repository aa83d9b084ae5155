import type { Alert, ReceivedAlert } from "../../domain/alert.ts";
import { alertMistakes } from "../../domain/alert.ts";
import type { Arl0Worth, Detector, Remark } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Prediction, RemoteContext, Station } from "../../domain/remote-detector.ts";
import type { DetectorScores } from "../../domain/results/trace.ts";
import { seriesCollector } from "../../domain/results/picture.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { withSubject } from "../../domain/subject.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import { isFenced, lateFault, raisedOn } from "./fence.ts";
import { thrownReason } from "./thrown-reason.ts";

/** One detector, set up in one way, for the length of one drill. */
export interface DetectorSession {
  /** The detector's name in alerts and reports, unique within the drill. */
  readonly label: string;
  /** Resolves when the detector is ready for rows. @throws FiredrillError when it cannot be started */
  start(): Promise<void>;
  /** Lets time pass up to now without a row. Rows bring their own time with them. */
  elapse(nowMs: number): void;
  /** Shows the next row of the log. Must not be called again before the promise, if any, has settled. */
  observe(observation: Observation): Promise<void> | undefined;
  /**
   * Ends the log. Resolves when the detector has sent its last alert and everything it started has ended.
   * @param endMs - up to here time passes before; default: now
   */
  finish(endMs?: number): Promise<void>;
  /** Ends the detector at once. Does nothing after `finish`. */
  abandon(): Promise<void>;
  /** All alerts received so far. */
  readonly alerts: readonly ReceivedAlert[];
  /** Set when the detector crashed or could not be reached. It then gets no more rows. */
  readonly error: VerdictError | undefined;
  /** Remarks for the user about how its alerts were received, as sentences. */
  readonly notes: readonly string[];
  /** After `finish` or `abandon`: what it started and could not end, in sentences. */
  readonly leftRunning?: readonly string[];
  /**
   * What the detector saw at an instant without raising an alert, in sentences, if it can tell.
   * @param at - an instant, or the end of a row
   */
  readonly explain?: (
    at: { readonly atMs: number } | { readonly atIndex: number },
    what: string,
  ) => readonly string[];
  /** The delay that the detector's own settings allow, if it can be calculated. */
  readonly prediction?: (fault: Fault) => Prediction | undefined;
  /** What its rate of false alarms is worth, if it promises one that does not hold on this log. */
  readonly arl0Worth?: () => Arl0Worth | undefined;
  /** What the detector holds against the row that it saw last, if it tells. */
  readonly remark?: () => Remark | undefined;
  /** Stations inside the detector on the way to an alert, by the alert's row. */
  readonly stationsOf: (alertIndex: number) => readonly Station[];
  /** What it measured so far, if it tells and the drill keeps it. */
  readonly scores?: () => Pick<DetectorScores, "kind" | "points"> & {
    /** Thresholds that no option gives, by name. */
    readonly chosen: Readonly<Record<string, number>>;
  };
}

/** What a drill provides to its detectors. */
export interface SessionContext extends Omit<RemoteContext, "onAlert" | "onError"> {
  /** Keeps the scores of detectors of this process, for a picture. */
  readonly keepsScores?: true;
}

/**
 * Runs a detector of this process. Before each row, `elapse` is called for every tick since the row before. Ticks begin now,
 * or with the first row of an older log.
 * @param source - of the log, which sets the length of a tick
 * @param onAlert - called for each alert
 */
export function localSession(
  label: string,
  detector: Detector<Observation>,
  source: LogSource,
  { clock, clockKind, keepsScores }: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const alerts: ReceivedAlert[] = [];
  const guard = new CrashGuard(label, detector);
  const isOutside = isFenced(detector);

  const receive = (alert: Alert, receivedMs: number): void => {
    const received = { ...withSubject(alert), detector: label, receivedMs };
    alerts.push(received);
    onAlert(received);
  };

  // Late ticks are caught up with. On the virtual clock their alerts count as received when the tick was due.
  const tick = (atMs: number): void => {
    const receivedMs = clockKind.kind === "virtual" ? atMs : clock.nowMs();
    for (const alert of guard.elapse(atMs)) receive(alert, receivedMs);
  };
  const kit = domainKit(source);
  const ticksSince = (startMs: number): ((untilMs: number) => void) =>
    detector.elapse === undefined ? noTicks : ticksFrom(startMs, kit.tickMs, tick);
  const startMs = clock.nowMs();
  let elapse = ticksSince(startMs);
  let isBegun = false;
  const begin = (row: Observation): void => {
    if (isBegun) return;
    isBegun = true;
    if (row.atMs < startMs) elapse = ticksSince(kit.causedAtMs(row));
  };

  const kind = detector.scoreNow === undefined ? "value" : "score";
  const isMeasured = kind === "score" || detector.valueNow !== undefined;
  const scores = keepsScores === true && !isOutside && isMeasured ? seriesCollector() : undefined;

  return {
    label,
    start: async () => undefined,
    finish: async (endMs = clock.nowMs()) => {
      elapse(endMs + microsecondMs);
      const fault = await lateFault(detector);
      if (fault !== undefined) guard.fail({ code: fault.code, message: fault.message });
    },
    abandon: async () => undefined,
    stationsOf: () => [],
    notes: [],
    arl0Worth: () => (isOutside ? undefined : detector.arl0Worth?.()),
    remark: () => (isOutside || guard.error() !== undefined ? undefined : detector.remark?.()),
    elapse: (nowMs) => elapse(nowMs + microsecondMs),
    observe: (observation) => {
      begin(observation);
      elapse(observation.atMs);
      for (const alert of guard.observe(observation))
        receive(isOutside ? raisedOn(observation, alert) : alert, clock.nowMs());
      if (scores !== undefined) keepScore(scores, detector, observation);
      return undefined;
    },
    ...(scores === undefined
      ? {}
      : { scores: () => ({ kind, points: scores.finish(), chosen: detector.thresholdsNow?.() ?? {} }) }),
    alerts,
    get error() {
      return guard.error();
    },
  };
}

function keepScore(
  { add }: ReturnType<typeof seriesCollector>,
  { scoreNow, valueNow }: Detector<Observation>,
  { index, atMs }: Observation,
): void {
  const value = (scoreNow ?? valueNow)?.();
  if (value !== undefined && Number.isFinite(value)) add({ index, atMs, value, failed: false });
}

function noTicks(): void {
  // The detector has no `elapse`.
}

/** A row comes before a tick of the same instant. */
const microsecondMs = 0.001;

/** No detector waits longer, and a log may have a gap of years or a wrong instant. */
const longestWaitMs = 86_400_000;

/**
 * Calls `tick` at every whole tick of the drill's time (an hour ends with one) before `untilMs`. In a gap longer than a
 * day it calls only the ticks of the first day and the last tick.
 */
function ticksFrom(startMs: number, tickMs: number, tick: (atMs: number) => void): (untilMs: number) => void {
  let ticks = Math.floor(startMs / tickMs);
  return (untilMs) => {
    const last = Math.ceil(untilMs / tickMs) - 1;
    const endOfRun = Math.min(last, ticks + longestWaitMs / tickMs);
    while (ticks < endOfRun) {
      ticks += 1;
      tick(tickMs * ticks);
    }
    if (ticks >= last) return;
    ticks = last;
    tick(tickMs * last);
  };
}

/** Calls a detector, until it has crashed or returned an invalid alert; from then on it has no alerts. */
class CrashGuard {
  private readonly label: string;
  private readonly detector: Detector<Observation>;
  private lastIndex: number | undefined;
  private firstError: VerdictError | undefined;

  constructor(label: string, detector: Detector<Observation>) {
    this.label = label;
    this.detector = detector;
  }

  observe(row: Observation): readonly Alert[] {
    if (this.firstError !== undefined) return none;
    this.lastIndex = Math.max(row.index, this.lastIndex ?? 0);
    try {
      return this.checked(this.detector.observe(row));
    } catch (thrown) {
      this.fail(crashOf(this.label, row, thrown));
      return none;
    }
  }

  elapse(nowMs: number): readonly Alert[] {
    if (this.firstError !== undefined) return none;
    try {
      return this.checked(this.detector.elapse?.(nowMs) ?? none);
    } catch (thrown) {
      this.fail(crashOf(this.label, undefined, thrown));
      return none;
    }
  }

  /** Records another error of the detector. The first error counts. */
  fail(error: VerdictError): void {
    this.firstError ??= error;
  }

  error(): VerdictError | undefined {
    return this.firstError;
  }

  private checked(returned: unknown): readonly Alert[] {
    if (returned === none) return none;
    const checked = checkedAlerts(this.label, returned, this.lastIndex);
    if (checked.kind === "alerts") return checked.alerts;
    this.fail(checked.error);
    return none;
  }
}

/** @param observation - the row that it was shown, undefined while time passed without one */
export function crashOf(label: string, observation: Observation | undefined, thrown: unknown): VerdictError {
  const where =
    observation === undefined ? "between two observations" : `on observation ${observation.index}`;
  const reason = thrownReason(thrown).replaceAll(/\s*\n\s*/g, " ");
  return { code: "DETECTOR_CRASHED", message: `The detector ${label} crashed ${where}: ${reason}` };
}

/** The return value of a detector, after validation. */
type CheckedAlerts =
  | { readonly kind: "alerts"; readonly alerts: readonly Alert[] }
  | { readonly kind: "error"; readonly error: VerdictError };

const noAlerts: CheckedAlerts = { kind: "alerts", alerts: none };

/**
 * Validates what a detector returned, since a module in plain JavaScript may return anything. Copies the list, since the
 * detector may keep using its own.
 * @param lastIndex - of the rows shown so far, `undefined` before the first
 */
export function checkedAlerts(
  label: string,
  returned: unknown,
  lastIndex: number | undefined,
): CheckedAlerts {
  if (returned === none) return noAlerts;
  if (!isList(returned))
    return invalid("ALERT_NOT_UNDERSTOOD", `The detector ${label} did not return a list of alerts.`);
  const alerts: readonly Alert[] = [...returned];
  for (const alert of alerts) {
    // A score may be infinite, in which case no file contains it.
    const fields: Partial<Alert> = { ...alert };
    const score = typeof fields.score === "number" ? 0 : fields.score;
    const [mistake] = alertMistakes({ ...fields, score, detector: label, receivedMs: 0 });
    if (mistake !== undefined)
      return invalid("ALERT_NOT_UNDERSTOOD", `The detector ${label} returned an invalid alert: ${mistake}.`);
    // Before the first row an alert can only be about its absence, with index 0.
    if (alert.atIndex > (lastIndex ?? 0))
      return invalid(
        "ALERT_WITHOUT_OBSERVATION",
        `The detector ${label} returned an alert about observation ${alert.atIndex}, but the last observation it received ` +
          `is ${lastIndex ?? "none"}.`,
      );
  }
  return alerts.length === 0 ? noAlerts : { kind: "alerts", alerts };
}

function isList(returned: unknown): returned is readonly Alert[] {
  return Array.isArray(returned);
}

function invalid(code: string, message: string): CheckedAlerts {
  return { kind: "error", error: { code, message } };
}
