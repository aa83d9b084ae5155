import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeSheet } from "../../../log/files/line-file.ts";
import { testFolder } from "../../harness/folder.ts";

test.for([
  ["203.0.113.9", "203.0.113.9", "an address is left as it is"],
  ["2001:db8::1", "2001:db8::1", "so is one of the next generation"],
  ["=1+1", `"'=1+1"`, "a formula"],
  ["+1+1", "'+1+1", "another spelling of one"],
  ["-1+1", "'-1+1", "another"],
  ["@SUM(A1)", `"'@SUM(A1)"`, "an old one"],
  ["\t=1", `"'\t=1"`, "a tab that is thrown away"],
  ["\r=1", `"'\r=1"`, "so is a carriage return"],
  ["a;=1+1", `"a;=1+1"`, "a semicolon is the end of a cell in some countries"],
  ['a",=1+1', `"a"",=1+1"`, "a quote does not end the cell"],
] as const)("%j is written as %s: %s", ([cell, written]) => {
  const path = join(testFolder(), "sheet.csv");

  writeSheet(path, [["name"], [cell]]);

  expect(readFileSync(path, "utf8")).toBe(`name\n${written}\n`);
});

test("a sheet is never written over another file", () => {
  const path = join(testFolder(), "sheet.csv");
  writeSheet(path, [["first"]]);

  expect(() => writeSheet(path, [["second"]])).toThrow(expect.objectContaining({ code: "LOG_EXISTS" }));
  expect(readFileSync(path, "utf8")).toBe("first\n");
});
