import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { followsLog } from "../../../detector/remote/command.ts";
import { monotonicMs, newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { healthyRows, noisyRows } from "../traffic.ts";
import { csvHeader, csvLines, hearing, node } from "./command-fixture.ts";
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
    "the command gets the header and every row, however they come: by %i",
    async (size) => {
      const path = join(folder, `rows-${size}.csv`);
      const heard = hearing(`cat >"${path}"`, wall);

      await heard.start();
      for (let at = 0; at < rows.length; at += size) await heard.detector.observe(rows.slice(at, at + size));
      await heard.detector.stop(20_000);

      expect(readFileSync(path, "utf8")).toBe(allText);
      expect(heard.errors).toEqual([]);
    },
  );

  test("in wall time a row is there at once", async () => {
    const heard = hearing(String.raw`head -2 | tail -1; echo '{"at":0}'; cat >/dev/null`, wall, {
      clockKind: { kind: "real" },
    });

    await heard.start();
    await heard.detector.observe(rows.slice(0, 1));

    await expect.poll(() => heard.alerts).toHaveLength(1);
    await heard.detector.stop(20_000);
  });

  test("rows that the format leaves out are not written", async () => {
    const heard = hearing(`wc -c | sed 's/.*/{"at":0,"score":&}/'`, wall, {
      feed: {
        kind: "stdin",
        lines: { format: "csv", headerFor: () => "", encode: ({ index }) => (index === 3 ? "four\n" : "") },
      },
    });

    await heard.run(rows);

    expect(heard.alerts).toMatchObject([{ score: 5 }]);
  });

  test("its alerts are heard, also those that come when its input has ended", async () => {
    const script = `let bytes = 0; process.stdin.on("data", (part) => { bytes += part.length; });
      process.stdin.on("end", () => setTimeout(() => console.log(JSON.stringify({ at: 299, score: bytes })), 100));`;
    const heard = hearing(node(script), wall);

    await heard.run(rows);

    expect(heard.alerts).toEqual([
      { severity: "error", state: "firing", atIndex: 299, score: allText.length },
    ]);
    expect(heard.errors).toEqual([]);
  });

  test("what it says that is no alert is counted and left alone", async () => {
    const heard = hearing(`cat >/dev/null; echo up; echo; echo 'WARNING: slow'; printf 'the end'`, wall);

    await heard.run(rows);

    expect(heard.alerts).toEqual([{ severity: "warning", state: "firing", evidence: "WARNING: slow" }]);
    expect(heard.detector.ignoredLines()).toBe(3);
  });

  test("a command that talks all the time does not block itself or us", async () => {
    const heard = hearing("cat", wall);

    await heard.run(noisyRows(1, 20_000, () => 10));

    expect(heard.errors).toEqual([]);
    expect(heard.detector.ignoredLines()).toBe(20_001);
  });

  test("Python is told not to keep its alerts in a buffer", async () => {
    const heard = hearing(`cat >/dev/null; echo "{\\"at\\":$PYTHONUNBUFFERED}"`, wall);

    await heard.run(rows);

    expect(heard.alerts).toMatchObject([{ atIndex: 1 }]);
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
    const heard = hearing(command, wall);

    await heard.run(rows);

    expect(heard.errors).toMatchObject([{ kind: "drill", code }]);
    expect(heard.errors[0]?.message).toMatch(message);
  });

  test("a command that is gone after a few rows is told of when rows still come", async () => {
    const heard = hearing(`head -2 >/dev/null; exit 0`, wall, { clockKind: { kind: "real" } });
    await heard.start();

    await heard.detector.observe(rows.slice(0, 5));
    await expect.poll(() => heard.errors).toMatchObject([{ code: "COMMAND_ENDED_EARLY" }]);
    await heard.detector.observe(rows.slice(5));
    await heard.detector.stop(20_000);

    expect(heard.errors).toHaveLength(1);
  });

  test.runIf(process.platform === "linux").for(["head -50 >/dev/null", "exec <&-; sleep 0.1", "true"])(
    "a command that ends well without having read all of its input has ended early: %s",
    async (command) => {
      const heard = hearing(command, wall);

      await heard.run(rows);

      expect(heard.errors).toMatchObject([{ code: "COMMAND_ENDED_EARLY" }]);
    },
  );

  test("a command that does not end when its input does is stuck, and is ended", async () => {
    const seconds = uniqueSeconds();
    const heard = hearing(`cat >/dev/null; sleep ${seconds}`, wall);
    await heard.start();

    await heard.detector.stop(100);

    expect(heard.errors).toMatchObject([{ code: "COMMAND_HUNG" }]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("a command that does not read is stuck, and rows wait for it no longer than the start timeout", async () => {
    const seconds = uniqueSeconds();
    const heard = hearing(`echo thinking >&2; sleep ${seconds}`, wall, { startTimeoutMs: 200 });
    await heard.start();
    const many = noisyRows(1, 20_000, () => 10);

    await heard.detector.observe(many);
    await heard.detector.observe(many);
    await heard.detector.stop(20_000);

    expect(heard.errors).toMatchObject([{ code: "COMMAND_HUNG" }]);
    expect(heard.errors[0]?.message).toMatch(/took no rows for 0\.2 s.*ends with "thinking"\.$/);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("in wall time one that fails at once ends the start", async () => {
    const heard = hearing("exit 9", wall, { clockKind: { kind: "real" } });

    await expect(heard.start()).rejects.toMatchObject({ code: "COMMAND_FAILED" });
    await heard.detector.stop(0);
  });

  test("of much that it said, the end is told", async () => {
    const heard = hearing("i=0; while [ $i -lt 90 ]; do echo row $i; i=$((i+1)); done >&2; exit 1", wall);

    await heard.run(rows);

    expect(heard.errors[0]?.message).toMatch(/ends with "row 82 \| .* \| row 88 \| row 89"\.$/);
  });

  test("what it said last is harmless on a terminal", async () => {
    const heard = hearing(String.raw`printf '\033]0;owned\007\033[2Jbye\n' >&2; exit 1`, wall);

    await heard.run(rows);

    expect(heard.errors[0]?.message).toMatch(/ends with "�\]0;owned�bye"\.$/);
  });
});

describe("following the log", () => {
  const logPath = join(folder, "it's a log.csv");
  writeFileSync(logPath, "");

  test.for(["cmd {log}", "tail -f '{log}' | x"])("{log} makes it so: %s", (command) => {
    expect(followsLog(command)).toBe(true);
  });

  test.for([`{log}`, `'{log}'`, `"{log}"`])("the path is quoted for the shell: %s", async (word) => {
    const command = `printf '%s\\n' ${word} | sed 's/.*/{"subject":"&","at":0}/'; exec sleep ${uniqueSeconds()}`;
    const heard = hearing(command, wall, { logPath });

    await heard.run([]);

    expect(heard.alerts).toMatchObject([{ subject: logPath }]);
  });

  test("it is shown no rows, and SIGTERM is its normal end", async () => {
    const seconds = uniqueSeconds();
    const heard = hearing(`tail -f {log} & echo WARNING; sleep ${seconds}`, wall, { logPath });
    const polite = hearing(`trap 'exit 1' TERM; : {log}; sleep ${seconds} & wait`, wall, { logPath });

    await Promise.all([heard.run(rows), polite.run(rows)]);

    expect([heard.errors, polite.errors]).toEqual([[], []]);
    expect(heard.alerts).toHaveLength(1);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("it gets a second to see the last rows", async () => {
    const heard = hearing(`sleep 0.6; echo ERROR {log}; sleep ${uniqueSeconds()}`, wall, { logPath });

    await heard.run([]);

    expect(heard.alerts).toMatchObject([{ severity: "error" }]);
  });

  test.for([
    ["sleep 0.4; : {log}; exit 0", "COMMAND_ENDED_EARLY"],
    ["sleep 0.4; : {log}; exit 2", "COMMAND_FAILED"],
  ] as const)("an end before it is stopped is an error: %s", async ([command, code]) => {
    const heard = hearing(command, wall, { logPath });

    await heard.run([]);

    expect(heard.errors).toMatchObject([{ code }]);
  });

  test("on the virtual clock there is no log to follow", async () => {
    await expect(hearing("tail -f {log}", wall).start()).rejects.toMatchObject({
      kind: "usage",
      code: "LOG_FEED_NEEDS_WALL_TIME",
    });
  });
});

describe("nothing is left behind", () => {
  test("a drill that is given up ends it at once and without complaint", async () => {
    const seconds = uniqueSeconds();
    const heard = hearing(`trap '' TERM; sleep ${seconds} & sleep ${seconds}`, wall);
    await heard.start();
    const waiting = heard.detector.observe(noisyRows(1, 20_000, () => 10));
    const beforeMs = monotonicMs();

    await heard.detector.stop(0);
    await waiting;

    expect(monotonicMs() - beforeMs).toBeLessThan(5000);
    expect(heard.errors).toEqual([]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("neither after success nor after failure", async () => {
    const seconds = uniqueSeconds();
    const well = hearing(`sleep ${seconds} & cat >/dev/null`, wall);
    const badly = hearing(`sleep ${seconds} & cat >/dev/null; exit 1`, wall);

    await Promise.all([well.run(rows), badly.run(rows)]);

    expect([well.errors.length, badly.errors.length]).toEqual([0, 1]);
    await expect.poll(() => processesWith(seconds)).toBe(0);
  });

  test("stopping one that was never started does nothing", async () => {
    await expect(hearing("true", wall).detector.stop(0)).resolves.toBeUndefined();
  });
});
