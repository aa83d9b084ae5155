import { describe, expect, test } from "vitest";
import { runMain } from "../cli/run-main.ts";

/**
 * Ways in which a detector command fails, and the error of each. The drill exits with 3 and never passes or misses,
 * whether or not the scenario has an incident.
 */
const faults = {
  "exits with 0 at once": ["true", "COMMAND_ENDED_EARLY"],
  "exits with 1 at once": ["exit 1", "COMMAND_FAILED"],
  "exits with 1 after the last row": ["cat >/dev/null; exit 1", "COMMAND_FAILED"],
  "does not exist": ["no-such-program", "COMMAND_NOT_FOUND"],
  "is killed by a signal": ["cat >/dev/null; kill -SEGV $$", "COMMAND_FAILED"],
  "reads a few rows only": ["head -3 >/dev/null", "COMMAND_ENDED_EARLY"],
  "closes its input unread": ["exec 0</dev/null; sleep 0.3", "COMMAND_ENDED_EARLY"],
  "never reads its input": ["sleep 0.3", "COMMAND_ENDED_EARLY"],
  "prints NaN": [`cat >/dev/null; echo '{"at": 103, "score": NaN}'`, "ALERT_NOT_UNDERSTOOD"],
  "prints Infinity": [`cat >/dev/null; echo '{"at": 103, "score": Infinity}'`, "ALERT_NOT_UNDERSTOOD"],
  "prints a dict of Python": [`cat >/dev/null; echo "{'at': 103}"`, "ALERT_NOT_UNDERSTOOD"],
  "prints JSON over several lines": [`cat >/dev/null; printf '{\\n"at": 103\\n}\\n'`, "ALERT_NOT_UNDERSTOOD"],
  "prints a list": [`cat >/dev/null; echo '[{"at": 103}]'`, "ALERT_NOT_UNDERSTOOD"],
  "prints broken JSON after a byte order mark": [
    String.raw`cat >/dev/null; printf '\357\273\277{"at": 103\n'`,
    "ALERT_NOT_UNDERSTOOD",
  ],
  "prints a line without end": [
    "cat >/dev/null; head -c 100000 /dev/zero | tr '\\0' x",
    "ALERT_NOT_UNDERSTOOD",
  ],
  "names a row that is not there": [`cat >/dev/null; echo '{"at": 9999}'`, "ALERT_WITHOUT_OBSERVATION"],
  "names no row": [`cat >/dev/null; echo '{"severity": "error"}'`, "ALERT_WITHOUT_TIME"],
  "names a row before it has read it": [
    `head -40 >/dev/null; echo '{"at": 120}'; cat >/dev/null`,
    "ALERT_WITHOUT_OBSERVATION",
  ],
  "answers the same log differently": [
    `cat >/dev/null; echo "{\\"at\\": 120, \\"key\\": \\"$$\\"}"`,
    "DETECTOR_UNREPEATABLE",
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

describe.for(["rapidly", "healthy"])("in the scenario %s a program that", (scenario) => {
  test.for(Object.entries(faults))("%s is an error", async ([, [command, code]]) => {
    const args = ["run", scenario, "--no-save", "--report", "json", "--detector", `cmd:${command}`];
    const finished = await runMain(args);

    expect(finished.code).toBe(3);
    expect(JSON.parse(finished.stdout)).toMatchObject({
      passed: false,
      detectors: [{ passed: false, error: { code }, incidents: [] }],
    });
  });
});

test("a backdated alert after later rows detects nothing, and the report says why", async () => {
  const back = `n=$(wc -l); [ "$n" -gt 150 ] && echo '{"at": 103, "severity": "error"}'; true`;
  const { code, stdout } = await runMain(["run", "rapidly", "--no-save", "--detector", `cmd:${back}`]);

  expect(code).toBe(1);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "given only the observations up to 103, the program did not raise the alert that it dates to observation 103 (hindsight).",
  );
});

test("alerts printed at the end count if the program raises each without later rows", async () => {
  const buffered = `awk -F, 'NR > 1 && $6 > 0.25 && !on { on = 1; out = "{\\"at\\": " $1 "}" } END { print out }'`;
  const { code, stdout } = await runMain(["run", "rapidly", "--no-save", "--detector", `cmd:${buffered}`]);

  expect(stdout).not.toContain("hindsight");
  expect(code).toBe(0);
});

test("the report of a miss says that the program printed no alert, and the format of its input", async () => {
  const { code, stdout } = await runMain([
    "run",
    "rapidly",
    "--no-save",
    "--detector",
    "cmd:cat >/dev/null; echo done",
  ]);

  expect(code).toBe(1);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "The command printed 1 line, not an alert; the first: done. It got the rows on standard input as csv.",
  );
});
