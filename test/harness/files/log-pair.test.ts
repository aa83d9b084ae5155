import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLogPair } from "../../../harness/files/log-pair.ts";
import { filesIn, testFolder } from "../folder.ts";

const row = {
  observation: {
    kind: "login",
    index: 0,
    atMs: 0,
    ip: "203.0.113.9",
    user: "anna",
    outcome: { kind: "success" },
  },
  truth: { mode: "normal" },
} as const;

function pairIn(folder: string, labelledPath?: string) {
  const labels = labelledPath === undefined ? {} : { labelledPath };
  const observedPath = join(folder, "observed.csv");
  return openLogPair({ source: "login", observedPath, format: "original", bufferBytes: 0, ...labels });
}

test("every row is in both logs", () => {
  const folder = testFolder();
  const logs = pairIn(folder, join(folder, "labelled.csv"));

  logs.write(row);
  logs.close();

  const { "observed.csv": observed, "labelled.csv": labelled } = filesIn(folder);
  expect(observed?.split("\n")[1]).toBe("1970-01-01 00:00:00,203.0.113.9,anna,True,");
  expect(labelled?.split("\n")[1]).toBe("0,1970-01-01T00:00:00.000000Z,203.0.113.9,anna,success,,normal,");
});

test("without a path there is no labelled log", () => {
  const folder = testFolder();

  pairIn(folder).close();

  expect(Object.keys(filesIn(folder))).toEqual(["observed.csv"]);
});

test("if the second log cannot be created, the first one is closed and removed", () => {
  const folder = testFolder();
  const openBefore = openFiles();

  expect(() => pairIn(folder, join(folder, "none", "labelled.csv"))).toThrow(
    expect.objectContaining({ code: "LOG_NOT_WRITABLE" }),
  );
  expect(filesIn(folder)).toEqual({});
  expect(openFiles()).toBe(openBefore);
});

/** How many files this process has open. 0 where the system does not tell. */
function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
