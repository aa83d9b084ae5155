import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import { FiredrillError } from "../../domain/error.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { Truth } from "../../domain/truth.ts";
import { writeLines } from "../files/line-file.ts";
import { readText } from "../files/lines.ts";
import { cellsIn, csvCell } from "../formats/csv.ts";
import { byteOrderMark, mistakeList, shown } from "../formats/text.ts";
import type { AttackList, ListedAttacks } from "../source.ts";

/** Who attacked when, both instants included. */
export interface RecordedAttack {
  readonly startMs: number;
  readonly endMs: number;
  /** In canonical form. */
  readonly ip: string;
}

const header = "start,end,source_ip";

/** The line of a file in which the attack at `index` stands, from 1. */
export function lineOfAttack(index: number): number {
  return index + 2;
}

/**
 * Reads the original's `attacks.csv`, an attack a line in any order. An address may attack again when it has ended. A byte
 * order mark before the header is passed over.
 * @throws FiredrillError BAD_ATTACKS_FILE naming line and field of the first ten mistakes, LOG_NOT_FOUND,
 *   LOG_NOT_READABLE
 */
export function readAttacks(path: string): readonly RecordedAttack[] {
  const [first = "", ...lines] = readText(path).trimEnd().split(/\r?\n/);
  if (first !== header && first !== byteOrderMark + header)
    throw badAttacksFile(path, [`line 1: the header is ${shown(first)}, not ${header}`]);
  const parsed = lines.map(attackOf);
  const attacks = parsed.filter((attack) => typeof attack !== "string");
  const malformed = parsed.flatMap((mistake, index) =>
    typeof mistake === "string" ? [`line ${lineOfAttack(index)}: ${mistake}`] : [],
  );
  const mistakes = malformed.length > 0 ? malformed : duplicates(attacks);
  if (mistakes.length > 0) throw badAttacksFile(path, mistakes);
  return attacks;
}

/**
 * Writes what `readAttacks` reads.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeAttacks(path: string, attacks: Iterable<RecordedAttack>): void {
  writeLines(path, linesOf(attacks));
}

function* linesOf(attacks: Iterable<RecordedAttack>): Generator<string, void, undefined> {
  yield `${header}\n`;
  for (const { startMs, endMs, ip } of attacks)
    yield `${originalInstant(startMs)},${originalInstant(endMs)},${csvCell(ip)}\n`;
}

/** The attack, or what is wrong with its line. */
function attackOf(line: string): RecordedAttack | string {
  if (line === "") return "the line is empty";
  const cells = cellsIn(line);
  if (cells === undefined) return "its quotes do not match";
  if (cells.length !== 3) return `${cells.length} columns, not 3`;
  const [start = "", end = "", address = ""] = cells;
  const startMs = parseOriginalInstant(start);
  if (startMs === undefined) return notAnInstant("start", start);
  const endMs = parseOriginalInstant(end);
  if (endMs === undefined) return notAnInstant("end", end);
  if (endMs < startMs) return `end is ${end}, before its start ${start}`;
  if (address === "") return "source_ip is empty";
  const ip = canonicalAddress(address);
  return ip === undefined ? `source_ip is ${shown(address)}, no address` : { startMs, endMs, ip };
}

function notAnInstant(field: string, text: string): string {
  return `${field} is ${shown(text)}, not like 2018-11-02 05:06:17.152636${yearNote(text)}`;
}

/** Addresses with overlapping attacks, whose rows could belong to either. */
function duplicates(attacks: readonly RecordedAttack[]): readonly string[] {
  const inOrder = attacks
    .map((attack, index) => ({ ...attack, line: lineOfAttack(index) }))
    .toSorted((a, b) => a.startMs - b.startMs || a.line - b.line);
  const latest = new Map<string, (typeof inOrder)[number]>();
  return inOrder.flatMap((attack) => {
    const before = latest.get(attack.ip);
    if (before === undefined || attack.endMs > before.endMs) latest.set(attack.ip, attack);
    if (before === undefined || attack.startMs > before.endMs) return [];
    const [earlier = 0, later = 0] = [before.line, attack.line].toSorted((a, b) => a - b);
    return [
      `line ${later}: source_ip ${shown(attack.ip)} is a duplicate, its attack of line ${earlier} is not over`,
    ];
  });
}

/** @param columns - the header of such a list */
export function badAttacksFile(path: string, mistakes: readonly string[], columns = header): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_ATTACKS_FILE",
    mistakeList(`${path} is no list of attacks:`, mistakes),
    `The header is ${columns}; then one attack a line, with instants like 2018-11-02 05:06:17.152636.`,
  );
}

/** A row that says from which address it comes. */
interface AddressedRow {
  readonly atMs: number;
  readonly ip: string;
}

/**
 * The list of the original login simulator, for logs of any rows with an address. A row is affected by the attack whose address it comes
 * from and in whose time it falls. The k-th attack of the list, from 1, is incident `attack-k` of mode `attack`; all other rows
 * are `normal`.
 * @param wantedLog - what to give where a log of another source was given, as a sentence
 */
export function attackListFor(wantedLog: string): AttackList<AddressedRow> {
  return { wantedLog, read: (path) => listedAttacks(path, readAttacks(path)) };
}

const instantPattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/;

/** `2018-11-01 00:36:52.617978`; without the fraction where it is zero. */
export function originalInstant(atMs: number): string {
  const spelled = formatInstant(atMs);
  const fraction = spelled.slice(19, 26);
  return `${spelled.slice(0, 10)} ${spelled.slice(11, 19)}${fraction === ".000000" ? "" : fraction}`;
}

/** The inverse; `undefined` for what is no such instant. */
export function parseOriginalInstant(text: string): number | undefined {
  const [, date, time, fraction = "0"] = instantPattern.exec(text) ?? [];
  return date === undefined ? undefined : parseGivenInstant(`${date}T${time}.${fraction.padEnd(6, "0")}Z`);
}

const honest: Truth = { mode: "normal" };

interface LabelledAttack extends RecordedAttack {
  readonly truth: Truth;
}

function listedAttacks(path: string, attacks: readonly RecordedAttack[]): ListedAttacks<AddressedRow> {
  const byAddress = attacksByAddress(attacks);
  const seen = new Set<LabelledAttack>();
  let firstMs = Infinity;
  let lastMs = -Infinity;
  return {
    truthOf: ({ atMs, ip }) => {
      firstMs = Math.min(firstMs, atMs);
      lastMs = Math.max(lastMs, atMs);
      const attack = byAddress.get(ip)?.find(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
      if (attack === undefined) return honest;
      seen.add(attack);
      return attack.truth;
    },
    finish: (logPath) => checkInside(attacks, { firstMs, lastMs }, { logPath, attacksPath: path }),
    withoutRows: () => attacks.length - seen.size,
  };
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

interface Paths {
  readonly logPath: string;
  readonly attacksPath: string;
}

interface LogSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** @throws FiredrillError ATTACK_OUTSIDE_LOG for the first that ends before the log or begins after it */
export function checkInside(
  attacks: readonly Pick<RecordedAttack, "startMs" | "endMs">[],
  span: LogSpan,
  paths: Paths,
): void {
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
