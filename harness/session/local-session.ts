import type { Alert, ReceivedAlert } from "../../domain/alert.ts";
import { alertMistakes } from "../../domain/alert.ts";
import type { Detector } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Prediction, RemoteContext, Station } from "../../domain/remote-detector.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { withSubject } from "../../domain/subject.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import { isFenced, lateFault, raisedOn } from "./fence.ts";
import { thrownReason } from "./thrown-reason.ts";

/** One detector, set up in one way, for the length of one drill. */
export interface DetectorSession {
  /** How alerts and reports call it; unique within the drill. */
  readonly label: string;
  /** Resolves when it can be shown rows. @throws FiredrillError when it cannot be started */
  start(): Promise<void>;
  /** Lets time pass up to now, where nothing else tells it: rows bring their own time with them. */
  elapse(nowMs: number): void;
  /** Shows it the next row of the log. It must not be called again before the promise, if any, has settled. */
  observe(observation: Observation): Promise<void> | undefined;
  /** There are no more rows: resolves when it has said all it has to say, and everything it started has ended. */
  finish(): Promise<void>;
  /** Ends it at once, whatever it was doing; nothing happens after `finish`. */
  abandon(): Promise<void>;
  /** Everything heard so far. */
  readonly alerts: readonly ReceivedAlert[];
  /** Set when it crashed or could not be reached; it is then shown no more rows. */
  readonly error: VerdictError | undefined;
  /** What a person should know about how it was heard, in sentences; empty when there is nothing. */
  readonly notes: readonly string[];
  /** What its own settings allow, where that can be told. */
  readonly prediction?: (fault: Fault) => Prediction | undefined;
  /** Stations inside the detector on the way to an alert, by the row that is its evidence. */
  readonly stationsOf: (alertIndex: number) => readonly Station[];
}

/** What a drill offers to its detectors. */
export type SessionContext = Omit<RemoteContext, "onAlert" | "onError">;

/**
 * Runs a detector of this process. Before each row it is told of the time that has passed without one, tick by tick.
 * @param source - of the log, which says how often that is
 * @param onAlert - told of each alert as it is heard
 */
export function localSession(
  label: string,
  detector: Detector<Observation>,
  source: LogSource,
  { clock, clockKind }: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const alerts: ReceivedAlert[] = [];
  const guard = crashGuard(label);
  const isOutside = isFenced(detector);

  const hear = (alert: Alert, receivedMs: number): void => {
    const received = { ...withSubject(alert), detector: label, receivedMs };
    alerts.push(received);
    onAlert(received);
  };

  // Ticks that nobody waited for are caught up with, and on the virtual clock they were heard when they were due.
  const tick = (atMs: number): void => {
    const receivedMs = clockKind.kind === "virtual" ? atMs : clock.nowMs();
    for (const alert of guard.run(() => detector.elapse?.(atMs) ?? none)) hear(alert, receivedMs);
  };
  const elapse =
    detector.elapse === undefined ? noTicks : ticksFrom(clock.nowMs(), domainKit(source).tickMs, tick);

  return {
    label,
    start: async () => undefined,
    finish: async () => {
      elapse(clock.nowMs() + microsecondMs);
      const fault = await lateFault(detector);
      if (fault !== undefined) guard.fail({ code: fault.code, message: fault.message });
    },
    abandon: async () => undefined,
    stationsOf: () => [],
    notes: [],
    elapse: (nowMs) => elapse(nowMs + microsecondMs),
    observe: (observation) => {
      elapse(observation.atMs);
      for (const alert of guard.run(() => detector.observe(observation), observation))
        hear(isOutside ? raisedOn(observation, alert) : alert, clock.nowMs());
      return undefined;
    },
    alerts,
    get error() {
      return guard.error();
    },
  };
}

function noTicks(): void {
  // This detector reads rows only.
}

/** What is due at an instant is due when it has come; a row of that instant comes first. */
const microsecondMs = 0.001;

/** Nothing that a detector waits for takes longer, and a log may have gaps of years, or an instant that is a mistake. */
const longestWaitMs = 86_400_000;

