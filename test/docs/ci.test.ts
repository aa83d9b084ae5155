import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { exitCode } from "../../cli/output/exit-code.ts";
import { runMain } from "../cli/run-main.ts";
import { testFolder } from "../harness/folder.ts";
import { codeBlocks, pageText } from "./reader.ts";

const page = pageText("docs/ci.md");
const [githubJob = "", gitlabJob = ""] = codeBlocks(page, "yaml");
const readme = pageText("README.md");

/** The words of a command of the page, which quotes only with double quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

const initCommands = [...page.matchAll(/`npx firedrill (init --detector .*?)`/g)].map(
  ([, command = ""]) => command,
);

test.for([
  ["rules.yml", 0, codeBlocks(readme, "yaml")[0], "drill.sh"],
  ["slow.py", 1, codeBlocks(readme, "python")[0], "drill.sh"],
  ["slow.ts", 2, codeBlocks(readme, "ts")[0], "drill.test.ts"],
] as const)(
  "the command of the page for %s writes what the page says",
  async ([file, at, text = "", written]) => {
    const cwd = testFolder();
    writeFileSync(join(cwd, file), text);

    const { code, stdout } = await runMain(wordsOf(initCommands[at] ?? ""), { cwd });

    expect(code).toBe(0);
    expect(stdout).toContain(`Written: drill.yaml, ${written}, .github/workflows/drill.yml`);
    expect(stdout).toContain("Install: npm init --yes && npm install --save-dev firedrill");
    expect(stdout).not.toContain("Missing:");
  },
);

test("a program is gated by what the page has GitHub and GitLab run: exit 0, and 1 when it got worse", async () => {
  const cwd = testFolder();
  const program = codeBlocks(readme, "python")[0] ?? "";
  writeFileSync(join(cwd, "slow.py"), program);
  await runMain(wordsOf(initCommands[1] ?? ""), { cwd });
  const [, drill = ""] =
    /^npx firedrill (.*) "\$@"$/m.exec(readFileSync(join(cwd, "drill.sh"), "utf8")) ?? [];
  const [, report = ""] = /sh drill\.sh (.*)/.exec(gitlabJob) ?? [];

  const passing = await runMain([...wordsOf(drill), ...wordsOf(report)], { cwd });
  writeFileSync(join(cwd, "slow.py"), program.replace("0.25", "25"));
  const failing = await runMain([...wordsOf(drill), "--report", "github"], { cwd });

  expect(parse(readFileSync(join(cwd, ".github/workflows/drill.yml"), "utf8"))).toEqual(parse(githubJob));
  expect(parse(gitlabJob)).toHaveProperty("drill.artifacts.reports.junit", "drill.xml");
  expect(passing).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(join(cwd, "drill.xml"), "utf8")).toContain("<testcase");
  expect(failing.code).toBe(1);
  expect(failing.stdout).toContain("::error");
});

test("the page names the exit codes of a run that is not interrupted", () => {
  const named = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));

  expect(named).toEqual(Object.values(exitCode).filter((code) => code !== exitCode.interrupted));
});
