import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";

const slowPython = `import csv, json, sys
for row in csv.DictReader(sys.stdin):
    if float(row["response_time_s"]) > 0.25:
        print(json.dumps({"at": int(row["index"]), "key": "slow"}), flush=True)
`;

const jobIn = (folder: string): unknown =>
  parse(readFileSync(join(folder, ".github/workflows/drill.yml"), "utf8"));

test("with flags it writes a scenario that gates the user's program, however it is quoted, and a test that does", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "it's slow.py"), slowPython);
  const command = `python3 "it's slow.py"`;

  const { code, stdout, stderr } = await runMain(
    ["init", "--detector", command, "--scenario", "rapidly", "--within", "5"],
    { cwd },
  );

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Written: drill.yaml, drill.sh, .github/workflows/drill.yml");
  const drilled = await runMain(["run", "drill.yaml", "--no-save"], { cwd });
  expect(drilled).toMatchObject({ code: 0, stderr: "" });
  expect(drilled.stdout).toContain(
    `PASSED  cmd:${command} raised ERROR for attack-1 on its 1st affected request (limit 5)`,
  );
  expect(readFileSync(join(cwd, "drill.sh"), "utf8")).toContain(
    String.raw`npx firedrill run drill.yaml healthy --detector 'cmd:python3 "it'\''s slow.py"' --no-save "$@"`,
  );
  expect(jobIn(cwd)).toMatchObject({
    jobs: { drill: { steps: [{}, {}, { run: "npm ci" }, { run: "sh drill.sh --report github" }] } },
  });
});

test("it asks for what no flag says, and an empty answer is the usual one", async () => {
  const cwd = testFolder();

  const { code, stdout } = await runMain(["init"], { cwd, input: ["rules/page.yml\n", "\n", "3s\n"] });

  expect(code).toBe(0);
  expect(stdout).toContain("Your detector: rules.yml, a command, or ./module.ts?");
  expect(parse(readFileSync(join(cwd, "drill.yaml"), "utf8"))).toMatchObject({
    source: "response",
    expect: [
      { detector: "prometheus", options: { rules: "rules/page.yml" }, severity: "error", within: "3s" },
    ],
  });
  expect(JSON.stringify(jobIn(cwd))).toContain("apt-get install --yes prometheus");
});

test("for a module it writes a test for vitest", async () => {
  const cwd = testFolder();

  await runMain(["init", "--detector", "slow.ts:limit=0.1", "--scenario", "rapidly", "--within", "10"], {
    cwd,
  });

  expect(readFileSync(join(cwd, "drill.test.ts"), "utf8")).toContain(
    `await expect("./slow.ts:limit=0.1").toDetect("./drill.yaml", { within: "10", seeds: 20 });`,
  );
  expect(parse(readFileSync(join(cwd, "drill.yaml"), "utf8"))).toMatchObject({
    expect: [{ detector: "./slow.ts", options: { limit: "0.1" }, within: 10 }],
  });
  expect(existsSync(join(cwd, "drill.sh"))).toBe(false);
});

test("it overwrites nothing, and then writes nothing", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "drill.sh"), "mine\n");

  const { code, stderr } = await runMain(
    ["init", "--detector", "cat", "--scenario", "rapidly", "--within", "10"],
    { cwd },
  );

  expect(code).toBe(2);
  expect(stderr).toContain("Nothing was written, because there is already drill.sh.");
  expect(readFileSync(join(cwd, "drill.sh"), "utf8")).toBe("mine\n");
  expect(existsSync(join(cwd, "drill.yaml"))).toBe(false);
});

test("a file where a folder should be is in the way, too", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, ".github"), "mine\n");

  const { code, stderr } = await runMain(
    ["init", "--detector", "cat", "--scenario", "rapidly", "--within", "10"],
    { cwd },
  );

  expect(code).toBe(2);
  expect(stderr).toContain("Nothing was written, because there is already .github.");
  expect(existsSync(join(cwd, "drill.yaml"))).toBe(false);
});

test("a command of several lines with both kinds of quotes reaches the shell as it was given", async () => {
  const cwd = testFolder();
  const command = `cat >/dev/null; echo 'a  "b"' >&2\necho "c 'd'" >&2; exit 4`;

  await runMain(["init", "--detector", command, "--scenario", "rapidly", "--within", "10"], { cwd });

  const { code, stdout } = await runMain(["run", "drill.yaml", "--no-save"], { cwd });
  expect(code).toBe(3);
  expect(stdout).toContain(`Its standard error ends with "a  "b" | c 'd'"`);
});

test.for([
  [["--scenario", "rapidly", "--within", "10"], "Missing: your detector."],
  [["--detector", "cat", "--scenario", "rapidli", "--within", "10"], "Did you mean"],
  [["--detector", "cat", "--scenario", "rapidly", "--within", "soon"], 'Invalid deadline "soon".'],
] as const)("init %j writes nothing: %s", async ([flags, says]) => {
  const cwd = testFolder();

  const { code, stderr } = await runMain(["init", ...flags], { cwd });

  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(existsSync(join(cwd, "drill.yaml"))).toBe(false);
});

test("lint takes what run takes: files, built-in scenarios and suites, and detectors of the user's", async () => {
  const cwd = testFolder();
  await runMain(["init", "--detector", "cat", "--scenario", "rapidly", "--within", "10"], { cwd });

  const { code, stdout } = await runMain(["lint", "drill.yaml", "rapidly", "quiet"], { cwd });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^OK drill\.yaml: drill, 300 requests/);
  expect(stdout).toMatch(/^OK rapidly: rapidly, /m);
  expect(stdout).toMatch(/^OK quiet: heavy-tail, /m);
  expect(await runMain(["lint", "rapidli"], { cwd })).toMatchObject({ code: 2 });
});
