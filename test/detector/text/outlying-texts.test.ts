import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import { lof } from "../../../detector/series/lof.ts";
import type { RowText, TextKit } from "../../../detector/source.ts";
import { detectorKit } from "../../../detector/sources.ts";
import { textJudge } from "../../../detector/text/outlying-texts.ts";
import { WordPoints, wordVector } from "../../../detector/text/words.ts";
import type { AuditObservation, CommandRun, FileChange } from "../../../domain/audit/observation.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../domain/detector.ts";
import type { LogSource, Observation } from "../../../domain/sources.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { readObservedLog } from "../../../log/files/read.ts";
import { packedText } from "../../log/audit/alerts.ts";
import { testDetectorContract } from "../contract.ts";
import { temporaryFolder } from "../../log/rows.ts";
import { wazuhGolden } from "../outlier-golden.ts";
import { decides, isWithin, scoreRanges } from "../outlier-ranges.ts";
import { inShort } from "../run.ts";

const source: LogSource = "audit";

function textsOf(name: LogSource): TextKit<Observation> {
  const { texts: found } = detectorKit(name);
  if (found === undefined) throw new Error(`${name} logs have no texts`);
  return found;
}

const texts = textsOf(source);

const noPaths = { ignoreUsers: "", ignoreUserIds: "", ignorePaths: "", alwaysPaths: "" };

async function rowsIn(path: string): Promise<readonly Observation[]> {
  const rows: Observation[] = [];
  for await (const row of readObservedLog(path, { utcOffsetMs: () => 0 }).rows) rows.push(row);
  return rows;
}

const golden = fileURLToPath(new URL("../../golden/lof/", import.meta.url));

/** Reads a compressed log as any log is read. */
async function rowsPacked(name: "train" | "normal"): Promise<readonly Observation[]> {
  const path = join(temporaryFolder(), `${name}.jsonl`);
  writeFileSync(path, packedText(name));
  return rowsIn(path);
}

const kinds = [
  // The original ignored root for commands only.
  { kind: "command", rule: "audit_command", ignoreUsers: "root", judged: 172 },
  { kind: "file", rule: "fs_notify", ignoreUsers: "", judged: 263 },
];

test.for(kinds.flatMap((one) => [0, 1, 2].map((setting) => [one.kind, setting, one] as const)))(
  "2,000 alerts learned: needles and 500 normal alerts get scikit-learn's scores and decisions: each %s, setting %i",
  async ([kind, setting, { rule, ignoreUsers, judged }]) => {
    const theirs = wazuhGolden.rules.find((one) => one.rule === rule);
    const { k = 0, contamination = 0, offset = 0 } = theirs?.settings[setting] ?? {};
    const alerts = new Map(theirs?.alerts.map((alert) => [alert.text, alert]));
    const model = parseModel(formatModel(trainDetector(lof, await rowsPacked("train"), { ignoreUsers })));
    const judge = textJudge("lof", { ...noPaths, ignoreUsers, k, contamination }, texts, model);
    const rows = [...(await rowsIn(`${golden}needles.jsonl`)), ...(await rowsPacked("normal"))];
    const found = rows.flatMap((row) => {
      const text = texts.textOf(row);
      const judgment = text?.kind === kind ? judge(row) : undefined;
      return text === undefined || judgment === undefined ? [] : [{ text: comparedText(text), judgment }];
    });
    const ranges = scoreRanges(
      learnedPoints(model, kind),
      k,
      found.map(({ text }) => wordVector(text)),
    );
    let decided = 0;

    expect(found).toHaveLength(judged);
    found.forEach(({ text, judgment: { factor, limit, isAlarm } }, at) => {
      const alert = alerts.get(text);
      const score = alert?.scores[setting] ?? Number.NaN;
      const range = ranges[at] ?? { low: Number.NaN, high: Number.NaN };
      expect([text, isWithin(range, -factor), isWithin(range, score)]).toEqual([text, true, true]);
      expect(Math.abs(limit / -offset - 1)).toBeLessThan(1e-6);
      if (!decides(range, offset)) return;
      decided += 1;
      expect([text, isAlarm]).toEqual([text, alert?.flagged[setting]]);
    });
    expect(decided).toBeGreaterThan(judged / 2);
  },
);

