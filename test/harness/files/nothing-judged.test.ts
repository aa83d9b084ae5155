import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runMain } from "../../cli/run-main.ts";
import { testFolder } from "../folder.ts";

const header = "index,at,source_ip,username,outcome,failure_reason,mode,incident";

function row(index: number | string, user = "u"): string {
  const second = String(Number(index) % 60 || 0).padStart(2, "0");
  return `${index},2018-11-05T00:00:${second}.000000Z,1.2.3.4,${user},failure,wrong_password,normal,`;
}

async function scored(lines: readonly string[], ...more: readonly string[]) {
  const log = join(testFolder(), "log.csv");
  writeFileSync(log, [header, ...lines, ""].join("\n"));
  return runMain(["score", log, "--detector", "error-rate", ...more]);
}

test.for([
  ["a log without a row", [], "it has no rows"],
  ["a log without a readable row", [row("-1"), row("1e3"), row("NaN")], "none of its 3 lines can be read"],
] as const)("%s has no verdict", async ([, lines, why]) => {
  const text = await scored(lines);
  const json = await scored(lines, "--report", "json");

  expect([text.code, json.code]).toEqual([3, 3]);
  expect(text.stdout).toContain(why);
  expect(JSON.parse(json.stdout)).toMatchObject({
    passed: false,
    error: { code: "NOTHING_JUDGED" },
    detectors: [],
  });
});

test.for([
  [1, false, "one line in a hundred is one in a hundred"],
  [2, true, "two lines in a hundred and one are more"],
] as const)("with %i unreadable lines beside 99 rows the first line says so: %s", async ([bad, isSaid]) => {
  const rows = Array.from({ length: 99 }, (_, index) => row(index));
  const { stdout } = await scored([...rows, ...Array.from({ length: bad }, () => row("x"))]);

  expect(stdout.startsWith("SKIPPED")).toBe(isSaid);
});

test("where the run of a log did not finish, the first line says so", async () => {
  const folder = testFolder();
  const log = join(folder, "labelled.csv");
  for (const name of ["observed.csv", "alerts.ndjson"]) writeFileSync(join(folder, name), "");
  writeFileSync(log, [header, row(0), row(1), ""].join("\n"));
  const scoreIt = (...more: readonly string[]) =>
    runMain(["score", log, "--detector", "error-rate", ...more]);

  const [cutOff, json] = [await scoreIt(), await scoreIt("--report", "json")];
  writeFileSync(join(folder, "verdict.json"), "{}");
  const ended = await scoreIt();

  expect(JSON.parse(json.stdout)).toMatchObject({ unfinished: true, observations: 2 });
  expect(cutOff.stdout).toMatch(/^UNFINISHED The run that wrote this log has not ended, or was cut off/);
  expect(ended.stdout).not.toContain("UNFINISHED");
});

test("a list of attacks of which none has a row has no verdict", async () => {
  const folder = testFolder();
  const attacks = join(folder, "attacks.csv");
  writeFileSync(
    attacks,
    "start,end,source_ip\n2018-11-05 00:00:00.000000,2018-11-05 00:00:01.000000,9.9.9.9\n",
  );
  const { code, stdout, stderr } = await scored([row(0), row(1)], "--labels", attacks);

  expect([code, stdout + stderr]).toEqual([3, expect.stringContaining("Nothing was judged")]);
});

test("a detector that crashes on a log ends with exit code 3", async () => {
  const folder = testFolder();
  const module = join(folder, "crashes.mjs");
  writeFileSync(
    module,
    `export default { name: "crashes", summary: "x.", reads: ["login"], options: {}, windowSize: 10,
      create: () => ({ name: "crashes", windowSize: 10, observe: () => { throw new Error("no"); } }) };`,
  );
  const log = join(folder, "log.csv");
  writeFileSync(log, [header, row(0), ""].join("\n"));

  const { code } = await runMain(["score", log, "--detector", module]);

  expect(code).toBe(3);
});
