import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { trainRules } from "../../../../detector/login/rules/rules.ts";
import { exploreLog } from "../../../../harness/files/explore-log.ts";
import { drawnRule, noRule } from "../../../../harness/login/explore/boundaries.ts";
import { writeExploration } from "../../../../harness/login/explore/explorer.ts";
import { hostile, svgOf } from "../../../report/login/explore/explored.ts";
import { filesIn, testFolder } from "../../folder.ts";
import { explored, fileWith, header, small } from "./explored-log.ts";

describe("the files", () => {
  test("have fixed names, whatever the log contains, and escape its text", async () => {
    const folder = join(testFolder(), "deep", "out");
    const spelled = JSON.stringify(hostile);
    const logPath = fileWith("log.ndjson", [
      `{"index":0,"at":"2020-01-01T00:00:00.000000Z","source_ip":"203.0.113.9","username":${spelled},"outcome":"success"}`,
    ]);
    const { write } = await exploreLog({ log: logPath, out: folder, onRow: () => undefined });

    write();

    const files = filesIn(folder);
    expect(Object.keys(files)).toEqual([
      "attempts-per-hour.svg",
      "attempts-per-ip.svg",
      "by-ip.csv",
      "failure-rate-by-users.svg",
      "success-by-ip-linear.svg",
      "success-by-ip-log.svg",
    ]);
    const { "by-ip.csv": sheet = "", ...pictures } = files;
    for (const svg of Object.values(pictures)) {
      expect(svgOf(svg).name).toBe("svg");
      expect(svg).not.toContain("<script");
    }
    expect(sheet.split("\n")[1]).toMatch(/^203\.0\.113\.9,1,1,0,/);
  });

  test("are never overwritten", async () => {
    const folder = testFolder();
    const logPath = fileWith("log.csv", [header, ...small]);
    writeFileSync(join(folder, "by-ip.csv"), "mine");

    await expect(exploreLog({ log: logPath, out: folder, onRow: () => undefined })).rejects.toMatchObject({
      code: "LOG_EXISTS",
    });
    expect(readFileSync(join(folder, "by-ip.csv"), "utf8")).toBe("mine");
  });

  test("that cannot be written are an error of kind drill", async () => {
    const folder = join(fileWith("file", [""]), "out");
    const exploration = await explored(small);

    expect(() => writeExploration(folder, exploration, noRule)).toThrow(
      expect.objectContaining({ kind: "drill", code: "LOG_NOT_WRITABLE" }),
    );
  });
});

describe("the boundary", () => {
  const hours = Array.from({ length: 48 }, (_, hour) => hour);

  test("of each method is its limit averaged over the hours of the day, and the caption has the range", () => {
    const training = trainRules("login-rules", 0);
    for (const hour of hours) {
      const atMs = Date.parse("2020-01-01T00:00:00Z") + hour * 3_600_000;
      const outcome = { kind: "success" } as const;
      training.learn({ kind: "login", index: hour, atMs, ip: "203.0.113.9", user: "anna", outcome });
    }

    const { boundaries, captions } = drawnRule(fileWith("model.json", [JSON.stringify(training.finish())]));

    expect(boundaries[0]).toEqual({ name: "mean: 1.25 users, 0 % failed", users: 1.25, failureRatio: 0 });
    expect(boundaries.map(({ name }) => name.split(":")[0])).toEqual(["mean", "median", "tukey", "zscore"]);
    expect(captions[0]).toContain("By hour: mean 1.25 users, 0 % failed; median");
  });

  test.for([
    ["another detector's", '{"schemaVersion":1,"detector":"guard"}', "BAD_MODEL"],
    ["without baselines", '{"schemaVersion":1,"detector":"login-rules"}', "BAD_MODEL"],
    ["no JSON", "{", "MODEL_NOT_READABLE"],
  ] as const)("needs a model of login-rules, not one %s", ([, text, code]) => {
    const path = fileWith("model.json", [text]);

    expect(() => drawnRule(path)).toThrow(expect.objectContaining({ kind: "usage", code }));
  });

  test("is missing without a model, and the caption says how to get one", () => {
    expect(noRule.boundaries).toEqual([]);
    expect(noRule.captions.join()).toContain("firedrill train LOG --detector login-rules --out model.json");
  });
});
