import type { Severity } from "./alert.ts";
import type { Prediction } from "./remote-detector.ts";
import type { OptionValue, Within } from "./scenario.ts";

/** What became of an incident for a detector. A detector that crashed has an error, never an outcome. */
export type Outcome =
  | "detected"
  /** Noticed, after the deadline or after the end. */
  | "late"
  | "missed"
  /** Already firing when the incident began. */
  | "inconclusive";

/** Why a drill or a detector could not be judged. */
export interface VerdictError {
  readonly code: string;
  readonly message: string;
}

export interface IncidentVerdict {
  readonly id: string;
  readonly kind: string;
  readonly subjects: readonly string[];
  readonly outcome: Outcome;
  /** The worst one that the detecting episode reached inside the incident. */
  readonly severity?: Severity;
  /** Index of the row that is the evidence of the detection. */
  readonly alertIndex?: number;
  /** Affected rows from the incident's first to the alert's, both counted; 1 is the first bad row. */
  readonly delayAffected?: number;
  /** All rows likewise. */
  readonly delayObservations?: number;
  /** From the switch to the alert's receipt. */
  readonly delayMs?: number;
  /** From the completion of the first affected row to the alert's receipt. */
  readonly delayFromFirstMs?: number;
  readonly within: Within;
}

/** One step between the switch of the mode and the alert. */
export interface Hop {
  /** `finished`, `evidence`, `written`, `read`, `received`, or a station inside somebody else's detector. */
  readonly name: string;
  /** Since the step before; the hops of an incident add up to its `delayMs`. */
  readonly ms: number;
}

/** Where the time of one detection went. */
export interface IncidentHops {
  readonly incident: string;
  readonly hops: readonly Hop[];
}

export interface DetectorVerdict {
  readonly name: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** The severity asked for. */
  readonly severity: Severity;
  readonly passed: boolean;
  readonly error?: VerdictError;
  readonly incidents: readonly IncidentVerdict[];
  /** Episodes that open outside every incident or name a wrong subject. */
  readonly falseAlarms: number;
  /** Episodes without a subject that open just after an incident's end. */
  readonly recoveryAlerts: number;
  /** Episodes in all. */
  readonly alerts: number;
  /** Of a log that is scored by subject: one for each kind of subject. */
  readonly bySubject?: readonly SubjectVerdict[];
  /** Beside `bySubject`: how soon the incidents were found, taken together. */
  readonly delays?: DelayVerdict;
  /** Of a detector whose model says when it learned. */
  readonly training?: TrainingVerdict;
  readonly hops?: readonly IncidentHops[];
  /** What a person should know about how the detector was heard, in sentences: output that was no alert, hindsight. */
  readonly notes?: readonly string[];
  /** What the detector's own settings allow. */
  readonly prediction?: Prediction;
}

/** How late the drill itself was, in the drill's time; 99th percentiles. */
export interface Lag {
  /** Server: waited longer than asked. */
  readonly timerP99Ms: number;
  /** Client: sent later than planned. */
  readonly sendP99Ms: number;
  /** Answers: took longer than the server's wait. */
  readonly wireP99Ms: number;
  /** Ready to run and waiting for a processor. */
  readonly runQueueP99Ms: number;
  /** Above this the drill is invalid; absent when nothing in it can be blurred by lag. */
  readonly limitMs?: number;
}

/** Of `verdict.json`, of one drill and of several; schema 1 had one object for addresses and attacks in `bySubject`. */
export const verdictSchemaVersion = 2;

/** What `verdict.json` holds. */
export interface Verdict {
  readonly schemaVersion: typeof verdictSchemaVersion;
  readonly scenario: string;
  readonly seed: number;
  /** What the drill drew and `run --set` takes, as `onset=112`; absent unless it is one of many. */
  readonly settings?: readonly string[];
  /** `virtual`, `real` or `scaled:10`. */
  readonly clock: string;
  /** Rows in the log. */
  readonly observations: number;
  /** From the start to the last row, in the drill's time. */
  readonly durationMs: number;
  readonly passed: boolean;
  readonly error?: VerdictError;
  readonly detectors: readonly DetectorVerdict[];
  readonly lag?: Lag;
}

/** Everybody of one kind in a log, by whether he was alerted and whether he should have been; each counts once. */
export interface Confusion {
  /** Part of an incident, and alerted. */
  readonly truePositives: number;
  /** Part of none, and alerted. */
  readonly falsePositives: number;
  readonly trueNegatives: number;
  /** Part of an incident, and not alerted. */
  readonly falseNegatives: number;
}

/** Shares of a confusion, from 0 to 1; each is absent where there is nothing to take a share of. */
export interface ConfusionRates {
  /** Of those who did nothing, the alerted ones (FPR). */
  readonly falsePositiveRate?: number;
  /** Of the alerted, those who did nothing (FDR). */
  readonly falseDiscoveryRate?: number;
  /** Of those in an incident, the ones not alerted (FNR). */
  readonly falseNegativeRate?: number;
  /** Of those not alerted, the ones in an incident (FOR). */
  readonly falseOmissionRate?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** How a detector did by whom it named rather than by when. */
export interface SubjectVerdict extends Confusion, ConfusionRates {
  /** Of the subjects that are compared, as subjects spell it: `ip`. */
  readonly kind: string;
  /** How many it named that are not in the log; they count nowhere else. */
  readonly unknown: number;
}

/**
 * How long incidents went unnoticed, in their own rows and in time from the first of them. One that was not found counts
 * as longer than all others; a median among those is absent.
 */
export interface DelayVerdict {
  /** In time or late. */
  readonly found: number;
  readonly missed: number;
  /** Already alerted when they began, so that nobody can say. */
  readonly inconclusive: number;
  readonly medianAffected?: number;
  readonly medianMs?: number;
  /** Of those found. */
  readonly maxAffected?: number;
  readonly maxMs?: number;
}

/** From when until when the log lasted from which a detector's model comes. */
export interface TrainedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What a detector knew before it began. */
export interface TrainingVerdict extends TrainedSpan {
  /** It had seen some of what it then judged, which flatters its figures. */
  readonly overlaps: boolean;
}
