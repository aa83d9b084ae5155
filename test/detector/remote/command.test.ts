import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { followsLog } from "../../../detector/remote/command.ts";
import { monotonicMs, newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { healthyRows, noisyRows } from "../traffic.ts";
import { csvHeader, csvLines, recordedCommand, node } from "./command-fixture.ts";
import { processesWith, uniqueSeconds } from "./processes.ts";

const wall = realClock(newClockOrigin());
const folder = mkdtempSync(join(tmpdir(), "firedrill it's-"));
afterAll(async () => {
  await wall.close();
  rmSync(folder, { recursive: true });
});

const rows = healthyRows(1);
const allText = csvHeader + rows.map((row) => csvLines.encode(row)).join("");

describe("on standard input", () => {
  test.for([1, 7, 300])(
    "the command gets the header and every row when they come in groups of %i",
    async (size) => {
      const path = join(folder, `rows-${size}.csv`);
      const recorded = recordedCommand(`cat >"${path}"`, wall);

      await recorded.start();
      for (let at = 0; at < rows.length; at += size)
        await recorded.detector.observe(rows.slice(at, at + size));
      await recorded.detector.stop(20_000);

      expect(readFileSync(path, "utf8")).toBe(allText);
      expect(recorded.errors).toEqual([]);
    },
  );

  test("in wall time a row arrives immediately", async () => {
    const recorded = recordedCommand(String.raw`head -2 | tail -1; echo '{"at":0}'; cat >/dev/null`, wall, {
      clockKind: { kind: "real" },
    });

    await recorded.start();
    await recorded.detector.observe(rows.slice(0, 1));

    await expect.poll(() => recorded.alerts).toHaveLength(1);
    await recorded.detector.stop(20_000);
  });

  test("rows that the format leaves out are not written", async () => {
    const recorded = recordedCommand(`wc -c | sed 's/.*/{"at":0,"score":&}/'`, wall, {
      feed: {
        kind: "stdin",
        lines: { format: "csv", headerFor: () => "", encode: ({ index }) => (index === 3 ? "four\n" : "") },
      },
    });

    await recorded.run(rows);

    expect(recorded.alerts).toMatchObject([{ score: 5 }]);
  });

  test("its alerts arrive, even those after the end of its input", async () => {
    const script = `let bytes = 0; process.stdin.on("data", (part) => { bytes += part.length; });
      process.stdin.on("end", () => setTimeout(() => console.log(JSON.stringify({ at: 299, score: bytes })), 100));`;
    const recorded = recordedCommand(node(script), wall);

    await recorded.run(rows);

    expect(recorded.alerts).toEqual([
      { severity: "error", state: "firing", atIndex: 299, score: allText.length },
    ]);
    expect(recorded.errors).toEqual([]);
  });

  test("output that is not an alert is counted and ignored", async () => {
    const recorded = recordedCommand(
      `cat >/dev/null; echo up; echo; echo 'WARNING: slow'; printf 'the end'`,
      wall,
    );

    await recorded.run(rows);

    expect(recorded.alerts).toEqual([{ severity: "warning", state: "firing", evidence: "WARNING: slow" }]);
    expect(recorded.detector.ignoredLines()).toBe(3);
  });

  test("a command that prints constantly blocks neither itself nor the drill", async () => {
    const recorded = recordedCommand("cat", wall);

    await recorded.run(noisyRows(1, 20_000, () => 10));

    expect(recorded.errors).toEqual([]);
    expect(recorded.detector.ignoredLines()).toBe(20_001);
  });

  test("Python runs with unbuffered output", async () => {
    const recorded = recordedCommand(`cat >/dev/null; echo "{\\"at\\":$PYTHONUNBUFFERED}"`, wall);

    await recorded.run(rows);

    expect(recorded.alerts).toMatchObject([{ atIndex: 1 }]);
  });
});

describe("an error and never a miss", () => {
  test.for([
    [
      "cat >/dev/null; echo broken >&2; exit 3",
      "COMMAND_FAILED",
      /exit code 3 after its last row.*ends with "broken"\.$/,
    ],
    ["echo broken >&2; exit 1", "COMMAND_FAILED", /exit code 1.*ends with "broken"\.$/],
    ["cat >/dev/null; kill -SEGV $$", "COMMAND_FAILED", /ended by SIGSEGV/],
    ["kill -KILL $$", "COMMAND_FAILED", /ended by SIGKILL/],
    ["no-such-program-here --flag", "COMMAND_NOT_FOUND", /ends with ".*no-such-program-here/],
    ["python3 /no/such/file.py", "COMMAND_FAILED", /no\/such\/file/],
    ['cat >/dev/null; echo \'{"at":"soon"}\'', "ALERT_NOT_UNDERSTOOD", /its "at" is "soon"/],
    ['cat >/dev/null; echo \'{"msg":"up"}\'', "ALERT_NOT_UNDERSTOOD", /none of the fields/],
  ] as const)("%s: %s", async ([command, code, message]) => {
    const recorded = recordedCommand(command, wall);

    await recorded.run(rows);

    expect(recorded.errors).toMatchObject([{ kind: "drill", code }]);
    expect(recorded.errors[0]?.message).toMatch(message);
  });

  test("a command that ends after a few rows is an error before the next rows", async () => {
    const recorded = recordedCommand(`head -2 >/dev/null; exit 0`, wall, { clockKind: { kind: "real" } });
    await recorded.start();

    await recorded.detector.observe(rows.slice(0, 5));
    await expect.poll(() => recorded.errors).toMatchObject([{ code: "COMMAND_ENDED_EARLY" }]);
    await recorded.detector.observe(rows.slice(5));
    await recorded.detector.stop(20_000);

    expect(recorded.errors).toHaveLength(1);
  });

  test.runIf(process.platform === "linux").for(["head -50 >/dev/null", "exec <&-; sleep 0.1", "true"])(
    "a command that succeeds before it read all of its input ended early: %s",
    async (command) => {
      const recorded = recordedCommand(command, wall);

      await recorded.run(rows);

      expect(recorded.errors).toMatchObject([{ code: "COMMAND_ENDED_EARLY" }]);
    },
  );

  test("a command that does not end after its input hangs and is killed", async () => {
    const seconds = uniqueSeconds();
    const recorded = recordedCommand(`cat >/dev/null; sleep ${seconds}`, wall);
    await recorded.start();

    await recorded.detector.stop(100);

    expect(recorded.errors).toMatchObject([{ code: "COMMAND_HUNG" }]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("a command that does not read hangs, and rows wait no longer than the start timeout", async () => {
    const seconds = uniqueSeconds();
    const recorded = recordedCommand(`echo thinking >&2; sleep ${seconds}`, wall, { startTimeoutMs: 200 });
    await recorded.start();
    const many = noisyRows(1, 20_000, () => 10);

    await recorded.detector.observe(many);
    await recorded.detector.observe(many);
    await recorded.detector.stop(20_000);

    expect(recorded.errors).toMatchObject([{ code: "COMMAND_HUNG" }]);
    expect(recorded.errors[0]?.message).toMatch(/read no rows for 0\.2 s.*ends with "thinking"\.$/);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("in wall time a command that fails immediately makes the start fail", async () => {
    const recorded = recordedCommand("exit 9", wall, { clockKind: { kind: "real" } });

    await expect(recorded.start()).rejects.toMatchObject({ code: "COMMAND_FAILED" });
    await recorded.detector.stop(0);
  });

  test("the message quotes the end of a long standard error", async () => {
    const recorded = recordedCommand(
      "i=0; while [ $i -lt 90 ]; do echo row $i; i=$((i+1)); done >&2; exit 1",
      wall,
    );

    await recorded.run(rows);

    expect(recorded.errors[0]?.message).toMatch(/ends with "row 82 \| .* \| row 88 \| row 89"\.$/);
  });

  test("the message quotes standard error without control characters", async () => {
    const recorded = recordedCommand(String.raw`printf '\033]0;owned\007\033[2Jbye\n' >&2; exit 1`, wall);

    await recorded.run(rows);

    expect(recorded.errors[0]?.message).toMatch(/ends with "�\]0;owned�bye"\.$/);
  });
});

describe("following the log", () => {
  const logPath = join(folder, "it's a log.csv");
  writeFileSync(logPath, "");

  test.for(["cmd {log}", "tail -f '{log}' | x"])("a command with {log} follows the log: %s", (command) => {
    expect(followsLog(command)).toBe(true);
  });

  test.for([`{log}`, `'{log}'`, `"{log}"`])("the path is quoted for the shell: %s", async (word) => {
    const command = `printf '%s\\n' ${word} | sed 's/.*/{"subject":"&","at":0}/'; exec sleep ${uniqueSeconds()}`;
    const recorded = recordedCommand(command, wall, { logPath });

    await recorded.run([]);

    expect(recorded.alerts).toMatchObject([{ subject: logPath }]);
  });

  test("it gets no rows, and SIGTERM is its normal end", async () => {
    const seconds = uniqueSeconds();
    const recorded = recordedCommand(`tail -f {log} & echo WARNING; sleep ${seconds}`, wall, { logPath });
    const polite = recordedCommand(`trap 'exit 1' TERM; : {log}; sleep ${seconds} & wait`, wall, { logPath });

    await Promise.all([recorded.run(rows), polite.run(rows)]);

    expect([recorded.errors, polite.errors]).toEqual([[], []]);
    expect(recorded.alerts).toHaveLength(1);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("it gets a second to see the last rows", async () => {
    const recorded = recordedCommand(`sleep 0.6; echo ERROR {log}; sleep ${uniqueSeconds()}`, wall, {
      logPath,
    });

    await recorded.run([]);

    expect(recorded.alerts).toMatchObject([{ severity: "error" }]);
  });

  test.for([
    ["sleep 0.4; : {log}; exit 0", "COMMAND_ENDED_EARLY"],
    ["sleep 0.4; : {log}; exit 2", "COMMAND_FAILED"],
  ] as const)("an end before it is stopped is an error: %s", async ([command, code]) => {
    const recorded = recordedCommand(command, wall, { logPath });

    await recorded.run([]);

    expect(recorded.errors).toMatchObject([{ code }]);
  });

  test("following the log on the virtual clock is refused", async () => {
    await expect(recordedCommand("tail -f {log}", wall).start()).rejects.toMatchObject({
      kind: "usage",
      code: "LOG_FEED_NEEDS_WALL_TIME",
    });
  });
});

describe("no process is left behind", () => {
  test("stopping without grace ends it at once and without an error", async () => {
    const seconds = uniqueSeconds();
    const recorded = recordedCommand(`trap '' TERM; sleep ${seconds} & sleep ${seconds}`, wall);
    await recorded.start();
    const waiting = recorded.detector.observe(noisyRows(1, 20_000, () => 10));
    const beforeMs = monotonicMs();

    await recorded.detector.stop(0);
    await waiting;

    expect(monotonicMs() - beforeMs).toBeLessThan(5000);
    expect(recorded.errors).toEqual([]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("after success or failure", async () => {
    const seconds = uniqueSeconds();
    const well = recordedCommand(`sleep ${seconds} & cat >/dev/null`, wall);
    const badly = recordedCommand(`sleep ${seconds} & cat >/dev/null; exit 1`, wall);

    await Promise.all([well.run(rows), badly.run(rows)]);

    expect([well.errors.length, badly.errors.length]).toEqual([0, 1]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("stopping a command that was never started does nothing", async () => {
    await expect(recordedCommand("true", wall).detector.stop(0)).resolves.toBeUndefined();
  });
});
