import { describe, expect, test } from "vitest";
import { amocPage, repeatPage, sweepPage } from "../../../report/html/study.ts";
import { parseAxis } from "../../../harness/study/sweep-cell.ts";
import { startSweep } from "../../../harness/study/sweep.ts";
import { hostileNames } from "../hostile.ts";
import { insideOf, making, shapeOf } from "./drawn.ts";
import { hostileAmoc, hostileRepeat, hostileSweep } from "./hostile-studies.ts";

const pages: readonly (readonly [string, (name: string) => string])[] = [
  ["a repeat", (name) => repeatPage(name, [hostileRepeat(name)], name, making)],
  ["a suite", (name) => repeatPage(name, [hostileRepeat(name), hostileRepeat(name)], name, making)],
  ["a sweep", (name) => sweepPage(hostileSweep([name]), making)],
  ["the curves of amoc", (name) => amocPage(hostileAmoc([name]), making)],
];

describe.for(pages)("the page of %s", ([, pageFor]) => {
  const harmless = pageFor("plain");

  test.for(hostileNames)("gains nothing from %j: not %s", ([name]) => {
    const page = pageFor(name);

    expect(shapeOf(page)).toBe(shapeOf(harmless));
    expect(page.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{fffe}]/gu)).toBeNull();
  });

  test("names no address outside itself, and has no style that its policy refuses", () => {
    expect(new Set(harmless.match(/(?:https?:)?\/\/[a-z][^\s"<]*/gi))).toEqual(
      new Set(["http://www.w3.org/2000/svg"]),
    );
    expect(harmless.match(/<script|<style| on[a-z]+=| style=/g)).toEqual(["<style", "<script"]);
  });
});

test("detectors that differ in their options alone are one curve, a point each", () => {
  const page = repeatPage("rapidly", [hostileRepeat("probe")], "firedrill run", making);

  expect(page.match(/<circle /g)).toHaveLength(2);
  expect(page).toContain("Figures: probe, probe");
});

test("the page of a suite begins with a table of its scenarios, each of which leads to its part, and folds those that passed", () => {
  const repeat = hostileRepeat("probe");
  const passed = { ...repeat, repeat: { ...repeat.repeat, scenario: "calm", passed: true } };

  const page = repeatPage("both", [repeat, passed], "firedrill run --suite both", making);

  expect(insideOf(page, '<div class="replay"><code>', "</code>")).toBe("firedrill run --suite both");
  const rows = [
    ...(page.split("<tbody>")[1]?.split("</tbody>")[0] ?? "").matchAll(/<th scope="row">(.*?)<\/th>/g),
  ];
  expect(rows.map(([, head]) => head)).toEqual([
    '<a href="#scenario-1">probe</a>',
    '<a href="#scenario-2">calm</a>',
    "total",
  ]);
  const parts = [...page.matchAll(/<details class="part"( open="")?>.*?<div id="([^"]+)">/gs)];
  expect(parts.map(([, open, id]) => [open, id])).toEqual([
    [' open=""', "scenario-1"],
    [undefined, "scenario-2"],
  ]);
  expect(page).not.toContain("Delay against false alarms");
});

test("the page of a sweep begins with the smallest fault that was noticed in time, then what was played", async () => {
  const { words, scenario, gates, cells } = await startSweep(
    {
      scenario: "rapidly",
      settings: [],
      detectors: ["threshold"],
      axes: [parseAxis("attack.delayMs=100,200,300")],
      firstSeed: 1,
      seeds: 10,
      onset: "fixed",
    },
    { signal: new AbortController().signal, onProgress: () => undefined, jobs: 1 },
  );
  const sweep = {
    ...words,
    scenario: scenario.name,
    gates,
    cells,
    command: "again",
    commandFor: () => "worst",
  };

  const page = sweepPage(sweep, making);

  expect(insideOf(page, "<h1>", "</h1>")).toBe(
    "threshold, attack: noticed in time from attack.delayMs=300 up",
  );
  expect(page).toContain("rapidly, attack.delayMs 100 to 300 (3): 3 cells of 10 drills");
  expect(insideOf(page, '<div class="replay"><code>', "</code>")).toBe("again");
  expect(insideOf(page, "<dl>", "</dl>")).toBe(
    "<dt>Smallest fault noticed in time</dt><dd>attack.delayMs=300, and every larger one</dd>" +
      "<dt>Worst case</dt><dd>attack.delayMs=100: 0 of 10 in time, mean delay 200, some missed<br><code>worst</code></dd>",
  );
});
