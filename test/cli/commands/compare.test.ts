import { expect, test } from "vitest";
import { node } from "../../detector/remote/command-fixture.ts";
import { crashingModule } from "../crashing-module.ts";
import { runMain } from "../run-main.ts";

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
  expect(stdout).toContain("Every detector has the deadline 10.");
});

test("compare --report json lists the crashed drills beside the rows of the others", async () => {
  const { code, stdout } = await compared("json");

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    rows: [{ scenario: "rapidly", detector: "threshold", within: 10 }],
    crashed: [{ scenario: "rapidly", crashed: 2, drills: 2, error: { code: "DETECTOR_CRASHED" } }],
  });
});

test("scenarios with different deadlines are named, and detectors still share each of them", async () => {
  const { stdout } = await runMain([
    "compare",
    "rapidly",
    "silence",
    "--detector",
    "threshold",
    "--repeat",
    "2",
  ]);

  expect(stdout).toContain("Every detector has the same deadline: 10 in rapidly, 3 s in silence.");
});

test("several scenarios have one table of all detectors before their own tables, with the names given", async () => {
  const { code, stdout } = await runMain(
    "compare rapidly slowly healthy --detector plain=threshold --detector knn --repeat 2".split(" "),
  );

  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 4).join("\n")).toBe(
    [
      "All scenarios: mean delay; incidents missed; mean rate of false alarms",
      "detector  rapidly, attack  slowly, load  missed  false alarms/1,000",
      "plain     1                24            0       0",
      "knn       3                30            0       0",
    ].join("\n"),
  );
});

test("a program that differs between sessions leaves a table with its row marked, then the error that names the session", async () => {
  const program = node(`
    let slow = false, logs = 0;
    require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const row = JSON.parse(line);
      if ("session" in row) { console.log(line); slow = false; logs += 1; return; }
      if (row.response_time_s > 0.25 && !slow && logs < 6) { slow = true; console.log(JSON.stringify({ at: row.index })); }
    });`);
  const words = "compare rapidly --repeat 2 --jobs 1 --feed ndjson --session many --detector threshold".split(
    " ",
  );

  const { code, stdout, stderr } = await runMain([...words, "--detector", `mine=cmd:${program}`]);

  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toMatch(
    /^rapidly, attack\ndetector .*\nthreshold .*\nmine .*out: it answers differently in another session\n\nERROR {3}mine could not be judged: cmd:.* in session 1 and in session 6/,
  );
});
