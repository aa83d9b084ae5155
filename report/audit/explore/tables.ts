import { fileChanges } from "../../../domain/audit/observation.ts";
import { printable } from "../../../domain/text/printable.ts";
import { formatInstant } from "../../../domain/time/instant.ts";
import { alignedRows } from "../../text/paint.ts";
import { counted, countText, secondText } from "../../text/sentences.ts";
import { countBars } from "../../text/sparkline.ts";
import { boundedText, foreignText } from "../../traffic/explored.ts";
import type { DeedKind, Exploration, RareDeed, UserRow } from "./exploration.ts";

export const deedNouns: Readonly<Record<DeedKind, readonly [one: string, many: string]>> = {
  command: ["command", "commands"],
  file: ["changed file", "changed files"],
};

const usersShown = 10;
const deedsShown = 15;

/** What a terminal shows of a log: its figures, the users with most alerts and the rarest lines in words. */
export function explorationText(explored: Exploration): string {
  const { alerts, firstMs, lastMs, truth, attackAlerts, notes } = explored;
  const attacks = truth === "known" ? `, ${countText(attackAlerts)} of them of intrusions` : "";
  const facts = [
    ["alerts", `${countText(alerts)} from ${secondText(firstMs)} to ${secondText(lastMs)} UTC${attacks}`],
    ["hosts", boundedText(explored.hosts)],
    ["users", boundedText(explored.users)],
    ["commands", `${countText(explored.commands)}, ${boundedText(explored.commandLines)} different`],
    [
      "files",
      `${countText(changesIn(explored))} changes of ${boundedText(explored.paths)} files${changeWords(explored)}`,
    ],
    ["others", countText(explored.others)],
  ];
  return `${[...alignedRows(facts), "", ...topUsers(explored), "", ...rareLines(explored), ...notes].join("\n")}\n`;
}

/** Changes of files, of every kind. */
export function changesIn({ changes }: Pick<Exploration, "changes">): number {
  return sum(fileChanges.map((change) => changes[change]));
}

function changeWords({ changes }: Exploration): string {
  const some = fileChanges.filter((change) => changes[change] > 0);
  return some.length === 0
    ? ""
    : `: ${some.map((change) => `${countText(changes[change])} ${change}`).join(", ")}`;
}

/** The user's name, fit for people. */
export function userText(user: string | undefined): string {
  return user === undefined ? "(no user)" : foreignText(user);
}

function topUsers({ rows, truth }: Exploration): readonly string[] {
  const shown = rows.slice(0, usersShown);
  const heading =
    shown.length === rows.length
      ? "By user"
      : `The ${counted(shown.length, "user", "users")} with most alerts`;
  const head = [
    "user",
    "alerts",
    "commands",
    "files",
    ...(truth === "known" ? ["intrusion"] : []),
    "commands and files by hour, 00 to 24 UTC",
  ];
  const cells = shown.map((row) => [
    userText(row.user),
    countText(row.alerts),
    countText(sum(row.byHour.command)),
    countText(sum(row.byHour.file)),
    ...(truth === "known" ? [row.origin === "attack" ? "yes" : "no"] : []),
    ...countBars([row.byHour.command.map((count, hour) => count + (row.byHour.file[hour] ?? 0))]).lines,
  ]);
  return [`${heading}:`, ...alignedRows([head, ...cells])];
}

function rareLines({ rarest }: Exploration): readonly string[] {
  if (rarest.length === 0) return ["No command and no file to compare."];
  const shown = rarest.slice(0, deedsShown);
  return [
    `The ${shown.length} rarest of ${counted(rarest.length, "kind", "kinds")} of commands and changed files:`,
    ...shown.flatMap((deed) => {
      const truth = deed.incident === undefined ? "" : `  <- ${foreignText(deed.incident)}`;
      return [
        `${secondText(deed.atMs)}  ${foreignText(deed.host)}  ${userText(deed.user)}  ${foreignText(deed.line)}${truth}`,
        `  ${rarityWords(deed)}`,
      ];
    }),
  ];
}

/** `the only "sudo cat /etc" in the log; 1 of 214 commands by pyama, and nothing else between 03:00 and 04:00`. */
export function rarityWords(deed: RareDeed): string {
  const { kind, count, ofUser, user, onlyHour } = deed;
  const by =
    user === undefined ? "without a user" : `by ${/^\d+$/.test(user) ? "user " : ""}${userText(user)}`;
  const noun = deedNouns[kind];
  const own =
    ofUser === 1 ? `the only ${noun[0]} ${by}` : `${countText(count)} of ${counted(ofUser, ...noun)} ${by}`;
  const hour = onlyHour === undefined ? "" : `, and nothing else ${between(onlyHour)}`;
  return `${othersWords(deed)}; ${own}${hour}`;
}

function othersWords({ kind, what, count, byOthers }: RareDeed): string {
  const name = foreignText(what);
  if (byOthers === 0 && count === 1)
    return kind === "command" ? `the only "${name}" in the log` : `the only change in ${name} in the log`;
  const verb = kind === "command" ? `ran "${name}"` : `changed files in ${name}`;
  if (byOthers === 0) return `no other user ${verb}`;
  return `others ${verb} ${byOthers === 1 ? "once" : `${countText(byOthers)} times`}`;
}

function between(hour: number): string {
  const [from, until] = [hour, hour + 1].map((at) => `${String(at).padStart(2, "0")}:00`);
  return `between ${from} and ${until}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** The table by user as texts, the head first. The caller must still escape what a spreadsheet takes for a formula. */
export function* userRows({ rows, truth }: Exploration): Generator<readonly string[], void, undefined> {
  const isLabelled = truth === "known";
  yield [
    "user",
    "alerts",
    "commands",
    "changed_files",
    "hosts",
    "first_at",
    "last_at",
    ...(isLabelled ? ["attack"] : []),
  ];
  for (const row of rows) yield [...userCells(row), ...(isLabelled ? [String(row.origin === "attack")] : [])];
}

function userCells({ user, alerts, byHour, hosts, firstMs, lastMs }: UserRow): readonly string[] {
  return [
    user === undefined ? "" : printable(user),
    String(alerts),
    String(sum(byHour.command)),
    String(sum(byHour.file)),
    boundedText(hosts).replaceAll(",", ""),
    formatInstant(firstMs),
    formatInstant(lastMs),
  ];
}

/** The table of the rarest kinds, as `userRows`. */
export function* rareRows({ rarest, truth }: Exploration): Generator<readonly string[], void, undefined> {
  const isLabelled = truth === "known";
  yield [
    "at",
    "host",
    "user",
    "event",
    "line",
    "what",
    "count",
    "by_others",
    "of_user",
    "in_words",
    ...(isLabelled ? ["incident"] : []),
  ];
  for (const deed of rarest)
    yield [
      formatInstant(deed.atMs),
      printable(deed.host),
      deed.user === undefined ? "" : printable(deed.user),
      deed.kind,
      printable(deed.line),
      printable(deed.what),
      String(deed.count),
      String(deed.byOthers),
      String(deed.ofUser),
      rarityWords(deed),
      ...(isLabelled ? [printable(deed.incident ?? "")] : []),
    ];
}
