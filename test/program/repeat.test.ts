import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";

test.concurrent.for([
  [0, "at least 95 % of such incidents", ["--repeat", "59", "--confidence", "0.95"]],
  [1, "proven: 94.9 % (59 clean drills would prove it)", ["--repeat", "58", "--confidence", "0.95"]],
  [1, "4 drills did not pass", ["--repeat", "30", "--detector", "knn-original"]],
] as const)("%i: %s", async ([expected, words, args]) => {
  const { code, stdout, stderr } = await firedrill(["run", "rapidly", ...args, "--no-save"]);

  expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
  expect(stdout).toContain(words);
});

test.concurrent("the replay command of a repeat has all its options", async () => {
  const options = "--repeat 5 --onset fixed --confidence 0.95";

  const { stdout } = await firedrill(["run", "rapidly", ...options.split(" "), "--no-save"]);

  expect(stdout).toMatch(new RegExp(`^Replay .* run rapidly --seed 1 ${options}$`, "m"));
});

test.concurrent.for([
  [["--repeat", "0"], "bad_repeat"],
  [["--confidence", "0.9"], "bad_confidence"],
  [["--repeat", "3", "--confidence", "95"], "bad_confidence"],
] as const)("2: run rapidly with %j is %s", async ([args, code]) => {
  const finished = await firedrill(["run", "rapidly", ...args, "--no-save"]);

  expect(finished).toMatchObject({ code: 2, stdout: "" });
  expect(finished.stderr).toContain(`See docs/errors.md#${code}`);
});

test.concurrent.for([
  [
    "junit",
    /<testcase classname="knn" name="rapidly: attack \[ERROR\]" [\s\S]*<property name="inTime" value="3"\/>/,
  ],
  ["github", /^::notice title=Firedrill%3A rapidly::knn raised ERROR for attack in 3 of 3 within 10/],
] as const)("a repeat has a report for %s", async ([format, expected]) => {
  const args = ["run", "rapidly", "--repeat", "3", "--report", format, "--no-save"];

  const { code, stdout } = await firedrill(args);

  expect(code).toBe(0);
  expect(stdout).toMatch(expected);
});

interface RepeatDocument {
  readonly drills: readonly {
    readonly seed: number;
    readonly settings: readonly string[];
    readonly passed: boolean;
  }[];
  readonly repeat: {
    readonly scenarios: readonly { readonly failures: readonly { readonly command: string }[] }[];
  };
}

function documentIn(text: string): RepeatDocument {
  const document: unknown = JSON.parse(text);
  if (!isRepeat(document)) throw new RangeError("no document about a repeat");
  return document;
}

function isRepeat(value: unknown): value is RepeatDocument {
  return typeof value === "object" && value !== null && "drills" in value && "repeat" in value;
}

test("the run folder has the verdict and the failed drills, and each replays with one command", async () => {
  const out = testFolder();

  const args = [
    "run",
    "rapidly",
    "--detector",
    "knn-original",
    "--repeat",
    "12",
    "--out",
    out,
    "--report",
    "json",
  ];
  const { code, stdout } = await firedrill(args);
  const document = documentIn(stdout);
  const [folder = ""] = readdirSync(out);
  const failed = document.drills.filter(({ passed }) => !passed);
  const [failure] = document.repeat.scenarios.flatMap(({ failures }) => failures);

  expect(code).toBe(1);
  expect(readFileSync(join(out, folder, "verdict.json"), "utf8")).toBe(stdout);
  expect(document.drills).toHaveLength(12);
  expect(readdirSync(join(out, folder))).toHaveLength(3 + failed.length);
  expect(failed.map(({ seed, settings }) => [seed, settings])).toEqual([[11, ["onset=119"]]]);
  expect(failure?.command).toBe(
    "npx firedrill run rapidly --seed 11 --set onset=119 --detector knn-original",
  );

  const replayed = await firedrill([...(failure?.command ?? "").split(" ").slice(2), "--no-save"]);
  expect(replayed.code).toBe(1);
});

test("drills in wall time are played one after another", async () => {
  const args = "run rapidly --clock scaled:100 --repeat 2 --no-save --report json --detector threshold";
  const { stdout } = await firedrill(args.split(" "));

  expect(JSON.parse(stdout)).toMatchObject({
    drills: [{ seed: 1 }, { seed: 2 }],
    repeat: { confidence: 0.95 },
  });
});
