import { auditSubjects } from "../../../domain/audit/kit.ts";
import type { AuditEvent, AuditObservation } from "../../../domain/audit/observation.ts";
import { calendarHourOf, hourOfDay } from "../../../domain/time/calendar.ts";
import type { Truth } from "../../../domain/truth.ts";
import type { DeedKind, Exploration, RareDeed, UserRow } from "../../../report/audit/explore/exploration.ts";
import { counted, countText } from "../../../report/text/sentences.ts";
import type { BoundedCount, Origin } from "../../../report/traffic/explored.ts";
import { barCollector, detachedText, nameNumbers, originOf } from "../../traffic/explore.ts";

/** How much of a log is kept in detail, so that a log of any length fits into memory. */
export interface ExploreLimits {
  /** Distinct users. Later ones share a row. */
  readonly users: number;
  /** Distinct hosts, command lines and paths, each. */
  readonly names: number;
  /** Kinds of commands and files, by user. Later ones are not compared. */
  readonly kinds: number;
  /** Kinds that are told, the rarest. */
  readonly rarest: number;
  /** Hours of the log with an alert. If there are more, bars become twice as wide. */
  readonly bars: number;
}

export const exploreLimits: ExploreLimits = {
  users: 10_000,
  names: 200_000,
  kinds: 100_000,
  rarest: 1000,
  bars: 50_000,
};

interface GrowingUser extends UserRow {
  alerts: number;
  readonly byHour: Record<DeedKind, number[]>;
  readonly attackHours: Record<DeedKind, Set<number>>;
  readonly hostNames: Set<string>;
  firstMs: number;
  lastMs: number;
  origin: Origin;
}

/** What one user did of one kind. */
interface GrowingKind {
  readonly kind: DeedKind;
  readonly what: string;
  readonly user: GrowingUser;
  example: Pick<RareDeed, "atMs" | "host" | "line" | "origin" | "incident">;
  count: number;
  /** Bit by bit, from hour 0. */
  hours: number;
}

interface ExplorationCollector {
  /** @param truth - absent if unknown */
  readonly add: (row: AuditObservation, truth?: Truth) => void;
  /** `undefined` for a log without rows. Call it once. */
  readonly finish: () => Exploration | undefined;
}

const layers = { command: 0, file: 1, other: 2, attack: 3 } as const;

/** Summarizes a log row by row and keeps no row. Memory depends on the limits, not on the length of the log. */
export function explorationCollector(limits: ExploreLimits): ExplorationCollector {
  const [hosts, lines, paths] = [
    nameNumbers(limits.names),
    nameNumbers(limits.names),
    nameNumbers(limits.names),
  ];
  const bars = barCollector(limits.bars, Object.keys(layers).length);
  const users = new Map<string, GrowingUser>();
  const kinds = new Map<string, GrowingKind>();
  /** By anyone. */
  const whats = new Map<string, number>();
  const changes = { added: 0, modified: 0, deleted: 0 };
  const totals = { alerts: 0, commands: 0, others: 0, attackAlerts: 0, firstMs: Infinity, lastMs: -Infinity };
  let truth: Exploration["truth"] = "unknown";
  let notCompared = 0;
  let merged = 0;

  function userOf(name: string | undefined, row: AuditObservation): GrowingUser {
    const key = name ?? "";
    const known = users.get(key);
    if (known !== undefined) return known;
    if (users.size >= limits.users) {
      merged += 1;
      const others = users.get(otherUsers);
      if (others !== undefined) return others;
      return newUser(otherUsers, otherUsers, row);
    }
    return newUser(key, name === undefined ? undefined : detachedText(name), row);
  }

  function newUser(key: string, user: string | undefined, { atMs }: AuditObservation): GrowingUser {
    const row: GrowingUser = {
      user,
      alerts: 0,
      byHour: { command: hourCounts(), file: hourCounts() },
      attackHours: { command: new Set(), file: new Set() },
      hosts: { count: 0, bound: "exact" },
      hostNames: new Set(),
      firstMs: atMs,
      lastMs: atMs,
      origin: "unknown",
    };
    users.set(user === undefined ? key : detachedText(key), row);
    return row;
  }

  function addDeed(
    kind: DeedKind,
    user: GrowingUser,
    line: string,
    row: AuditObservation,
    origin: Origin,
    incident: string | undefined,
  ): void {
    const hour = hourOfDay(calendarHourOf(row.atMs));
    user.byHour[kind][hour] = (user.byHour[kind][hour] ?? 0) + 1;
    if (origin === "attack") user.attackHours[kind].add(hour);
    const what = whatOf(row.event);
    const key = `${kind}\n${what}`;
    const ownKey = `${key}\n${user.user ?? ""}`;
    const known = kinds.get(ownKey);
    if (known === undefined && kinds.size >= limits.kinds) {
      notCompared += 1;
      return;
    }
    whats.set(key, (whats.get(key) ?? 0) + 1);
    const example = { atMs: row.atMs, host: row.host, line, origin, incident };
    if (known === undefined) {
      const kept = { ...example, host: detachedText(row.host), line: detachedText(line) };
      kinds.set(ownKey, { kind, what: detachedText(what), user, example: kept, count: 1, hours: 1 << hour });
      return;
    }
    known.count += 1;
    known.hours |= 1 << hour;
    if (origin === "attack" && known.example.origin !== "attack")
      known.example = { ...example, host: detachedText(row.host), line: detachedText(line) };
  }

  function add(row: AuditObservation, rowTruth?: Truth): void {
    const { event, atMs, host } = row;
    const origin = originOf(rowTruth);
    const subjects = auditSubjects(row);
    const user = userOf(subjects.user, row);
    if (origin !== "unknown") truth = "known";
    if (origin === "attack") totals.attackAlerts += 1;
    totals.alerts += 1;
    totals.firstMs = Math.min(totals.firstMs, atMs);
    totals.lastMs = Math.max(totals.lastMs, atMs);
    hosts.numberOf(host);
    bars.add(atMs, layers[origin === "attack" ? "attack" : event.kind]);
    user.alerts += 1;
    user.firstMs = Math.min(user.firstMs, atMs);
    user.lastMs = Math.max(user.lastMs, atMs);
    if (origin === "attack" || user.origin === "unknown") user.origin = origin;
    if (user.hostNames.size < hostsOfUser) user.hostNames.add(detachedText(host));
    const incident = rowTruth?.incident;
    switch (event.kind) {
      case "command":
        totals.commands += 1;
        lines.numberOf(subjects.command ?? "");
        addDeed("command", user, subjects.command ?? "", row, origin, incident);
        return;
      case "file":
        changes[event.change] += 1;
        paths.numberOf(subjects.path ?? "");
        addDeed("file", user, subjects.path ?? "", row, origin, incident);
        return;
      case "other":
        totals.others += 1;
    }
  }

  function finish(): Exploration | undefined {
    if (totals.alerts === 0) return undefined;
    const named = [...users.keys()].filter((key) => key !== "" && key !== otherUsers).length;
    return {
      ...totals,
      changes,
      truth,
      hosts: hosts.known(),
      users: { count: named, bound: merged === 0 ? "exact" : "at-least" },
      commandLines: lines.known(),
      paths: paths.known(),
      bars: bars.finish(),
      rows: [...users.values()]
        .map(finishedUser)
        .toSorted((one, other) => other.alerts - one.alerts || compared(one.user, other.user)),
      rarest: rarestOf([...kinds.values()], whats).slice(0, limits.rarest),
      notes: [
        ...(merged === 0
          ? []
          : [
              `More than ${countText(limits.users)} users: ${counted(merged, "alert", "alerts")} of the others share a row.`,
            ]),
        ...(notCompared === 0
          ? []
          : [
              `Too many kinds of commands and files: ${counted(notCompared, "alert", "alerts")} of new ones ` +
                `${notCompared === 1 ? "is" : "are"} not compared.`,
            ]),
      ],
    };
  }

  return { add, finish };
}

