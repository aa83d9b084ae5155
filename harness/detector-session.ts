import type { Alert, ReceivedAlert } from "../domain/alert.ts";
import type { Clock } from "../domain/clock.ts";
import type { OptionValues } from "../domain/detector-options.ts";
import { none } from "../domain/detector.ts";
import type { Detector, DetectorDefinition } from "../domain/detector.ts";
import type { Fault } from "../domain/fault.ts";
import type { Observation } from "../domain/observation.ts";
import type { Prediction, RemoteSurroundings, Station } from "../domain/remote-detector.ts";
import type { VerdictError } from "../domain/verdict.ts";

/** One detector, set up in one way, for the length of one drill. */
export interface DetectorSession {
  /** How alerts and reports call it; unique within the drill. */
  readonly label: string;
  /** Resolves when it can be shown rows. @throws FiredrillError when it cannot be started */
  start(): Promise<void>;
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
  /** What its own settings allow, where that can be told. */
  readonly prediction?: (fault: Fault) => Prediction | undefined;
  /** Stations inside the detector on the way to an alert, by the row that is its evidence. */
  readonly stationsOf: (alertIndex: number) => readonly Station[];
}

/** What a drill offers to its detectors. */
export type SessionSurroundings = Omit<RemoteSurroundings, "onAlert" | "onError">;

/**
 * Runs a detector of this process.
 * @param onAlert - told of each alert as it is heard
 */
export function localSession(
  label: string,
  definition: DetectorDefinition,
  options: OptionValues,
  clock: Clock,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const alerts: ReceivedAlert[] = [];
  let error: VerdictError | undefined;
  const detector: Detector<Observation> = definition.create(options);

  const hear = (alert: Alert): void => {
    const received = { ...alert, detector: label, receivedMs: clock.nowMs() };
    alerts.push(received);
    onAlert(received);
  };

  const judged = (observation: Observation): readonly Alert[] => {
    try {
      return [...detector.observe(observation)];
    } catch (thrown) {
      error = crashed(label, observation, thrown);
      return none;
    }
  };

  return {
    label,
    start: async () => undefined,
    finish: async () => undefined,
    abandon: async () => undefined,
    stationsOf: () => [],
    observe: (observation) => {
      if (error !== undefined) return undefined;
      for (const alert of judged(observation)) hear(alert);
      return undefined;
    },
    alerts,
    get error() {
      return error;
    },
  };
}

function crashed(label: string, { index }: Observation, thrown: unknown): VerdictError {
  const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    code: "DETECTOR_CRASHED",
    message: `The detector ${label} crashed on observation ${index}: ${reason}`,
  };
}