/**
 * Calls `tick` at every whole tick of the drill's time (an hour ends with one) before `untilMs`. Of a gap longer than a day
 * only the first day is told, and the last tick.
 */
function ticksFrom(startMs: number, tickMs: number, tick: (atMs: number) => void): (untilMs: number) => void {
  let ticks = Math.floor(startMs / tickMs);
  return (untilMs) => {
    const last = Math.ceil(untilMs / tickMs) - 1;
    const told = Math.min(last, ticks + longestWaitMs / tickMs);
    while (ticks < told) {
      ticks += 1;
      tick(tickMs * ticks);
    }
    if (ticks >= last) return;
    ticks = last;
    tick(tickMs * last);
  };
}

interface CrashGuard {
  /** @returns the alerts; none once it has crashed, or said what is no alert */
  readonly run: (judge: () => readonly Alert[], observation?: Observation) => readonly Alert[];
  /** Something else went wrong with it; the first error counts. */
  readonly fail: (error: VerdictError) => void;
  readonly error: () => VerdictError | undefined;
}

function crashGuard(label: string): CrashGuard {
  let error: VerdictError | undefined;
  let lastIndex: number | undefined;
  return {
    run: (judge, observation) => {
      if (error !== undefined) return none;
      if (observation !== undefined) lastIndex = Math.max(observation.index, lastIndex ?? 0);
      try {
        const checked = checkedAlerts(label, judge(), lastIndex);
        if (checked.kind === "alerts") return checked.alerts;
        error = checked.error;
        return none;
      } catch (thrown) {
        error = crashOf(label, observation, thrown);
        return none;
      }
    },
    fail: (found) => {
      error ??= found;
    },
    error: () => error,
  };
}

/** @param observation - the row that it was shown; undefined while time passed without one */
export function crashOf(label: string, observation: Observation | undefined, thrown: unknown): VerdictError {
  const where = observation === undefined ? "while no row came" : `on observation ${observation.index}`;
  const reason = thrownReason(thrown).replaceAll(/\s*\n\s*/g, " ");
  return { code: "DETECTOR_CRASHED", message: `The detector ${label} crashed ${where}: ${reason}` };
}

/** What a detector of this process said: alerts, or something that is none. */
type CheckedAlerts =
  | { readonly kind: "alerts"; readonly alerts: readonly Alert[] }
  | { readonly kind: "error"; readonly error: VerdictError };

const nothingSaid: CheckedAlerts = { kind: "alerts", alerts: none };

/**
 * Holds what was said against the shape of an alert, for a module in plain JavaScript may say anything. The alerts are
 * copied, for a detector may go on using its list.
 * @param lastIndex - of the rows shown so far; `undefined` before the first
 */
export function checkedAlerts(label: string, said: unknown, lastIndex: number | undefined): CheckedAlerts {
  if (said === none) return nothingSaid;
  if (!isList(said)) return wrong("ALERT_NOT_UNDERSTOOD", `The detector ${label} gave no list of alerts.`);
  const alerts: readonly Alert[] = [...said];
  for (const alert of alerts) {
    // A score may be infinite; no file holds it then.
    const fields: Partial<Alert> = { ...alert };
    const score = typeof fields.score === "number" ? 0 : fields.score;
    const [mistake] = alertMistakes({ ...fields, score, detector: label, receivedMs: 0 });
    if (mistake !== undefined)
      return wrong("ALERT_NOT_UNDERSTOOD", `The detector ${label} gave an alert that is none: ${mistake}.`);
    // Before the first row, silence can only be about the one that does not come.
    if (alert.atIndex > (lastIndex ?? 0))
      return wrong(
        "ALERT_WITHOUT_OBSERVATION",
        `The detector ${label} gave an alert about row ${alert.atIndex}, and was shown rows up to ${lastIndex ?? "none"}.`,
      );
  }
  return alerts.length === 0 ? nothingSaid : { kind: "alerts", alerts };
}

function isList(said: unknown): said is readonly Alert[] {
  return Array.isArray(said);
}

function wrong(code: string, message: string): CheckedAlerts {
  return { kind: "error", error: { code, message } };
}
