import { expect, test } from "vitest";
import { isAttack } from "../../domain/login/traffic.ts";
import { oneOfEach } from "../domain/login/scenario.ts";
import { pageText } from "./reader.ts";

const page = pageText("docs/login-model.md");

/** The kinds in the first column of the tables of one section. */
function kindsUnder(heading: string): readonly string[] {
  const [, after = ""] = page.split(`\n## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  return [...section.matchAll(/^\| `([\w-]+)` /gm)].map(([, kind = ""]) => kind);
}

test.for([
  ["Attacks", true],
  ["What looks odd and is nobody's fault", false],
] as const)("each kind of traffic under %s has its row, and no other", ([heading, areAttacks]) => {
  const kinds = oneOfEach.filter((entry) => isAttack(entry) === areAttacks).map(({ kind }) => kind);

  expect(kindsUnder(heading)).toEqual(kinds);
});

test("the page names the fields of each kind", () => {
  const fields = oneOfEach
    .flatMap((entry) => Object.keys(entry))
    .filter((field) => !/kind|onset|hours/.test(field));

  expect(fields.filter((field) => !page.includes(`\`${field}`))).toEqual([]);
});