/** The row of the users that are too many; no system allows such a name. */
const otherUsers = "(other users)";
const hostsOfUser = 1000;

function hourCounts(): number[] {
  return Array.from({ length: 24 }, () => 0);
}

function finishedUser({ hostNames, ...user }: GrowingUser): UserRow {
  const hosts: BoundedCount = {
    count: hostNames.size,
    bound: hostNames.size < hostsOfUser ? "exact" : "at-least",
  };
  return { ...user, hosts };
}

function compared(one: string | undefined, other: string | undefined): number {
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/** What the user did least often first; then what others did least often; then of users who did much; then the earliest. */
function rarestOf(kinds: readonly GrowingKind[], whats: ReadonlyMap<string, number>): readonly RareDeed[] {
  return kinds
    .map(({ kind, what, user, example, count, hours }) => {
      const hour = 31 - Math.clz32(hours);
      const all = user.byHour.command.map((commands, at) => commands + (user.byHour.file[at] ?? 0));
      return {
        ...example,
        kind,
        what,
        user: user.user,
        count,
        byOthers: (whats.get(`${kind}\n${what}`) ?? count) - count,
        ofUser: user.byHour[kind].reduce((sum, one) => sum + one, 0),
        onlyHour: hours === 1 << hour && all[hour] === count && hasOtherHours(all, hour) ? hour : undefined,
      };
    })
    .toSorted(
      (one, other) =>
        one.count - other.count ||
        one.byOthers - other.byOthers ||
        other.ofUser - one.ofUser ||
        one.atMs - other.atMs,
    );
}

/** Whether the user acts at other hours, too: else one hour says nothing. */
function hasOtherHours(all: readonly number[], hour: number): boolean {
  return all.some((count, at) => at !== hour && count > 0);
}

const longestWhat = 60;
const wrappers = new Set(["sudo", "doas", "env", "nohup", "nice", "timeout", "setsid", "xargs", "time"]);

/** What alerts are compared by: the program and the folder of its first argument; the folder of a file. */
function whatOf(event: AuditEvent): string {
  switch (event.kind) {
    case "command": {
      const isWrapped = wrappers.has(baseOf(event.words[0] ?? ""));
      const words = event.words.filter(
        (word, at) => !word.startsWith("-") && !(isWrapped && event.words[at - 1] === "-u"),
      );
      const programs = words.slice(0, isWrapped ? 2 : 1).map(baseOf);
      return general([...programs, ...words.slice(programs.length).slice(0, 1).map(folderOf)].join(" "));
    }
    case "file":
      return general(folderOf(event.path));
    case "other":
      return "";
  }
}

function baseOf(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

/** The folder of a path; other words as they are. */
function folderOf(word: string): string {
  const end = word.lastIndexOf("/");
  return end > 0 ? word.slice(0, end) : word;
}

function general(text: string): string {
  return text.slice(0, longestWhat).replaceAll(/\d+/g, "#").replaceAll("\n", " ");
}
