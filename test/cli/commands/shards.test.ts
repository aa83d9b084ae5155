import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../../domain/text/json.ts";
import { findScenario, findSuite } from "../../../scenarios/registry.ts";
import { testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";

/** What differs between a whole run and its merged shards: folder names, time stamps and durations. */
function lasting(text: string, outDir: string): string {
  return text
    .replaceAll(outDir, "OUT")
    .replaceAll(/\d{8}T\d{6}Z/g, "TIME")
    .replaceAll(/ time="[\d.]+"/g, "");
}

/** All files below a folder, by their lasting path; what was cut from a name in turn is not compared. */
function filesIn(folder: string, outDir = folder): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "durations.json")
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => [lasting(path, outDir), lasting(readFileSync(path, "utf8"), outDir)]),
  );
}

interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Arguments for reports. @param outDir - a folder for those that are files */
type Reports = (outDir: string) => readonly string[];

/** Every format at once. */
const everyFormat: Reports = (outDir) => [
  "--report",
  "text",
  ...["json", "junit", "github", "markdown"].flatMap((format) => [
    "--report",
    `${format}=${join(outDir, `report.${format}`)}`,
  ]),
];

async function outcomeOf(words: readonly string[], reports: Reports): Promise<Outcome> {
  const outDir = testFolder();
  const { code, stdout } = await runMain([...words, ...reports(outDir), "--out", join(outDir, "runs")]);
  return { code, stdout: lasting(stdout, outDir), files: filesIn(outDir) };
}

/** Plays all shards, the last one first. @returns their folders */
async function playShards(
  words: readonly string[],
  count: number,
  balance: readonly string[] = [],
): Promise<readonly string[]> {
  const outDir = join(testFolder(), "shards");
  for (let index = count; index >= 1; index -= 1) {
    const { code, stdout } = await runMain([
      ...words,
      "--shard",
      `${index}/${count}`,
      ...balance,
      "--out",
      outDir,
    ]);
    expect([code, stdout.split(":")[0]]).toEqual([0, `Shard ${index}/${count}`]);
  }
  return readdirSync(outDir).map((name) => join(outDir, name));
}

/** A folder that says that the cells took these times, so that they are dealt out in another way. */
function durationsFolder(meanMs: Readonly<Record<string, number>>): string {
  const folder = testFolder();
  writeFileSync(join(folder, "durations.json"), JSON.stringify({ schemaVersion: 1, meanMs }));
  return folder;
}

/** The cells of shards, and what their folders have in common. */
interface Recorded {
  readonly study: JsonObject;
  readonly cells: readonly RecordedCell[];
  readonly durations: string;
}

interface RecordedCell {
  readonly cell: string;
  readonly line: string;
  /** The folder of its drill, if it was kept. */
  readonly kept?: string;
}

function recordedIn(folders: readonly string[]): Recorded {
  const [first = ""] = folders;
  const cells = folders.flatMap((folder) => {
    const { kept } = objectIn(read(folder, "shard-end.json"));
    const names = isJsonObject(kept) ? kept : {};
    const lines = read(folder, "shard-cells.ndjson").split("\n").slice(0, -1);
    return lines.map((line): RecordedCell => {
      const cell = String(objectIn(line)["cell"]);
      const name = names[cell];
      return { cell, line: `${line}\n`, ...(typeof name === "string" ? { kept: join(folder, name) } : {}) };
    });
  });
  return { study: objectIn(read(first, "shard.json")), cells, durations: read(first, "durations.json") };
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function objectIn(text: string): JsonObject {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw new RangeError(`not an object: ${text}`);
  return value;
}

/** Folders of shards that have these cells. @param parts - the shard of each cell, from 0 */
function foldersOf(
  { study, cells, durations }: Recorded,
  parts: readonly number[],
  count: number,
): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const folder = testFolder();
    const own = cells.filter((_cell, at) => parts[at] === index);
    const text = own.map(({ line }) => line).join("");
    const kept = Object.fromEntries(
      own.flatMap(({ cell, kept: path }) => (path === undefined ? [] : [[cell, relative(folder, path)]])),
    );
    const sha256 = createHash("sha256").update(text).digest("hex");
    const write = (name: string, content: object | string): void =>
      writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    write("shard.json", { ...study, shard: { index: index + 1, count } });
    write("shard-cells.ndjson", text);
    write("shard-end.json", { cells: own.length, sha256, kept });
    write("durations.json", durations);
    return folder;
  });
}

