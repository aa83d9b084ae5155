import { fewUsers } from "../../../domain/login/kit.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { bernoulliLimit, healthyPerFailure } from "../../series/statistic/bernoulli-cusum.ts";
import { remembered } from "../../series/statistic/statistic.ts";

/** Many strange addresses that fail: somebody comes from everywhere. */
export interface Campaign {
  /** An attempt that is no stranger's failure. */
  readonly calm: () => void;
  /** The first failure of an address from which nobody was ever let in. @returns true when there are too many */
  readonly stranger: (observation: LoginObservation) => boolean;
  /** A stranger's failure while the alarm lasts. */
  readonly goOn: (observation: LoginObservation) => void;
  /** Somebody was let in for the first time and taken at his word. */
  readonly welcome: (observation: LoginObservation) => void;
  /** Of the newest 256 of them, those who came since a minute before strangers began to fail. */
  readonly doubtful: () => readonly Newcomer[];
  readonly facts: () => CampaignFacts;
  /** Different names; counted up to one more than are few. */
  readonly users: () => number;
  /** The alarm is over. */
  readonly end: () => void;
}

interface CampaignFacts {
  readonly failures: number;
  readonly addresses: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A user, and where and when he was let in for the first time. */
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

/** Share of attempts that are the first failure of an address from which nobody was ever let in. */
export interface StrangerRate {
  /**
   * @param strangers - 1 for such a failure, 0 for any other attempt
   * @returns `calm` when nothing is left of those before
   */
  readonly count: (strangers: 0 | 1) => "calm" | "some" | "too many";
  /** Forgets what has led to an alarm. */
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

/** Rates are taken in steps of a tenth, for limits take a while. */
function stepOf({ strangers, attempts }: HealthyRate): number {
  const share = Math.min(mostShare, Math.max(leastShare, strangers / attempts));
  return Math.round(Math.log(share) / gridStep);
}

const limitAt = remembered((arl0, p0) => bernoulliLimit(arl0, p0, healthyPerFailure(p0, attackShare)));

/** Before anything is known: most addresses are new, and one honest try in eight fails. */
export const unknownRate: HealthyRate = { strangers: 5, attempts: 50 };

/**
 * A Bernoulli CUSUM (Reynolds and Stoumbos 1999) whose healthy rate is learned on the way: attempts count once the sum is
 * back at 0, so that what leads to an alarm is not learned.
 * @param arl0 - healthy attempts to a false alarm, on average
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
