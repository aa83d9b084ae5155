import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";

/** A module whose detector crashes on the tenth row of every drill. */
function crashingModule(): string {
  const path = join(testFolder(), "crashing.mjs");
  const observe = `(row) => { if (row.index === 9) throw new TypeError("ten is too many"); return []; }`;
  writeFileSync(
    path,
    `export default { name: "crashing", summary: "Crashes.", reads: ["response"], options: {},
      create: () => ({ name: "crashing", windowSize: 10, observe: ${observe} }) };`,
  );
  return path;
}

const compared = (report: string) =>
  runMain(
    `compare rapidly --detector ${crashingModule()} --detector threshold --repeat 2 --report ${report}`.split(
      " ",
    ),
  );

test("compare reports a crashed detector, ranks the others and exits with 3", async () => {
  const { code, stdout, stderr } = await compared("text");

  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toMatch(
    /^ERROR {3}\S+ could not be judged in 2 of 2 drills of rapidly: .* crashed on observation 9: TypeError: ten is too many/,
  );
  expect(stdout).toMatch(/^rapidly, attack\ndetector .*\nthreshold .*\d\n\n/m);
});

test("compare --report json lists the crashed drills beside the rows of the others", async () => {
  const { code, stdout } = await compared("json");

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    rows: [{ scenario: "rapidly", detector: "threshold" }],
    crashed: [{ scenario: "rapidly", crashed: 2, drills: 2, error: { code: "DETECTOR_CRASHED" } }],
  });
});
