import type { Alert } from "../../domain/alert.ts";
import { none } from "../../domain/detector.ts";
import type { LoginFailure, LoginObservation } from "../../domain/observation.ts";
import { subjectOf } from "../../domain/subject.ts";
import type { Acquaintance } from "./acquaintance.ts";
import type { AddressSuspicion, Suspect } from "./address-suspicion.ts";
import { fewUsers } from "./campaign.ts";
import type { Campaign } from "./campaign.ts";
import { addressTrouble, globalKey, globalTrouble, hammeredTrouble, letInTrouble } from "./guard-troubles.ts";
import type { HammeredUsers } from "./hammered-user.ts";
import type { QuietEpisodes, Trouble } from "./quiet-episodes.ts";

/** When it is enough. */
export interface GuardLimits {
  /** Of an address, in nats. */
  readonly suspicion: number;
  /** On one name. */
  readonly tries: number;
}

/** What is remembered. */
export interface GuardMemory {
  readonly known: Acquaintance;
  readonly addresses: AddressSuspicion;
  readonly users: HammeredUsers;
  readonly everywhere: Campaign;
  readonly episodes: QuietEpisodes;
  readonly limits: GuardLimits;
}

/** An attempt that no stranger failed in. */
export function judgeCalm({ episodes, everywhere }: GuardMemory): void {
  if (!episodes.isOpen(globalKey)) everywhere.calm();
}

/** A user failed where he was never let in. */
export function judgeFailure(
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

/** A user was let in where he never was before: it is his place from now on, unless an alarm is on. */
export function judgeNewcomer(memory: GuardMemory, observation: LoginObservation): readonly Alert[] {
  const { addresses, known, users, episodes, limits } = memory;
  judgeCalm(memory);
  const { isAlarmed } = addresses.success(observation);
  if (!isAlarmed && !episodes.isOpen(globalKey)) known.learn(observation.user, observation.ip);
  const hammered = users.before(observation);
  if (hammered === undefined || hammered.tries < limits.tries - 1) return none;
  return opened(memory, letInTrouble(observation, hammered), observation);
}

function judgeAddress(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
): readonly Alert[] {
  if (suspect.isAlarmed) memory.episodes.goOn(subjectOf("ip", observation.ip), observation.atMs);
  else if (suspect.people > 1 && suspect.score >= memory.limits.suspicion)
    return opened(memory, addressTrouble(observation, suspect), observation);
  return none;
}

function judgeCampaign(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
): readonly Alert[] {
  const { known, episodes, everywhere, users } = memory;
  if (known.trusts(observation.ip)) judgeCalm(memory);
  else if (episodes.isOpen(globalKey)) {
    everywhere.goOn(observation);
    episodes.goOn(globalKey, observation.atMs);
  } else if (suspect.failures === 1 && everywhere.stranger(observation)) {
    users.clear();
    return opened(memory, globalTrouble(everywhere), observation);
  }
  return none;
}

/** Says nothing while one address or everybody tries many names: no single user is meant. */
function judgeUser(
  memory: GuardMemory,
  observation: LoginObservation,
  suspect: Suspect,
  reason: LoginFailure,
): readonly Alert[] {
  const { users, episodes, everywhere, limits } = memory;
  const isEverybodysTurn = episodes.isOpen(globalKey) && everywhere.users() > fewUsers;
  if (suspect.people > fewUsers || isEverybodysTurn) return none;
  const hammered = users.failure(observation, reason);
  if (hammered.tries < limits.tries) return none;
  const trouble = hammeredTrouble(observation, hammered);
  episodes.goOn(trouble.key, observation.atMs);
  return opened(memory, trouble, observation);
}

function opened(
  { episodes }: GuardMemory,
  trouble: Trouble,
  observation: LoginObservation,
): readonly Alert[] {
  return episodes.isOpen(trouble.key) ? none : [episodes.open(trouble, observation)];
}
