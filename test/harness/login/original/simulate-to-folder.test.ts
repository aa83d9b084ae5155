import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Labelled } from "../../../../domain/truth.ts";
import { originalMonth } from "../../../../harness/login/original/month.ts";
import {
  makeOriginalUserBase,
  simulateOriginalToFolder,
} from "../../../../harness/login/original/simulate-to-folder.ts";
import { readLabelledLog } from "../../../../log/files/read.ts";
import { publishedMonth } from "../../../golden/login-original.ts";
import { filesIn, testFolder } from "../../folder.ts";
import { published, publishedSimulation, sumsOf } from "./published.ts";

test("all four files of the published month are equal to the published files, byte for byte", () => {
  const simulation = publishedSimulation();

  const { counts } = simulateOriginalToFolder(simulation);

  expect(counts).toEqual([
    { count: 12_836, one: "attempt", many: "attempts" },
    { count: 72, one: "attack", many: "attacks" },
    { count: 133, one: "user", many: "users" },
  ]);
  expect(sumsOf(simulation.outDir)).toEqual(publishedMonth);
});

test("with an existing user base the month is the same, and users are not written again", () => {
  const before = publishedSimulation();
  simulateOriginalToFolder(before);
  const again = { ...before, outDir: testFolder() };

  simulateOriginalToFolder({
    ...again,
    users: { kind: "read", path: join(before.outDir, "user_ips.json") },
  });

  const { "log.csv": log, "attacks.csv": attacks } = publishedMonth;
  expect(sumsOf(again.outDir)).toEqual({ "log.csv": log, "attacks.csv": attacks });
});

test("if attackers change their address a labelled log is written too, with the rows of the month", async () => {
  const simulation = { ...publishedSimulation(), addresses: "fresh" } as const;

  const { files } = simulateOriginalToFolder(simulation);

  const labelledPath = join(simulation.outDir, "labelled.csv");
  const rows: Labelled[] = [];
  for await (const row of readLabelledLog(labelledPath).rows) rows.push(row);
  expect(rows).toEqual(
    originalMonth({ ...published, users: makeOriginalUserBase(published.seed), addresses: "fresh" }).rows,
  );
  expect(files).toContain(labelledPath);
  expect(Object.keys(filesIn(simulation.outDir))).toEqual(
    [...Object.keys(publishedMonth), "labelled.csv"].toSorted(),
  );
});

test("nothing is written if the labelled log exists", () => {
  const simulation = { ...publishedSimulation(), addresses: "fresh", outDir: testFolder() } as const;
  writeFileSync(join(simulation.outDir, "labelled.csv"), "mine");

  expect(() => simulateOriginalToFolder(simulation)).toThrow(expect.objectContaining({ code: "LOG_EXISTS" }));
  expect(filesIn(simulation.outDir)).toEqual({ "labelled.csv": "mine" });
});

test.for(["log.csv", "attacks.csv", "user_base.txt", "user_ips.json"])(
  "nothing is written if %s exists",
  (name) => {
    const simulation = publishedSimulation();
    mkdirSync(simulation.outDir, { recursive: true });
    writeFileSync(join(simulation.outDir, name), "mine");

    expect(() => simulateOriginalToFolder(simulation)).toThrow(
      expect.objectContaining({ code: "LOG_EXISTS" }),
    );
    expect(filesIn(simulation.outDir)).toEqual({ [name]: "mine" });
  },
);

test("if the given user base is missing no folder is made", () => {
  const simulation = publishedSimulation();
  const users = { kind: "read", path: "no-such-user-base.json" } as const;

  expect(() => simulateOriginalToFolder({ ...simulation, users })).toThrow(
    expect.objectContaining({ code: "UNKNOWN_USER_BASE" }),
  );
  expect(existsSync(simulation.outDir)).toBe(false);
});
