import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { explorationCollector, exploreLimits } from "../../../../harness/audit/explore/collector.ts";
import type { AuditObservation } from "../../../../domain/audit/observation.ts";
import { observedFormat } from "../../../../log/sources.ts";
import { exploreLog } from "../../../../harness/files/explore-log.ts";
import { simulate } from "../../../../harness/drill/simulate.ts";
import { rarityWords } from "../../../../report/audit/explore/tables.ts";
import { intruder } from "../../../../scenarios/audit/intruder.ts";
import { needleLines, trainLines } from "../../../log/audit/alerts.ts";
import { hostile, svgOf } from "../../../report/login/explore/explored.ts";
import { filesIn, testFolder } from "../../folder.ts";
import { changed, explored, other, ran, startMs } from "./explored-log.ts";

const few = [
  ran("cat /etc/hosts"),
  ran("cat /etc/fstab", { atHour: 1 }),
  ran("df -h", { atHour: 25, host: "web-2" }),
  ran("df -h", { user: "bert", atHour: 2 }),
  changed("/srv/app/1.log", { user: undefined }),
  other({ host: "db-1" }),
];

test("a log is counted by what its alerts tell, by user and by hour", () => {
  const { rows, rarest, bars, ...whole } = explored(few);

  expect(whole).toEqual({
    alerts: 6,
    commands: 4,
    changes: { added: 0, modified: 1, deleted: 0 },
    others: 1,
    firstMs: startMs,
    lastMs: startMs + 25 * 3_600_000,
    truth: "unknown",
    attackAlerts: 0,
    hosts: { count: 3, bound: "exact" },
    users: { count: 2, bound: "exact" },
    commandLines: { count: 3, bound: "exact" },
    paths: { count: 1, bound: "exact" },
    notes: [],
  });
  expect(bars.bars.map(({ counts }) => counts)).toEqual([
    [1, 1, 1, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
  expect(
    rows.map(({ user, alerts, byHour, hosts }) => [user, alerts, byHour.command.slice(0, 3), hosts]),
  ).toEqual([
    ["anna", 3, [1, 2, 0], { count: 2, bound: "exact" }],
    [undefined, 2, [0, 0, 0], { count: 2, bound: "exact" }],
    ["bert", 1, [0, 0, 1], { count: 1, bound: "exact" }],
  ]);
  expect(rarest.map(({ what, user, count, byOthers }) => [what, user, count, byOthers])).toEqual([
    ["/srv/app", undefined, 1, 0],
    ["df", "anna", 1, 1],
    ["df", "bert", 1, 1],
    ["cat /etc", "anna", 2, 0],
  ]);
});

test("without rows there is nothing to see", () => {
  expect(explorationCollector(exploreLimits).finish()).toBeUndefined();
});

test.for([
  ["cat /var/log/app.log", "cat /var/log", "a path counts by its folder"],
  [
    "/usr/bin/cat -n /var/log/nginx.log",
    "cat /var/log",
    "options and the folder of the program do not count",
  ],
  ["sudo -u root cat -n", "sudo cat", "a wrapper is told with what it runs, not with its user"],
  ["sudo cat /etc/shadow", "sudo cat /etc", "and with its argument"],
  ["kill -9 4711", "kill #", "numbers are all the same"],
  ["w", "w", "a lone word"],
] as const)("%s is compared as %s: %s", ([line, what]) => {
  expect(explored([ran(line)]).rarest[0]?.what).toBe(what);
});

describe("the rarest lines in words", () => {
  const usual = Array.from({ length: 9 }, (_, at) => ran("df -h", { atHour: at % 4 }));
  test.for([
    [
      ran("su eve", { atHour: 20 }),
      'the only "su eve" in the log; 1 of 10 commands by anna, and nothing else between 20:00 and 21:00',
    ],
    [ran("su eve"), 'the only "su eve" in the log; 1 of 10 commands by anna'],
    [ran("df -h", { user: "eve" }), 'others ran "df" 9 times; the only command by eve'],
    [ran("id", { user: "1001" }), 'the only "id" in the log; the only command by user 1001'],
    [ran("id", { user: undefined }), 'the only "id" in the log; the only command without a user'],
    [changed("/etc/cron.d/x"), "the only change in /etc/cron.d in the log; the only changed file by anna"],
  ] as const)("%j: %s", ([row, words]) => {
    const [rarest] = explored([...usual, row]).rarest;

    expect(rarest === undefined ? "" : rarityWords(rarest)).toBe(words);
  });

  test("what a user did several times, and others once", () => {
    const { rarest } = explored([ran("df"), ran("df"), ran("df", { user: "bert" }), ran("id"), ran("id")]);

    expect(rarest.map(rarityWords)).toEqual([
      'others ran "df" 2 times; the only command by bert',
      'no other user ran "id"; 2 of 4 commands by anna',
      'others ran "df" once; 2 of 4 commands by anna',
    ]);
  });
});

test("among healthy alerts the needles come first", async () => {
  const log = join(testFolder(), "alerts.json");
  writeFileSync(log, `${[...trainLines, ...needleLines].join("\n")}\n`);

  const { text } = await exploreLog({ log, out: testFolder(), onRow: () => undefined });

  for (const line of [
    "/dev/tcp/203.0.113.9",
    "useradd",
    "sudo cat /etc/shadow",
    "/root/.ssh/authorized_keys",
  ])
    expect(text).toContain(line);
});

test("in a labelled log the alerts of an intrusion are counted and named", () => {
  const labelled = [...simulate(intruder, 1)];
  const truths = new Map(labelled.map(({ observation, truth }) => [observation.index, truth]));
  const rows = labelled.flatMap(({ observation }) => (observation.kind === "audit" ? [observation] : []));

  const exploration = explored(rows, {}, ({ index }) => truths.get(index) ?? { mode: "" });

  expect(exploration).toMatchObject({ truth: "known", attackAlerts: 2 });
  expect(
    exploration.rarest
      .filter(({ incident }) => incident !== undefined)
      .map(({ line, incident }) => [line, incident]),
  ).toEqual([
    ["cat /etc/shadow", "shadow-1"],
    ["sudo cat /etc/shadow", "shadow-1"],
  ]);
  expect(exploration.rows.filter(({ origin }) => origin === "attack").map(({ user }) => user)).toEqual([
    "root",
    "chandra",
  ]);
});

test("what did not fit into the limits is told", () => {
  const rows = Array.from({ length: 9 }, (_, at) =>
    ran(`tool-${"abcdefghi".charAt(at)}`, { user: `u${at}`, atHour: at }),
  );

  const {
    rows: users,
    rarest,
    notes,
    bars,
    ...counts
  } = explored(rows, { users: 3, kinds: 4, names: 2, bars: 3 });

  expect(users.map(({ user, alerts }) => [user, alerts])).toEqual([
    ["(other users)", 6],
    ["u0", 1],
    ["u1", 1],
    ["u2", 1],
  ]);
  expect(rarest).toHaveLength(4);
  expect(bars.widthHours).toBe(4);
  expect(counts).toMatchObject({
    alerts: 9,
    users: { count: 3, bound: "at-least" },
    commandLines: { count: 2, bound: "at-least" },
  });
  expect(notes).toEqual([
    "More than 3 users: 6 alerts of the others share a row.",
    "Too many kinds of commands and files: 5 alerts of new ones are not compared.",
  ]);
});

describe("the files", () => {
  test("have fixed names, whatever the log contains, and no text of it is more than text", async () => {
    const folder = join(testFolder(), "out");
    const rows: readonly AuditObservation[] = [
      ran("x", { user: hostile, host: hostile }),
      { ...ran("x"), event: { kind: "command", user: "=1+1", words: [hostile, hostile] } },
      changed(`/tmp/${hostile}/${hostile}`),
    ];
    const log = join(testFolder(), "alerts.ndjson");

    const format = observedFormat("audit", "ndjson", () => 0);
    writeFileSync(log, rows.map((row) => format.encode(row)).join(""));

    const { text, write } = await exploreLog({ log, out: folder, onRow: () => undefined });
    write();

    const { "by-user.csv": users = "", "rarest.csv": rarest = "", ...pictures } = filesIn(folder);
    expect(Object.keys(pictures)).toEqual([
      "alerts-per-hour.svg",
      "commands-by-user-and-hour.svg",
      "files-by-user-and-hour.svg",
    ]);
    for (const svg of Object.values(pictures)) {
      expect(svgOf(svg).name).toBe("svg");
      expect(svg).not.toMatch(/<script|href|url\(|NaN|Infinity|undefined/);
    }
    for (const written of [text, users, rarest, ...Object.values(pictures)])
      expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(Object.values(pictures).join("")).not.toMatch(/\u{fffe}/u);
    expect(users).toMatch(/^"'=1\+1",1,1,0,1,/m);
  });

  test("cannot show the limits of a model", async () => {
    const log = join(testFolder(), "alerts.json");
    writeFileSync(log, `${trainLines.join("\n")}\n`);

    await expect(
      exploreLog({ log, out: testFolder(), modelPath: "model.json", onRow: () => undefined }),
    ).rejects.toMatchObject({ kind: "usage", code: "MODEL_NOT_DRAWN" });
  });
});
