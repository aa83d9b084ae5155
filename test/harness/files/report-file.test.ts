import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readReport } from "../../../harness/files/report-file.ts";
import { documentOf } from "../../../report/document.ts";
import { hostileDrill, hostileNames } from "../../report/hostile.ts";
import { pageOf } from "../../report/html/drawn.ts";
import { reported } from "../../score/drill.ts";
import { alertsOn, rowsWithAttackFrom100 } from "../../score/sample.ts";
import { containing } from "../containing.ts";
import { testFolder } from "../folder.ts";

const alert = alertsOn(rowsWithAttackFrom100)(102, { evidence: "slow", confirmed: true });
const { verdict, trace } = reported({ alerts: [alert] });
const document = documentOf(verdict, trace, "firedrill run rapidly --seed 1");
const page = pageOf(document);

function withoutData(text: string): string {
  return text.replace(/<template .*<\/template>/s, "");
}

function fileWith(text: string, name = "report.html"): string {
  const path = join(testFolder(), name);
  writeFileSync(path, text);
  return path;
}

test("a page is read back as it was drawn, and draws the same again", () => {
  const [read] = readReport(fileWith(page));

  expect(read).toEqual(JSON.parse(JSON.stringify(document)));
  expect(read === undefined ? "" : withoutData(pageOf(read))).toBe(withoutData(page));
});

test("a run folder is read from its page, else from its verdict, which has no pictures", () => {
  const folder = testFolder();
  writeFileSync(join(folder, "verdict.json"), JSON.stringify(document.verdict));

  const [bare] = readReport(folder);
  writeFileSync(join(folder, "report.html"), page);
  const [whole] = readReport(folder);

  expect(bare).toMatchObject({ charts: [], verdict: { scenario: "rapidly", passed: true } });
  expect(whole?.charts).toHaveLength(1);
});

test("a verdict of several drills is several runs", () => {
  const path = fileWith(
    JSON.stringify({ schemaVersion: 2, drills: [verdict, { ...verdict, seed: 2 }] }),
    "v.json",
  );

  expect(readReport(path).map((run) => run.verdict.seed)).toEqual([1, 2]);
});

describe("what cannot be drawn is named", () => {
  const mistyped = page.replace('"passed":true', '"passed":"yes"');
  const later = page.replace('{"schemaVersion":1,', '{"schemaVersion":7,');

  test.for([
    ["", /it holds no data of a report/, "an empty file"],
    ["<!doctype html><p>Hello", /it holds no data of a report/, "a foreign page"],
    [
      page.slice(0, page.indexOf("<template") + 300),
      /it holds no data of a report/,
      "a page that was cut off",
    ],
    ['<template id="firedrill-report">{"runs":</template>', /its data is not JSON/, "broken data"],
    [
      mistyped,
      /runs\[0\]\.verdict\.detectors\[0\]\.passed is "yes", not true or false/,
      "a field of the wrong kind",
    ],
    [
      '<template id="firedrill-report">{"schemaVersion":1,"study":[]}</template>',
      /it is the page of a repeat or a sweep, not of one drill/,
      "the page of a study",
    ],
    [later, /schemaVersion is 7, not 1, as this version of firedrill writes it/, "another version"],
    ['{"runs":[]}', /scenario is missing, not a string/, "other JSON"],
  ] as const)("%.40j: %s (%s)", ([text, message]) => {
    expect(() => readReport(fileWith(text))).toThrow(containing({ kind: "usage", code: "NOT_A_REPORT" }));
    expect(() => readReport(fileWith(text))).toThrow(message);
  });

  test.for([
    ["gone", /no such file/],
    ["empty", /a folder without report\.html and verdict\.json/],
    ["huge.html", /more than 20000000/],
  ] as const)("%s: %s", ([name, message]) => {
    const folder = testFolder();
    mkdirSync(join(folder, "empty"));
    writeFileSync(join(folder, "huge.html"), " ".repeat(20_000_001));

    expect(() => readReport(join(folder, name))).toThrow(message);
  });
});

test.for(hostileNames)("texts of a file from elsewhere lose what cannot be seen: %j", ([name]) => {
  const hostile = hostileDrill(name);
  const path = fileWith(pageOf(documentOf(hostile.verdict, hostile.trace, name)));

  const [read] = readReport(path);

  expect(JSON.stringify(read)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(readFileSync(path, "utf8")).toContain("firedrill-report");
});