test("what is learned of 2,000 alerts is what the original vectorized", async () => {
  const rows = await rowsPacked("train");

  for (const { kind, rule, ignoreUsers } of kinds) {
    const learned = learnedLines(trainDetector(lof, rows, { ignoreUsers }), kind).map(
      ([line, count]) => [comparedText({ kind, line }), count] as const,
    );
    const theirs = wazuhGolden.rules.find((one) => one.rule === rule)?.train ?? [];
    expect(new Map(learned)).toEqual(new Map(theirs));
  }
});

function comparedText({ kind, line }: Pick<RowText, "kind" | "line">): string {
  return texts.kinds[kind]?.(line) ?? line;
}

function learnedLines(model: DetectorModel, kind: string): readonly (readonly [string, number])[] {
  const { texts: learned } = z
    .object({ texts: z.record(z.string(), z.array(z.tuple([z.string(), z.number()]))) })
    .parse(model);
  return learned[kind] ?? [];
}

function learnedPoints(model: DetectorModel, kind: string): WordPoints {
  const points = new WordPoints();
  for (const [line, count] of learnedLines(model, kind))
    points.add(wordVector(comparedText({ kind, line })), count);
  return points;
}

const startMs = Date.parse("2024-09-16T00:00:00Z");

/** @param event - its index is the row's, and a minute passes from row to row */
function rowOf(event: CommandRun | FileChange, index = 0, atMs = startMs + 60_000 * index): AuditObservation {
  const ruleId = event.kind === "command" ? "80792" : "554";
  return { kind: "audit", index, atMs, host: "web-1", ruleId, level: 3, groups: [], event };
}

function ran(line: string, user = "pyama", userId = "1000"): CommandRun {
  return { kind: "command", words: line.split(" "), user, userId };
}

function added(path: string, user = "deploy", userId = "1001"): FileChange {
  return { kind: "file", change: "added", path, noticedBy: "whodata", user, userId };
}

const usual = [
  ran("ls -la /srv"),
  ran("systemctl status nginx"),
  ran("git pull origin main"),
  added("/srv/app/releases/20240916/index.html"),
  added("/var/log/nginx/access.log"),
];
const month = Array.from({ length: 100 }, (_, at) => rowOf(usual[at % usual.length] ?? ran("ls"), at));
const model = trainDetector(lof, month);

function alertsOf(rows: readonly Observation[], options: OptionValues = {}) {
  const detector = createDetector(lof, { source, model, options });
  return rows.flatMap((row) => detector.observe(row));
}

const isAlarm = (event: CommandRun | FileChange, options: OptionValues = {}) =>
  alertsOf([rowOf(event)], options).length > 0;

const needle = ran("su - oreha-kaizoku");

testDetectorContract(lof, {
  model,
  traffic: {
    source,
    healthy: (seed) => month.slice(seed),
    faulty: (seed) => [
      ...month.slice(0, 50),
      rowOf(needle, 50),
      rowOf(ran(`rm -rf x${seed}`), 51),
      ...month.slice(52),
    ],
  },
});

test("an alert names the command or the path, who acted, and the nearest known text", () => {
  const alerts = alertsOf([rowOf(needle), rowOf(added("/etc/cron.d/zz-backdoor", "root"))]);

  expect(alerts.map(({ key, subject }) => [key, subject])).toEqual([
    ["command:su - oreha-kaizoku", "command:su - oreha-kaizoku"],
    ["path:/etc/cron.d/zz-backdoor", "path:/etc/cron.d/zz-backdoor"],
  ]);
  expect(alerts.map(({ evidence }) => evidence)).toEqual([
    "pyama on web-1: unlike the 60 commands learned: outlier factor 1.41e+10, limit 1; the nearest known one is ls -la /srv",
    "root on web-1: unlike the 40 files learned: outlier factor 1.41e+10, limit 1; the nearest known one is /srv/app/releases/20240916/index.html",
  ]);
});

test("an episode opens at its row, and ends an hour after the last row with the same text", () => {
  const [other, known] = [ran("curl http://198.51.100.7/x"), ran("ls -la /srv")];
  const events = [
    [needle, 0],
    [needle, 30],
    [other, 31],
    [known, 200],
  ] as const;

  const alerts = alertsOf(events.map(([event, minute], at) => rowOf(event, at, startMs + 60_000 * minute)));

  expect(alerts.map(inShort)).toEqual([
    "0 error firing",
    "2 error firing",
    "2 error resolved",
    "2 error resolved",
  ]);
  expect(alerts.slice(2).map(({ key, atMs }) => [key, (atMs - startMs) / 60_000])).toEqual([
    ["command:su - oreha-kaizoku", 90],
    ["command:curl http://198.51.100.7/x", 91],
  ]);
});

