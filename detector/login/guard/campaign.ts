import { fewUsers } from "../../../domain/login/kit.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { bernoulliLimit, healthyPerFailure } from "../../series/statistic/bernoulli-cusum.ts";
import { remembered } from "../../series/statistic/statistic.ts";

/** An attack from many unknown addresses. An address is unknown until a login from it succeeds. */
export interface Campaign {
  /** Counts any attempt that is not a failure at an unknown address. */
  readonly calm: () => void;
  /** Counts the first failure at an unknown address. @returns true when there are too many */
  readonly stranger: (observation: LoginObservation) => boolean;
  /** Counts a failure at an unknown address while the alarm is open. */
  readonly goOn: (observation: LoginObservation) => void;
  /** Notes a user's first successful login at an address that was accepted as theirs. */
  readonly welcome: (observation: LoginObservation) => void;
  /** Those of the newest 256 newcomers who came since a minute before the failures began. */
  readonly doubtful: () => readonly Newcomer[];
  readonly facts: () => CampaignFacts;
  /** Number of distinct users, counted up to `fewUsers + 1`. */
  readonly users: () => number;
  /** Ends the alarm. */
  readonly end: () => void;
}

interface CampaignFacts {
  readonly failures: number;
  readonly addresses: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A user's first successful login at an address. */
type Newcomer = Pick<LoginObservation, "user" | "ip" | "atMs">;

const mostNewcomers = 256;
const doubtfulMs = 60_000;

export function campaign(rate: StrangerRate): Campaign {
  const users = new Set<string>();
  const newcomers: Newcomer[] = [];
  let [failures, addresses] = [0, 0];
  let [firstMs, lastMs] = [0, 0];

  const note = ({ atMs, user }: LoginObservation): void => {
    if (failures === 0) firstMs = atMs;
    failures += 1;
    lastMs = atMs;
    if (users.size <= fewUsers) users.add(user);
  };
  const forget = (): void => {
    if (failures === 0) return;
    [failures, addresses] = [0, 0];
    users.clear();
  };

  return {
    calm: () => {
      if (rate.count(0) === "calm") forget();
    },
    stranger: (observation) => {
      note(observation);
      addresses += 1;
      return rate.count(1) === "too many";
    },
    goOn: note,
    welcome: ({ user, ip, atMs }) => {
      newcomers.push({ user, ip, atMs });
      if (newcomers.length > mostNewcomers) newcomers.shift();
    },
    doubtful: () => newcomers.filter(({ atMs }) => atMs >= firstMs - doubtfulMs),
    facts: () => ({ failures, addresses, firstMs, lastMs }),
    users: () => users.size,
    end: () => {
      rate.reset();
      forget();
    },
  };
}

/** Watches the share of attempts that are the first failure at an unknown address. */
export interface StrangerRate {
  /**
   * @param strangers - 1 for such a failure, 0 for any other attempt
   * @returns `calm` when the sum is back at 0
   */
  readonly count: (strangers: 0 | 1) => "calm" | "some" | "too many";
  /** Discards the attempts that led to an alarm. */
  readonly reset: () => void;
  readonly healthy: () => HealthyRate;
}

export interface HealthyRate {
  readonly strangers: number;
  readonly attempts: number;
}

const memory = 1000;
const [leastShare, mostShare] = [0.005, 0.3];
const attackShare = 0.6;
const gridStep = 0.1;

/** The rate on a logarithmic grid with steps of 0.1, because limits are slow to compute. */
function stepOf({ strangers, attempts }: HealthyRate): number {
  const share = Math.min(mostShare, Math.max(leastShare, strangers / attempts));
  return Math.round(Math.log(share) / gridStep);
}

const limitAt = remembered((arl0, p0) => bernoulliLimit(arl0, p0, healthyPerFailure(p0, attackShare)));

/** The assumed rate before anything is learned: most addresses are new, and one honest attempt in eight fails. */
export const unknownRate: HealthyRate = { strangers: 5, attempts: 50 };

/**
 * A Bernoulli CUSUM (Reynolds and Stoumbos 1999) that learns its healthy rate as it runs. Attempts are learned only
 * when the sum is back at 0, so that those that lead to an alarm are not.
 * @param arl0 - healthy attempts per false alarm, on average
 */
export function strangerRate(arl0: number, known: HealthyRate): StrangerRate {
  let { strangers, attempts } = known;
  let [pendingStrangers, pendingAttempts] = [0, 0];
  let sum = 0;
  let step = Number.NaN;
  let [perFailure, limit] = [0, 0];

  const calibrate = (): void => {
    const now = stepOf({ strangers, attempts });
    if (now === step) return;
    step = now;
    const p0 = Math.exp(step * gridStep);
    perFailure = healthyPerFailure(p0, attackShare);
    limit = limitAt(arl0, p0);
  };
  calibrate();

  const learn = (): void => {
    const kept = Math.min(1, memory / (attempts + pendingAttempts));
    strangers = (strangers + pendingStrangers) * kept;
    attempts = (attempts + pendingAttempts) * kept;
    [pendingStrangers, pendingAttempts] = [0, 0];
    calibrate();
  };

  return {
    count: (more) => {
      pendingAttempts += 1;
      pendingStrangers += more;
      sum = Math.max(0, sum + more * perFailure - 1);
      if (sum >= limit) return "too many";
      if (sum > 0) return "some";
      learn();
      return "calm";
    },
    reset: () => {
      sum = 0;
      [pendingStrangers, pendingAttempts] = [0, 0];
    },
    healthy: () => ({ strangers, attempts }),
  };
}
