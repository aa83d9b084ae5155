import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { startGuarded } from "../../../detector/remote/guarded-process.ts";
import { monotonicMs, newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { forkOwnProcess } from "../../../harness/world/own-module.ts";
import { processesWith, uniqueSeconds } from "./processes.ts";

const wall = realClock(newClockOrigin());
afterAll(() => wall.close());

test("input, output, standard error and exit code are those of the command", async () => {
  const child = startGuarded({ command: "cat; echo done >&2; exit 7", stdin: "pipe" });

  child.stdin?.end("hello");

  expect(await text(child.stdout)).toBe("hello");
  expect(await child.exited).toEqual({ code: 7 });
  expect(child.lastWords()).toBe("done");
});

test("a list runs without a shell", async () => {
  const child = startGuarded({ command: ["printf", "%s|", "$HOME *", "a'b", "--"], stdin: "ignore" });

  expect(await text(child.stdout)).toBe("$HOME *|a'b|--|");
});

test("it runs in the given folder with the given environment", async () => {
  const child = startGuarded({
    command: 'echo "$PWD $GREETING"',
    stdin: "ignore",
    cwd: "/",
    env: { GREETING: "hi" },
  });

  expect(await text(child.stdout)).toBe("/ hi\n");
});

test("an end by a signal is reported as that signal", async () => {
  const child = startGuarded({ command: "kill -SEGV $$", stdin: "ignore" });

  expect(await child.exited).toEqual({ signal: "SIGSEGV" });
});

test.for([["no-such-program-here"], [["no-such-program-here", "--flag"]]] as const)(
  "a program that does not exist ends with 127: %j",
  async ([command]) => {
    const child = startGuarded({ command, stdin: "pipe" });

    expect(await child.exited).toEqual({ code: 127 });
    expect(child.lastWords()).toContain("no-such-program-here");
  },
);

test("a folder that does not exist is a FiredrillError", () => {
  expect(() => startGuarded({ command: "true", cwd: "/no/such/folder", stdin: "ignore" })).toThrow(
    expect.objectContaining({ code: "PROCESS_NOT_STARTED", kind: "drill" }),
  );
});

test("writing to a process that is gone causes no error", async () => {
  const child = startGuarded({ command: "exec <&-; exit 0", stdin: "pipe" });

  child.stdin?.write("x".repeat(1_000_000));

  expect(await child.exited).toEqual({ code: 0 });
});

test("the last words are the last 20 lines, without colors and control characters", async () => {
  const script = String.raw`i=0; while [ $i -lt 500 ]; do echo "line $i"; i=$((i+1)); done >&2; printf '\033[31mred\033[0m \007bell\twide \342\200\256turned\r\n' >&2`;
  const child = startGuarded({ command: script, stdin: "ignore" });

  await child.exited;

  expect(child.lastWords().split("\n")).toHaveLength(20);
  expect(child.lastWords()).toMatch(/^line 481\n[^]*line 499\nred �bell wide �turned$/);
});

test("the command's background processes end with it", async () => {
  const seconds = uniqueSeconds();
  const child = startGuarded({ command: `sleep ${seconds} & sleep ${seconds} & exit 3`, stdin: "ignore" });

  expect(await child.exited).toEqual({ code: 3 });
  await expect.poll(() => processesWith(seconds)).toBe(0);
});

test("stopping ends the whole group, first with SIGTERM", async () => {
  const seconds = uniqueSeconds();
  const command = `trap 'echo asked; exit 0' TERM; sleep ${seconds} & echo up; wait`;
  const child = startGuarded({ command, stdin: "pipe" });
  const output = text(child.stdout);
  await expect.poll(() => processesWith(seconds)).toBeGreaterThanOrEqual(3);

  await child.stop(20_000, wall);

  expect(await child.exited).toEqual({ code: 0 });
  expect(await output).toBe("up\nasked\n");
  await expect.poll(() => processesWith(seconds)).toBe(0);
});

test("a process that ignores SIGTERM is killed after the grace period", async () => {
  const seconds = uniqueSeconds();
  const child = startGuarded({ command: `trap '' TERM; echo up; sleep ${seconds}`, stdin: "pipe" });
  await once(child.stdout, "data");
  const beforeMs = monotonicMs();

  await child.stop(100, wall);

  expect(await child.exited).toEqual({ signal: "SIGKILL" });
  expect(monotonicMs() - beforeMs).toBeGreaterThanOrEqual(100);
  await expect.poll(() => processesWith(seconds)).toBe(0);
});

test("stopping a process that has ended does nothing", async () => {
  const child = startGuarded({ command: "exit 4", stdin: "ignore" });
  await child.exited;

  await child.stop(20_000, wall);

  expect(await child.exited).toEqual({ code: 4 });
});

test.for(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
  "when this process dies of %s, the whole group dies, even processes that ignore signals",
  async (signal) => {
    const seconds = uniqueSeconds();
    const parent = forkOwnProcess(
      "test/detector/remote/orphan-maker",
      [`trap '' TERM INT HUP; sleep ${seconds} & echo up; sleep ${seconds}`],
      {},
    );
    await once(parent, "message");
    await expect.poll(() => processesWith(seconds)).toBeGreaterThanOrEqual(4);

    parent.kill(signal);
    await once(parent, "exit");

    await expect.poll(() => processesWith(seconds)).toBe(0);
  },
);

test.skipIf(process.platform !== "linux")(
  "a process that left the group is named after the end of the others, one in the group is not",
  async () => {
    const seconds = uniqueSeconds();
    const child = startGuarded({
      command: `sleep ${seconds} & setsid sleep ${seconds} >/dev/null 2>&1 & echo; wait`,
      stdin: "ignore",
    });
    await once(child.stdout, "data");
    await expect.poll(() => child.leftRunning()).toHaveLength(1);

    await child.stop(0, wall);

    const [left] = child.leftRunning();
    expect(left?.words).toBe(`sleep ${seconds}`);
    process.kill(left?.pid ?? 0, "SIGKILL");
    await expect.poll(() => child.leftRunning()).toEqual([]);
  },
);
