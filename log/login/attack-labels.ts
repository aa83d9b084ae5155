import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { LogReading } from "../files/read.ts";
import type { RecordedAttack } from "./attacks-file.ts";
import { lineOfAttack, readAttacks } from "./attacks-file.ts";
import { originalInstant } from "./original.ts";
import { readLoginLog } from "./read.ts";

const honest: Truth = { mode: "normal" };

interface LabelledAttack extends RecordedAttack {
  readonly truth: Truth;
}

/** A log whose answers stand in a list of attacks. */
export interface AttackedLog extends LogReading<Labelled<LoginObservation>> {
  /** After the last row: attacks of the list that no row belongs to, for their address did not try in their time. */
  readonly attacksWithoutRows: () => number;
}

/**
 * Reads a log of logins with the answers that stand in a list of attacks: a row is affected by the attack whose address
 * it comes from and in whose time it falls. The k-th attack of the list, from 1, is incident `attack-k` of mode
 * `attack`; all other rows are `normal`.
 * @throws FiredrillError at once as `readLoginLog` and `readAttacks`; after the last row ATTACK_OUTSIDE_LOG
 */
export function readLogWithAttacks(logPath: string, attacksPath: string): AttackedLog {
  const attacks = readAttacks(attacksPath);
  const { detected, rows, skipped } = readLoginLog(logPath);
  const seen = new Set<RecordedAttack>();
  return {
    detected,
    skipped,
    rows: labelled(rows, { attacks, seen }, { logPath, attacksPath }),
    attacksWithoutRows: () => attacks.length - seen.size,
  };
}

interface ListedAttacks {
  readonly attacks: readonly RecordedAttack[];
  /** Those with a row so far. */
  readonly seen: Set<RecordedAttack>;
}

interface Paths {
  readonly logPath: string;
  readonly attacksPath: string;
}

async function* labelled(
  rows: AsyncIterable<LoginObservation>,
  { attacks, seen }: ListedAttacks,
  paths: Paths,
): AsyncGenerator<Labelled<LoginObservation>, void, undefined> {
  const byAddress = attacksByAddress(attacks);
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for await (const observation of rows) {
    const { atMs, ip } = observation;
    firstMs = Math.min(firstMs, atMs);
    lastMs = Math.max(lastMs, atMs);
    const attack = byAddress.get(ip)?.find(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
    if (attack !== undefined) seen.add(attack);
    yield { observation, truth: attack?.truth ?? honest };
  }
  checkInside(attacks, { firstMs, lastMs }, paths);
}

function attacksByAddress(
  attacks: readonly RecordedAttack[],
): ReadonlyMap<string, readonly LabelledAttack[]> {
  const byAddress = new Map<string, LabelledAttack[]>();
  for (const [index, attack] of attacks.entries()) {
    const truth = { mode: "attack", incident: `attack-${index + 1}` };
    const ofAddress = byAddress.get(attack.ip) ?? [];
    ofAddress.push({ ...attack, truth });
    byAddress.set(attack.ip, ofAddress);
  }
  return byAddress;
}

interface LogSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

function checkInside(attacks: readonly RecordedAttack[], span: LogSpan, paths: Paths): void {
  for (const [index, { startMs, endMs }] of attacks.entries()) {
    const line = lineOfAttack(index);
    if (span.firstMs > span.lastMs) throw attackOutsideLog(line, "which has no rows", paths);
    const first = originalInstant(span.firstMs);
    const last = originalInstant(span.lastMs);
    if (endMs < span.firstMs)
      throw attackOutsideLog(line, `end ${originalInstant(endMs)} is before its first row, ${first}`, paths);
    if (startMs > span.lastMs)
      throw attackOutsideLog(line, `start ${originalInstant(startMs)} is after its last row, ${last}`, paths);
  }
}

function attackOutsideLog(line: number, why: string, { logPath, attacksPath }: Paths): FiredrillError {
  return new FiredrillError(
    "usage",
    "ATTACK_OUTSIDE_LOG",
    `${attacksPath}, line ${line}: the attack lies outside the log ${logPath}: ${why}.`,
    "Give the attacks that belong to this log. Both are read as UTC.",
  );
}