/** Which shard each of so many cells goes to, and in which order the shards are merged. */
function partitions(cells: number) {
  return fc.integer({ min: 1, max: 6 }).chain((count) =>
    fc.record({
      parts: fc.array(fc.nat(count - 1), { minLength: cells, maxLength: cells }),
      order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
    }),
  );
}

const repeat = "run rapidly slowly process-healthy --repeat 4 --seed 3".split(" ");
const knn = ["--detector", "knn:warning=0.1,error=0.35"];
const asText: Reports = () => ["--report", "text"];
const asJson: Reports = () => ["--report", "json"];

test.for([
  ["a repeat", [...repeat, ...knn], { rapidly: 20, slowly: 3, "process-healthy": 1 }, [everyFormat]],
  ["a repeated suite", "run --suite subtle --repeat 2".split(" "), { "one-in-ten": 9 }, [everyFormat]],
  ["a suite", "run --suite subtle".split(" "), { "small-step": 7, variance: 2 }, [everyFormat]],
  ["a suite of logins", "run --suite login --detector login-guard".split(" "), undefined, [everyFormat]],
  ["a suite of processes", "run --suite process --detector lof".split(" "), undefined, [everyFormat]],
  [
    "a sweep",
    "sweep rapidly --vary attack.delayMs=15..500:log3 --vary onset=100,105 --seeds 3 --jobs 1".split(" "),
    { "attack.delayMs=15 onset=100": 5 },
    [asText, asJson],
  ],
] as const)(
  "any partition of %s into shards merges to the same bytes as the whole, in every format",
  async ([, words, meanMs, reports]) => {
    const wholes = await Promise.all(reports.map(async (some) => outcomeOf(words, some)));
    const balance = meanMs === undefined ? [] : ["--balance", durationsFolder(meanMs)];
    const folders = await playShards(words, 3, balance);
    const recorded = recordedIn(folders);
    const allIn = (shard: number, order: number[]) => ({ parts: recorded.cells.map(() => shard), order });

    for (const [at, some] of reports.entries())
      expect(await outcomeOf(["merge", ...folders], some)).toEqual(wholes[at]);
    await fc.assert(
      fc.asyncProperty(
        partitions(recorded.cells.length),
        fc.nat(reports.length - 1),
        async ({ parts, order }, at) => {
          const dealt = foldersOf(recorded, parts, order.length);
          const shuffled = order.flatMap((index) => dealt[index] ?? []);

          expect(await outcomeOf(["merge", ...shuffled], reports[at] ?? asText)).toEqual(wholes[at]);
        },
      ),
      {
        numRuns: 15,
        examples: [
          [allIn(0, [0]), 0],
          [allIn(3, [3, 1, 0, 2]), 0],
        ],
      },
    );
  },
);

test.for([
  ["run rapidly --repeat 2", asText],
  ["run --suite subtle", asText],
  ["sweep rapidly --vary onset=100,105 --seeds 2 --jobs 1", asJson],
] as const)(
  "firedrill %s in more shards than it has cells is the same when the empty ones are merged, too",
  async ([line, reports]) => {
    const words = line.split(" ");

    const folders = await playShards(words, 6);

    const cells = folders.map((folder) => recordedIn([folder]).cells.length);
    expect(Math.min(...cells)).toBe(0);
    expect(await outcomeOf(["merge", ...folders], reports)).toEqual(await outcomeOf(words, reports));
  },
);

