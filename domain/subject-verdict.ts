/** Everybody in a log, by whether he was alerted and whether he should have been; each counts once. */
export interface Confusion {
  /** Attackers that were alerted. */
  readonly truePositives: number;
  /** Others that were alerted. */
  readonly falsePositives: number;
  readonly trueNegatives: number;
  /** Attackers that were not alerted. */
  readonly falseNegatives: number;
}

/** Shares of a confusion, from 0 to 1; each is absent where there is nothing to take a share of. */
export interface ConfusionRates {
  /** Of those who did nothing, the alerted ones (FPR). */
  readonly falsePositiveRate?: number;
  /** Of the alerted, those who did nothing (FDR). */
  readonly falseDiscoveryRate?: number;
  /** Of the attackers, those not alerted (FNR). */
  readonly falseNegativeRate?: number;
  /** Of those not alerted, the attackers (FOR). */
  readonly falseOmissionRate?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

export interface AddressVerdict extends Confusion, ConfusionRates {
  /** How many it named that are not in the log; they count nowhere else. */
  readonly unknown: number;
}

/**
 * How long attacks went unnoticed, in their own attempts and in time from the first of them. One that was not found
 * counts as longer than all others; a median among those is absent.
 */
export interface AttackVerdict {
  /** In time or late. */
  readonly found: number;
  readonly missed: number;
  /** Already alerted when they began, so that nobody can say. */
  readonly inconclusive: number;
  readonly medianAttempts?: number;
  readonly medianMs?: number;
  /** Of those found. */
  readonly maxAttempts?: number;
  readonly maxMs?: number;
}

/** How a detector did in a log of logins, by whom it named rather than by when. */
export interface SubjectVerdict {
  readonly addresses: AddressVerdict;
  readonly attacks: AttackVerdict;
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
