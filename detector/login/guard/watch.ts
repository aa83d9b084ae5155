import type { Alert } from "../../../domain/alert.ts";
import { none } from "../../../domain/detector.ts";
import { fewUsers } from "../../../domain/login/kit.ts";
import type { LoginFailure, LoginObservation } from "../../../domain/login/observation.ts";
import { subjectOf } from "../../../domain/subject.ts";
import type { Evidence } from "../../traffic/evidence.ts";
import { addressReason, campaignReason, globalKey, hammeredReason, letInReason } from "./alarm-reasons.ts";
import type { Campaign, StrangerRate } from "./campaign.ts";
import { campaign } from "./campaign.ts";
import type { Hammered, HammeredUsers } from "./hammered-users.ts";
import { hammeredUsers } from "./hammered-users.ts";
import type { KnownPlaces } from "./known-places.ts";
import type { AlarmReason, QuietAlarms } from "../../traffic/quiet-alarms.ts";
import { quietAlarms } from "../../traffic/quiet-alarms.ts";
import type { AddressSuspicion, Suspect } from "./suspects.ts";
import { addressSuspicion, takeDoubtful, welcome } from "./suspects.ts";

/** Watches login attempts, and learns from them which places are known. */
export interface GuardWatch {
  readonly observe: (observation: LoginObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
}

/** Ignores failures of a user at an address where that user is known. */
export function guardWatch(known: KnownPlaces, rate: StrangerRate, limits: GuardLimits): GuardWatch {
  const memory: GuardMemory = {
    known,
    addresses: addressSuspicion(),
    users: hammeredUsers(),
    everywhere: campaign(rate),
    episodes: quietAlarms(),
    limits,
  };
  let newest: Evidence | undefined;
  const ended = (nowMs: number): readonly Alert[] =>
    newest === undefined ? none : memory.episodes.endQuiet(nowMs, newest);

  return {
    observe: (observation) => {
      const quiet = ended(observation.atMs);
      const alerts = judge(memory, observation);
      newest = { index: observation.index, atMs: observation.atMs };
      return quiet.length === 0 ? alerts : [...quiet, ...alerts];
    },
    elapse: ended,
  };
}

function judge(memory: GuardMemory, observation: LoginObservation): readonly Alert[] {
  const { ip, user, outcome } = observation;
  if (!memory.known.knows(user, ip)) {
    return outcome.kind === "success"
      ? judgeNewcomer(memory, observation)
      : judgeFailure(memory, observation, outcome.reason);
  }
  judgeCalm(memory);
  if (outcome.kind === "success") memory.addresses.relieve(ip);
  return none;
}

/** The limits for an alarm. */
export interface GuardLimits {
  /** Score of an address, in nats. */
  readonly suspicion: number;
  /** Failures of one user. */
  readonly tries: number;
}

interface GuardMemory {
  readonly known: KnownPlaces;
  readonly addresses: AddressSuspicion;
  readonly users: HammeredUsers;
  readonly everywhere: Campaign;
  readonly episodes: QuietAlarms;
  readonly limits: GuardLimits;
}

/** Judges an attempt that is not a failure at an unknown address. */
function judgeCalm({ episodes, everywhere }: GuardMemory): void {
  if (!episodes.isOpen(globalKey)) everywhere.calm();
}

/** Judges a failure at an address that is unknown for the user. */
function judgeFailure(
  memory: GuardMemory,
  observation: LoginObservation,
  reason: LoginFailure,
): readonly Alert[] {
  const suspect = memory.addresses.failure(observation, reason);
  const alerts = [
    ...judgeAddress(memory, observation, suspect),
    ...judgeCampaign(memory, observation, suspect),
    ...judgeUser(memory, observation, suspect, reason),
  ];
  return alerts.length === 0 ? none : alerts;
}

/**
 * Judges a user's first login at an address. The address becomes known for the user unless an alarm casts doubt on
 * it.
 */
function judgeNewcomer(memory: GuardMemory, observation: LoginObservation): readonly Alert[] {
  const { addresses, known, users, everywhere, limits } = memory;
  judgeCalm(memory);
  const suspect = addresses.success(observation);
  const hammered = users.before(observation);
  if (hammered !== undefined && hammered.tries >= limits.tries - 1)
    return judgeLetIn(memory, observation, hammered);
  if (isAlarmOn(memory, observation)) return none;
  known.learn(observation.user, observation.ip);
  welcome(suspect, observation);
  everywhere.welcome(observation);
  return none;
}

function isAlarmOn({ episodes }: GuardMemory, { ip }: LoginObservation): boolean {
  return episodes.isOpen(globalKey) || episodes.isOpen(subjectOf("ip", ip));
}

/** Alerts once, and only if all failures came from the address of the login. */
function judgeLetIn(
  memory: GuardMemory,
  observation: LoginObservation,
  hammered: Hammered,
): readonly Alert[] {
  if (hammered.ip !== observation.ip || hammered.isLetIn) return none;
  hammered.isLetIn = true;
  return opened(memory, letInReason(observation, hammered), observation);
}

function judgeAddress(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
): readonly Alert[] {
  const { addresses, episodes, limits } = memory;
  const { ip, atMs } = observation;
  if (addresses.isHeld(ip) || suspect.people < 2 || suspect.score < limits.suspicion) {
    episodes.extend(subjectOf("ip", ip), atMs);
    return none;
  }
  addresses.hold(ip, suspect);
  takeBack(memory, ip, suspect);
  return episodes.raise(addressReason(addresses, ip, suspect), observation);
}

function judgeCampaign(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
): readonly Alert[] {
  const { known, episodes, everywhere, users } = memory;
  if (known.knowsAddress(observation.ip)) judgeCalm(memory);
  else if (episodes.isOpen(globalKey)) {
    everywhere.goOn(observation);
    episodes.extend(globalKey, observation.atMs);
  } else if (suspect.failures === 1 && everywhere.stranger(observation)) {
    users.clear();
    for (const { user, ip } of everywhere.doubtful()) known.forget(user, ip);
    return opened(memory, campaignReason(everywhere), observation);
  }
  return none;
}

/**
 * Judges failures per user. Silent while one address or a campaign tries many users, because then no single user is
 * the target.
 */
function judgeUser(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
  reason: LoginFailure,
): readonly Alert[] {
  const { users, episodes, everywhere, limits } = memory;
  const isCampaignOnMany = episodes.isOpen(globalKey) && everywhere.users() > fewUsers;
  if (suspect.people > fewUsers || isCampaignOnMany) return none;
  const hammered = users.failure(observation, reason);
  if (hammered.tries < limits.tries) return none;
  if (hammered.ip !== undefined) takeBack(memory, hammered.ip, suspect);
  return opened(memory, hammeredReason(observation, hammered), observation);
}

/** Forgets the users who logged in at an address shortly before its alarm: their passwords may have been guessed. */
function takeBack({ known }: GuardMemory, ip: string, suspect: Suspect): void {
  for (const user of takeDoubtful(suspect)) known.forget(user, ip);
}

/** Opens an episode with an alert, or prolongs the open one without. */
function opened(
  { episodes }: GuardMemory,
  reason: AlarmReason,
  observation: LoginObservation,
): readonly Alert[] {
  if (!episodes.isOpen(reason.key)) return episodes.raise(reason, observation);
  episodes.extend(reason.key, observation.atMs);
  return none;
}
