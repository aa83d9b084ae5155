import type { Severity } from "./alert.ts";
import type { Arl0Worth } from "./detector.ts";
import type { Prediction } from "./remote-detector.ts";
import type { OptionValue, Within } from "./scenario.ts";

/** The result for one incident and detector. A crashed detector has an error, never an outcome. */
export type Outcome =
  | "detected"
  /** Noticed after the deadline or after the end. */
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
  /** The highest severity of the detecting episode inside the incident. */
  readonly severity?: Severity;
  /** Index of the observation that triggered the detecting alert. */
  readonly alertIndex?: number;
  /** Affected observations from the incident's first to the alert's, both counted; 1 is the first one. */
  readonly delayAffected?: number;
  /** All observations from the incident's first to the alert's, both counted. */
  readonly delayObservations?: number;
  /** From the switch to the receipt of the alert. */
  readonly delayMs?: number;
  /** From the end of the first affected observation to the receipt of the alert. */
  readonly delayFromFirstMs?: number;
  /**
   * From the end of the incident to the receipt of the detecting episode's `resolved`; negative when it resolved before
   * the end. Absent when it never resolved.
   */
  readonly resetMs?: number;
  readonly within: Within;
}

/** One step between the switch of the mode and the alert. */
export interface Hop {
  /** `finished`, `evidence`, `written`, `read`, `received`, or a station inside an external detector. */
  readonly name: string;
  /** Since the previous step. The hops of an incident add up to its `delayMs`. */
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
  /** The required severity. */
  readonly severity: Severity;
  readonly passed: boolean;
  readonly error?: VerdictError;
  readonly incidents: readonly IncidentVerdict[];
  /** Episodes outside every incident, or with a wrong subject. */
  readonly falseAlarms: number;
  /** Episodes without a subject that open just after an incident ends. */
  readonly recoveryAlerts: number;
  /** All episodes. */
  readonly alerts: number;
  /** Episodes that reached `error`: how often a person was paged. */
  readonly pages: number;
  /** For logs scored by subject: one entry per kind of subject. */
  readonly bySubject?: readonly SubjectVerdict[];
  /** Present together with `bySubject`: delays over all incidents. */
  readonly delays?: DelayVerdict;
  /** Present for a detector whose model records when it was trained. */
  readonly training?: TrainingVerdict;
  /** The result in sentences, one per incident and kind of alarm; like the next two, absent inside a repeat. */
  readonly summary?: string;
  /** Why it did not pass, in full sentences. */
  readonly reasons?: readonly string[];
  /** What to change, in full sentences. */
  readonly remedies?: readonly string[];
  readonly hops?: readonly IncidentHops[];
  /** Notes on how the detector was read, in sentences: output without an alert, alerts in hindsight. */
  readonly notes?: readonly string[];
  /**
   * Alerts of a scored file that do not say when they arrived: their own instants are taken on trust. Absent when there
   * is none.
   */
  readonly alertsOnTrust?: number;
  /** Processes that the detector started and that outlived the drill, in sentences. */
  readonly leftRunning?: readonly string[];
  /** The delays that the detector's settings allow. */
  readonly prediction?: Prediction;
  /** What its rate of false alarms is worth; present where healthy rows depend on each other too much to keep it. */
  readonly arl0?: Arl0Worth;
}

/** How late the drill itself ran, in the drill's time; 99th percentiles. */
export interface Lag {
  /** Server: waits that ended too late. */
  readonly timerP99Ms: number;
  /** Client: requests sent later than planned. */
  readonly sendP99Ms: number;
  /** Answers that took longer than the server's wait. */
  readonly wireP99Ms: number;
  /** Time ready to run, waiting for a processor. */
  readonly runQueueP99Ms: number;
  /** The drill is invalid above this limit. Absent when lag cannot affect the result. */
  readonly limitMs?: number;
}

/** Schema of `verdict.json`, for one drill and for several. In schema 1 `bySubject` was a single object. */
export const verdictSchemaVersion = 2;

/** The content of `verdict.json`. */
export interface Verdict {
  readonly schemaVersion: typeof verdictSchemaVersion;
  readonly scenario: string;
  readonly seed: number;
  /** The drawn values as `run --set` takes them, such as `onset=112`; only in a study. */
  readonly settings?: readonly string[];
  /** `virtual`, `real` or `scaled:10`. */
  readonly clock: string;
  /** Observations in the log. */
  readonly observations: number;
  /** From the start to the last observation, in the drill's time. */
  readonly durationMs: number;
  readonly passed: boolean;
  readonly error?: VerdictError;
  /** Of a scored log: the run that wrote it did not finish, so that its last rows may be missing. */
  readonly unfinished?: true;
  /** Of a scored log: lines that could not be read, and count in nothing; absent when there was none. */
  readonly skippedLines?: number;
  /** The result in one sentence. */
  readonly summary?: string;
  /** What to bear in mind about it, in sentences: detectors that have different deadlines. Absent when there is nothing. */
  readonly notes?: readonly string[];
  /** How its rows were measured, in sentences. Absent where nothing was: requests say themselves what they did. */
  readonly measured?: readonly string[];
  /** The command that plays this drill again, quoted for a shell. */
  readonly replay?: string;
  readonly detectors: readonly DetectorVerdict[];
  readonly lag?: Lag;
}

/** All subjects of one kind in a log, each counted once, by what they did and whether an alert named them. */
export interface Confusion {
  /** Part of an incident, with an alert. */
  readonly truePositives: number;
  /** Not part of an incident, with an alert. */
  readonly falsePositives: number;
  readonly trueNegatives: number;
  /** Part of an incident, without an alert. */
  readonly falseNegatives: number;
}

/** Rates of a confusion, from 0 to 1. A rate with denominator 0 is absent. */
export interface ConfusionRates {
  /** Alerted share of the innocent subjects (FPR). */
  readonly falsePositiveRate?: number;
  /** Innocent share of the alerted subjects (FDR). */
  readonly falseDiscoveryRate?: number;
  /** Unalerted share of the subjects in an incident (FNR). */
  readonly falseNegativeRate?: number;
  /** Share of the unalerted subjects that are in an incident (FOR). */
  readonly falseOmissionRate?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** A detector's result by the subjects it named, regardless of when. */
export interface SubjectVerdict extends Confusion, ConfusionRates {
  /** The kind of subject, as in the subject's prefix: `ip`. */
  readonly kind: string;
  /** Named subjects that are not in the log. No other count includes them. */
  readonly unknown: number;
}

/**
 * Delays of the incidents, in their own observations and in time from the first one. A missed incident counts as
 * longer than all others; a median that would fall on a missed one is absent.
 */
export interface DelayVerdict {
  /** Detected, in time or late. */
  readonly found: number;
  readonly missed: number;
  /** Already alerted when the incident began. */
  readonly inconclusive: number;
  readonly medianAffected?: number;
  readonly medianMs?: number;
  /** Among the detected incidents. */
  readonly maxAffected?: number;
  readonly maxMs?: number;
}

/** The time span of the log that a detector's model was trained on. */
export interface TrainedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Training data of a detector. */
export interface TrainingVerdict extends TrainedSpan {
  /** The training data overlaps the scored log, which makes the figures look better than they are. */
  readonly overlaps: boolean;
}
