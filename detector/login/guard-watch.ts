import type { Alert } from "../../domain/alert.ts";
import { none } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Acquaintance } from "./acquaintance.ts";
import { addressSuspicion } from "./address-suspicion.ts";
import { campaign } from "./campaign.ts";
import type { Evidence } from "./evidence.ts";
import type { GuardLimits, GuardMemory } from "./guard-judges.ts";
import { judgeCalm, judgeFailure, judgeNewcomer } from "./guard-judges.ts";
import { hammeredUsers } from "./hammered-user.ts";
import { quietEpisodes } from "./quiet-episodes.ts";
import type { StrangerRate } from "./stranger-rate.ts";

/** What watches attempts, and learns from them who comes from where. */
export interface GuardWatch {
  readonly observe: (observation: LoginObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
}

/** Attempts of a user from where he was let in before are his own, and say nothing when they fail. */
export function guardWatch(known: Acquaintance, rate: StrangerRate, limits: GuardLimits): GuardWatch {
  const memory: GuardMemory = {
    known,
    addresses: addressSuspicion(),
    users: hammeredUsers(),
    everywhere: campaign(rate),
    episodes: quietEpisodes(),
    limits,
  };
  let newest: Evidence | undefined;
  const ended = (nowMs: number): readonly Alert[] =>
    newest === undefined ? none : memory.episodes.pass(nowMs, newest);

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
