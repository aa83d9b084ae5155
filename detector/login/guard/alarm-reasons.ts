import { fewUsers } from "../../../domain/login/kit.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { subjectOf } from "../../../domain/subject.ts";
import { plural } from "../../../domain/text/printable.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { shownName, spanText } from "../../traffic/evidence.ts";
import type { Campaign } from "./campaign.ts";
import type { Hammered } from "./hammered-users.ts";
import type { AlarmReason } from "../../traffic/quiet-alarms.ts";
import type { AddressSuspicion, Suspect } from "./suspects.ts";

const longestQuietMs = 12 * hourMs;
const leastCampaignQuietMs = 20_000;
const pauses = 6;

/** The key of the alarm about the whole log. */
export const globalKey = "global";

/** One address tries several users. Stays valid while the episode is open. */
export function addressReason(addresses: AddressSuspicion, ip: string, suspect: Suspect): AlarmReason {
  const subject = subjectOf("ip", ip);
  return {
    key: subject,
    subject,
    score: suspect.score,
    describe: () => {
      const { people, failures, firstMs, lastMs } = suspect;
      const counts = `${plural(people, "user")}, ${plural(failures, "failure")}`;
      return `${counts} in ${spanText(lastMs - firstMs)} from ${shownName(ip)}`;
    },
    quietMs: () => quietFor(suspect, hourMs),
    end: () => addresses.release(ip),
  };
}

/** Many failures for one user. The subject is the address if there is only one, else the user. */
export function hammeredReason({ user }: LoginObservation, hammered: Hammered): AlarmReason {
  const { ip, tries } = hammered;
  const subject = ip === undefined ? subjectOf("user", user) : subjectOf("ip", ip);
  const where = ip === undefined ? "several addresses" : shownName(ip);
  return {
    key: subject,
    subject,
    score: tries,
    describe: () => {
      const { failures, firstMs, lastMs } = hammered;
      return `${plural(failures, "failure")} for ${shownName(user)} in ${spanText(lastMs - firstMs)} from ${where}`;
    },
    quietMs: () => quietFor(hammered, hourMs),
    end: () => undefined,
  };
}

/** A login succeeded after many failures for the user at an address where that user was unknown. */
export function letInReason({ user, ip }: LoginObservation, { failures, tries }: Hammered): AlarmReason {
  const subject = subjectOf("user", user);
  const evidence = `${shownName(user)} logged in after ${plural(failures, "failure")} from ${shownName(ip)}`;
  return {
    key: `let-in ${subject}`,
    subject,
    score: tries,
    describe: () => evidence,
    quietMs: () => hourMs,
    end: () => undefined,
  };
}

/**
 * Failures from many addresses without an earlier successful login. Ends quickly, because another campaign may begin.
 */
export function campaignReason({ facts, users, end }: Campaign): AlarmReason {
  return {
    key: globalKey,
    score: facts().addresses,
    describe: () => {
      const { failures, addresses, firstMs, lastMs } = facts();
      const targets = users() > fewUsers ? "many users" : plural(users(), "user");
      const where = `${addresses} or more new addresses`;
      return `${plural(failures, "failure")} for ${targets} in ${spanText(lastMs - firstMs)} from ${where}`;
    },
    quietMs: () => quietFor(facts(), leastCampaignQuietMs),
    end,
  };
}

/** Failures so far and their time span. */
interface Pace {
  readonly failures: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Six times the mean pause between failures, so that a slow attacker causes one episode. */
function quietFor({ failures, firstMs, lastMs }: Pace, leastMs: number): number {
  const pauseMs = (lastMs - firstMs) / Math.max(1, failures - 1);
  return Math.min(longestQuietMs, Math.max(leastMs, pauses * pauseMs));
}