test("the heaviest scenarios of a suite go to different shards, and merge to the same bytes", async () => {
  const words = "run --suite subtle".split(" ");
  const balance = ["--balance", durationsFolder({ "small-step": 100, "one-in-ten": 90 })];

  const folders = await playShards(words, 2, balance);

  const dealt = folders.map((folder) => recordedIn([folder]).cells.map(({ cell }) => Number(cell)));
  const shardOf = (name: string): number =>
    dealt.findIndex((cells) =>
      cells.includes(findSuite("subtle").scenarios.findIndex((one) => one.name === name)),
    );
  // Every second one would be dealt to the same shard.
  expect(new Set([shardOf("small-step"), shardOf("one-in-ten")])).toEqual(new Set([0, 1]));
  expect(await outcomeOf(["merge", ...folders], asText)).toEqual(await outcomeOf(words, asText));
});

const short = "run rapidly --repeat 4".split(" ");

test("a shard says so in its first line and in its JSON, and passes whatever its drills say", async () => {
  const outDir = testFolder();
  const text = await runMain([
    ...short,
    ...knn,
    "--severity",
    "error",
    "--within",
    "1ms",
    "--shard",
    "2/3",
    "--out",
    outDir,
  ]);
  const json = await runMain([...short, "--shard", "3/3", "--out", outDir, "--report", "json"]);

  expect([text.code, text.stdout.split("\n")[0]]).toEqual([0, "Shard 2/3: 1 of 4 drills; 1 did not pass"]);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    shard: { index: 3, count: 3 },
    cells: 1,
    of: 4,
    failed: 0,
    invalid: 0,
  });
});

test("--shard auto takes its part from a job's environment", async () => {
  const env = { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "2" };

  const { stdout } = await runMain([...short, "--shard", "auto", "--out", testFolder()], { env });
  const alone = await runMain([...short, "--no-save"], { env });

  expect(stdout).toMatch(/^Shard 2\/2: 2 of 4 drills\n/);
  expect(alone.stdout).toMatch(/^PASSED {2}knn raised WARNING|^PASSED/);
});

test("shards that an earlier run balances have about the same to do, and the merged run balances the next", async () => {
  const words = "run rapidly slowly --repeat 3".split(" ");
  const slow = ["--balance", durationsFolder({ rapidly: 10, slowly: 30 })];
  const folders = await playShards(words, 2, slow);
  const sizes = folders.map(
    (folder) => readFileSync(join(folder, "shard-cells.ndjson"), "utf8").split("\n").length - 1,
  );
  const outDir = testFolder();
  await runMain(["merge", ...folders, "--out", outDir]);
  const [run = ""] = readdirSync(outDir);

  const next = await runMain([
    ...words,
    "--shard",
    "1/2",
    "--balance",
    join(outDir, run),
    "--out",
    testFolder(),
  ]);

  // One has two slow drills, the other one and the three fast ones.
  expect(sizes.toSorted((a, b) => a - b)).toEqual([2, 4]);
  expect(next.code).toBe(0);
});

test("a missing shard is named, and one that did not end: exit 3", async () => {
  const [one = "", two = "", three = ""] = await playShards(short, 3);

  const missing = await runMain(["merge", two]);
  rmSync(join(two, "shard-end.json"));
  const unfinished = await runMain(["merge", one, two, three]);

  expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining("2 shards missing: 1/3, 3/3.")]);
  expect([unfinished.code, unfinished.stderr]).toEqual([
    3,
    expect.stringContaining(`Shard 2/3 in ${two} did not end.`),
  ]);
});

test.for([
  ["run rapidly --repeat 4 --seed 2", "seed 1 and 2"],
  ["run rapidly --repeat 5", 'repeat {"drills":4,"onset":"drawn"} and {"drills":5,"onset":"drawn"}'],
  ["run slowly --repeat 4", 'scenarios ["rapidly"] and ["slowly"]'],
  ["run rapidly --repeat 4 --confirm lof", "remote "],
  ["sweep rapidly --vary onset=100,105 --seeds 2", "a repeat and a sweep"],
] as const)("a shard of %s is no part of the same run: %s", async ([other, difference]) => {
  const [one = ""] = await playShards(short, 2);
  const [, two = ""] = await playShards(other.split(" "), 2);

  const { code, stderr } = await runMain(["merge", one, two]);

  expect(code).toBe(2);
  expect(stderr).toContain(`do not make one run: ${difference}`);
  expect(stderr).toContain("errors.md#shards_differ");
});