test("time alone ends an episode, too", () => {
  const detector = createDetector(lof, { source, model });
  detector.observe(rowOf(needle));

  expect(detector.elapse?.(startMs + hourMs)).toEqual([]);
  expect(detector.elapse?.(startMs + hourMs + 1).map(inShort)).toEqual(["0 error resolved"]);
});

test("hashes and digits in a path make no difference, and neither does the order of words in a command", () => {
  expect(isAlarm(added("/srv/app/releases/20250101/index.html"))).toBe(false);
  expect(isAlarm(added("/var/log/nginx/access.log.0123abcd"))).toBe(false);
  expect(isAlarm(ran("status nginx systemctl"))).toBe(false);
  expect(isAlarm(added("/var/log/nginx/error.log"))).toBe(true);
});

test.for([
  [{ ignoreUsers: "pyama" }, needle, false],
  [{ ignoreUsers: "root:pyama" }, needle, false],
  [{ ignoreUsers: "pyam" }, needle, true],
  [{ ignoreUserIds: "0:1000" }, needle, false],
  [{ ignoreUserIds: "100" }, needle, true],
  [{ ignoreUsers: "root" }, ran('su UID="root"', "www-data", "33"), true],
  [{ ignoreUsers: "root" }, added('/tmp/ UID="root" ', "www-data", "33"), true],
  [{ ignorePaths: "/opt/cache" }, added("/opt/cache/new-thing"), false],
  [{ ignorePaths: "/opt/cache/:/x" }, added("/opt/cache"), false],
  [{ ignorePaths: "/" }, added("/opt/cache/new-thing"), false],
  [{ ignorePaths: "/opt/cache" }, added("/opt/cache-evil/thing"), true],
  [{ ignorePaths: "/opt/cache" }, added("/home/opt/cache/thing"), true],
  [{ ignorePaths: "/opt/cache" }, added("/opt/cache/../../etc/passwd"), true],
  [{ ignorePaths: "/opt/cache" }, ran("rm /opt/cache/thing"), true],
  [{ alwaysPaths: "/var/log/nginx" }, usual[4] ?? needle, true],
  [{ alwaysPaths: "/var/log" }, ran("ls -la /srv"), false],
  [{ alwaysPaths: "/var/lo" }, usual[4] ?? needle, false],
  [{ alwaysPaths: "/var/log", ignoreUsers: "deploy" }, usual[4] ?? needle, false],
] as const)("with %j, whether %j is an alarm: %s", ([options, event, expected]) => {
  expect(isAlarm(event, options)).toBe(expected);
});

test("a path that is always an alarm says so", () => {
  const [alert] = alertsOf([rowOf(added("/var/log/nginx/access.log"))], { alwaysPaths: "/var/log" });

  expect(alert?.evidence).toBe("deploy on web-1: a change of /var/log is always an alarm");
});

test("what is ignored is not learned either", () => {
  const learned = trainDetector(lof, month, { ignoreUsers: "pyama" });

  expect(Object.keys(z.object({ texts: z.record(z.string(), z.unknown()) }).parse(learned).texts)).toEqual([
    "file",
  ]);
});

test("a kind of text that was not learned is not judged, except on paths that are always an alarm", () => {
  const ofCommands = trainDetector(lof, month, { ignoreUsers: "deploy" });
  const judged = (options: OptionValues) =>
    createDetector(lof, { source, model: ofCommands, options }).observe(rowOf(added("/etc/passwd", "root")));

  expect(judged({})).toEqual([]);
  expect(judged({ alwaysPaths: "/etc" })).toHaveLength(1);
});

test("alerts of other rules, and about files with level 0, are passed over", () => {
  const other = { kind: "other", description: "sshd: authentication failed" } as const;

  expect(texts.textOf({ ...rowOf(needle), event: other })).toBeUndefined();
  expect(texts.textOf({ ...rowOf(added("/etc/passwd")), level: 0 })).toBeUndefined();
});

