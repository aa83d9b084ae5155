import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runMain } from "../cli/run-main.ts";
import { testFolder } from "../harness/folder.ts";
import { commandsOf, pageText, readersClone, typed } from "./reader.ts";

const page = pageText("docs/shards.md");
const folder = "examples/shards";

test("the commands of the page play two shards and merge them", async () => {
  const clone = readersClone();
  const ended = [];
  for (const command of commandsOf(page)) ended.push(await typed(command, clone));

  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(ended.map(({ stdout }) => stdout.split("\n")[0])).toEqual([
    "Shard 1/2: 3 of 6 drills",
    "Shard 2/2: 3 of 6 drills",
    expect.stringMatching(/^PASSED {2}knn raised ERROR for attack in 6 of 6/),
  ]);
});

test("the page and the folder name every recipe", () => {
  const recipes = readdirSync(folder).filter((name) => name !== "README.md");

  const linked = [...page.matchAll(/\]\(\.\.\/examples\/shards\/([\w.]+)\)/g)].map(([, name]) => name);

  expect(new Set(linked)).toEqual(new Set(recipes));
  for (const name of recipes) expect(pageText(`${folder}/README.md`)).toContain(`\`${name}\``);
});

const slurm = { SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_MIN: "1", SLURM_ARRAY_TASK_COUNT: "1" };

/** The words of the first command in a recipe, made short. */
function commandIn(name: string, pattern: RegExp): readonly string[] {
  const [, words = ""] = pattern.exec(pageText(`${folder}/${name}`)) ?? [];
  return words
    .replace(/\$\{\{ matrix\.shard \}\}\/4/, "1/1")
    .replace(":log20", ":log2 --seeds 2")
    .replace(/--repeat "?\d+"?/, "--repeat 1")
    .replace(
      "--suite blind --repeat 1 --detector ./detector.ts",
      "--suite process --repeat 1 --detector guard",
    )
    .split(/,? +/)
    .map((word) => word.replaceAll('"', ""));
}

test.for([
  ["slurm.sh", /npx firedrill (sweep .*)/, /npx firedrill merge (shards\/[\w-]+)\*/, slurm],
  ["github.yml", /npx firedrill (run .*)/, /npx firedrill merge (shards\/[\w-]+)\*/, {}],
  [
    "kubernetes.yml",
    /\[npx, firedrill, (run.*)\]/,
    /npx firedrill merge (shards\/[\w-]+)\*/,
    { JOB_COMPLETION_INDEX: "0", FIREDRILL_SHARDS: "1" },
  ],
] as const)(
  "the commands of %s work: a shard is played into the folder that is merged",
  async ([name, shard, merge, env]) => {
    const cwd = testFolder();
    mkdirSync(join(cwd, "shards"));
    const [, prefix = ""] = merge.exec(pageText(`${folder}/${name}`)) ?? [];
    const words = commandIn(name, shard).map((word) => (word === "/drills/shards" ? "shards" : word));

    const played = await runMain(words, { cwd, env });

    const made = readdirSync(join(cwd, "shards")).map((one) => join("shards", one));
    const short = prefix.replace("blind", "process");
    expect([played.code, played.stderr]).toEqual([0, expect.not.stringContaining("firedrill:")]);
    expect(made.every((one) => one.startsWith(short)) && made.length === 1).toBe(true);
    const merged = await runMain(["merge", ...made, "--no-save"], { cwd });
    expect(merged.code).toBeLessThan(2);
  },
);