test("other versions, other numbers of shards, the same shard twice, other deals and changed files are refused", async () => {
  const [one = "", two = ""] = await playShards(short, 2);
  const [, third = ""] = await playShards(short, 3);
  const dealtAnew = (await playShards("run rapidly slowly --repeat 3".split(" "), 2))[0] ?? "";
  const balanced = (
    await playShards("run rapidly slowly --repeat 3".split(" "), 2, [
      "--balance",
      durationsFolder({ rapidly: 10, slowly: 30 }),
    ])
  )[1];
  const old = join(testFolder(), "old");
  cpSync(two, old, { recursive: true });
  const record = readFileSync(join(old, "shard.json"), "utf8");
  writeFileSync(join(old, "shard.json"), record.replace(/"version": "[^"]+"/, '"version": "0.0.1"'));
  const changed = join(testFolder(), "changed");
  cpSync(two, changed, { recursive: true });
  appendFileSync(join(changed, "shard-cells.ndjson"), "{}\n");
  mkdirSync(join(changed, "empty"));

  const answers = await Promise.all(
    [
      [one, old],
      [old],
      [one, third],
      [one, one],
      [one, changed],
      [join(changed, "empty")],
      [dealtAnew, balanced ?? ""],
    ].map(async (folders) => runMain(["merge", ...folders, "--no-save"])),
  );

  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 2));
  const said = answers.map(({ stderr }) => stderr);
  expect(said[0]).toMatch(/versions [\d.]+ and 0\.0\.1/);
  expect(said[1]).toMatch(/this firedrill do not make one run: version 0\.0\.1, not/);
  expect(said[2]).toContain("one of 2 shards and one of 3");
  expect(said[3]).toContain("both are shard 1/2");
  expect(said[4]).toContain(`${changed} is not the folder of a shard, or its files were changed.`);
  expect(said[5]).toContain("is not the folder of a shard");
  expect(said[6]).toContain("(--balance)");
});

test("a scenario that has changed since is refused", async () => {
  const mine = join(testFolder(), "mine.json");
  const { name: _, ...own } = findScenario("rapidly");
  writeFileSync(mine, JSON.stringify({ ...own, name: "mine" }));
  const folders = await playShards(["run", mine, "--repeat", "2"], 2);
  writeFileSync(mine, JSON.stringify({ ...own, name: "mine", summary: "Another one." }));

  const { code, stderr } = await runMain(["merge", ...folders, "--no-save"]);

  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("their scenarios or detectors have changed since they ran"),
  ]);
});

test.for([
  ["run rapidly --shard 1/2", "has nothing to deal out"],
  ["run rapidly --repeat 2 --shard 3/2", "Invalid --shard 3/2"],
  ["run rapidly --repeat 2 --shard 0/2", "Invalid --shard 0/2"],
  ["run rapidly --repeat 2 --shard two", "Invalid --shard two"],
  ["run rapidly --repeat 2 --shard auto", "--shard auto found no index in the environment."],
  ["run rapidly --repeat 2 --shard 1/2 --no-save", "--shard cannot be combined with --no-save."],
  ["run rapidly --repeat 2 --shard 1/2 --report junit", "A shard has no --report junit."],
  ["sweep rapidly --vary onset=100,105 --shard 1/2 --no-save", "--shard cannot be combined with --no-save."],
  ["run rapidly --repeat 2 --shard 1/2 --balance nowhere", "No durations of an earlier run in nowhere."],
] as const)("firedrill %s is refused: %s", async ([words, message]) => {
  const { code, stdout, stderr } = await runMain([...words.split(" "), "--out", join(testFolder(), "out")]);

  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("the merged report of a sweep goes to standard output only", async () => {
  const folders = await playShards("sweep rapidly --vary onset=100,105 --seeds 2".split(" "), 1);

  const { code, stderr } = await runMain(["merge", ...folders, "--report", "junit", "--no-save"]);

  expect([code, stderr]).toEqual([2, expect.stringContaining("A sweep has one report, on standard output.")]);
});