test("the model holds a line for each different text, and how often it occurred", () => {
  const releases = Array.from({ length: 60 }, (_, at) =>
    rowOf(added(`/srv/app/releases/${at}/index.html`), at),
  );

  expect(trainDetector(lof, [...releases, ...month])).toMatchObject({
    features: "words 1",
    rows: 160,
    texts: {
      command: [
        ["ls -la /srv", 20],
        ["systemctl status nginx", 20],
        ["git pull origin main", 20],
      ],
      file: [
        ["/srv/app/releases/0/index.html", 80],
        ["/var/log/nginx/access.log", 20],
      ],
    },
  });
});

test("without a model it says how to train one", () => {
  expect(() => createDetector(lof, { source })).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "MODEL_NEEDED",
      message: "lof requires a model.",
      advice:
        "Train one: firedrill train LOG --detector lof --out model.json. Then use lof:model=model.json.",
    }),
  );
});

const alike = Array.from({ length: 30 }, (_, at) => rowOf(ran("ls -la"), at));

test.for([
  ["no rows", [], {}, "0 rows"],
  ["one command again and again", alike, {}, "30 commands that are all alike and 0 files"],
  [
    "one command, and one file",
    [...alike, rowOf(added("/x"))],
    {},
    "30 commands that are all alike and 1 file",
  ],
  ["only ignored users", month, { ignoreUsers: "pyama:deploy" }, "0 commands and 0 files"],
] as const)("training on %s is refused", ([, rows, options, found]) => {
  expect(() => trainDetector(lof, [...rows], options)).toThrow(
    expect.objectContaining({ code: "NOT_ENOUGH_HEALTHY_DATA", message: `Cannot train lof on ${found}.` }),
  );
});

test.for([
  [{ features: "words 2" }, 'features is "words 2", not "words 1"'],
  [{ features: undefined }, 'features is missing, not "words 1"'],
  [{ detector: "guard" }, "it was trained for guard"],
  [{ rows: 0 }, "rows is 0, not a whole number from 1"],
  [{ trainedFromMs: -1 }, "trainedFromMs is -1, not Unix milliseconds before the year 10000"],
  [{ texts: { command: [["ls", 0]] } }, "texts.command[0][1] is 0, not a whole number from 1"],
  [{ texts: { command: [["ls"]] } }, "texts.command[0] is a list of 1, not a list of 2"],
  [{ texts: { file: [[1, 1]] } }, "texts.file[0][0] is 1, not a text"],
  [{ texts: { file: [["/x", 1]] } }, "texts.file has 1 line, not 2 or more"],
] as const)("a model with %j is refused: %s", ([changes, why]) => {
  expect(() => createDetector(lof, { source, model: { ...model, ...changes } })).toThrow(
    expect.objectContaining({ code: "BAD_MODEL", message: `lof cannot use this model: ${why}.` }),
  );
});

test("a model of texts is refused for numbers, and a model of numbers for texts", () => {
  const options = { signal: "level" };
  const ofNumbers = trainDetector(lof, month, options);

  expect(() => createDetector(lof, { source, options, model })).toThrow(
    /features is "words 1", not "windows 1"/,
  );
  expect(() => createDetector(lof, { source, model: ofNumbers })).toThrow(
    /trainedFromMs is missing|features is "windows 1"/,
  );
  expect(() => createDetector(lof, { source, options, model: ofNumbers })).not.toThrow();
});

test("labels of needles are dropped on reading", async () => {
  const needles = await rowsIn(`${golden}needles.jsonl`);

  expect(readFileSync(`${golden}needles.jsonl`, "utf8").match(/"_label"/g)).toHaveLength(15);
  expect(needles).toHaveLength(15);
  expect(JSON.stringify(needles)).not.toMatch(/label|seed blog/);
});

test.for([
  [0.001, [], "no needle is farther than the rarest of forty alerts"],
  [0.05, [9, 10, 11], "a cron job, a preloaded library and root's keys"],
  [0.2, [0, 4, 8, 9, 10, 11], "su, a new user and a strange file as well"],
] as const)(
  "trained on forty alerts with contamination %f, the needles %j are alarms: %s",
  async ([contamination, expected]) => {
    const learned = trainDetector(lof, await rowsIn(`${golden}train-40.jsonl`));
    const judge = textJudge("lof", { ...noPaths, k: 5, contamination }, texts, learned);

    const needles = await rowsIn(`${golden}needles.jsonl`);

    expect(needles.flatMap((row) => (judge(row)?.isAlarm === true ? [row.index] : []))).toEqual(expected);
  },
);
