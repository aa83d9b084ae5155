import type { LoginObservation } from "../../domain/login/observation.ts";
import { fewUsers } from "../../domain/login/kit.ts";
import type { StrangerRate } from "./stranger-rate.ts";

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
