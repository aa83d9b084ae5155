import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAlertPattern } from "../../../detector/remote/alert-pattern.ts";

test.for([
  ["(?<severity>WARN|CRIT)", "a CRIT", { severity: "CRIT" }],
  [String.raw`at (?<at>\d+)`, "at 12", { at: "12" }],
  ["(?<subject>ip:.*)|(?<at>x)", "x", { at: "x" }],
  ["(?<at>x)?y", "y", {}],
  ["(?<at>x)", "y", undefined],
  ["(?i)(?<severity>warn)", "WARN", { severity: "WARN" }],
  ["(?<severity>warn)", "WARN", undefined],
  [
    String.raw`^\[(?<severity>[A-Z]+)\] (?<subject>\S+)`,
    "[CRIT] host:a b",
    { severity: "CRIT", subject: "host:a" },
  ],
] as const)("the pattern %s finds in %j the groups %j", async ([text, line, groups]) => {
  const pattern = await parseAlertPattern(text);

  expect(pattern.groupsIn(line)).toEqual(groups);
});

test.for([
  ["(", "it is not a regular expression"],
  ["(?<at>a)(?<at>b)", "it is not a regular expression"],
  ["WARN", "it has no named group"],
  ["(WARN)", "it has no named group"],
  ["", "it has no named group"],
  ["(?<at>a)(?<when>b)", "unknown group when"],
  ["(?<at>a)(?=b)", "(?=...) looks around"],
  ["(?<at>a)(?!b)", "(?!...) looks around"],
  ["(?<=b)(?<at>a)", "(?<=...) looks around"],
  ["(?<!b)(?<at>a)", "(?<!...) looks around"],
  [String.raw`(?<at>a)\1`, String.raw`\1 is a backreference`],
  [String.raw`(?<at>a)\k<at>`, String.raw`\k<at> is a backreference`],
  ["(?<at>a{2000})", "it cannot be matched in linear time"],
  ["(?<at>(((x{1,9}){1,9}){1,9}y))", "its repetitions are too large"],
] as const)("the pattern %j is refused: %s", async ([text, why]) => {
  const parsed = parseAlertPattern(text);

  await expect(parsed).rejects.toMatchObject({ kind: "usage", code: "BAD_ALERT_PATTERN" });
  await expect(parsed).rejects.toThrow(`Invalid alert pattern ${JSON.stringify(text)}: ${why}`);
});

describe("on a line of 64 KiB", () => {
  test.for([
    "(?<at>(a+)+)$",
    "(?<at>(a|aa)+)$",
    "(?<at>(a|a)*b)",
    "(?<at>.*a.*a.*a.*b)",
    "(?<at>a*a*a*a*a*b)",
  ])("the pattern %s, which takes exponential or polynomial time elsewhere, ends", async (text) => {
    const pattern = await parseAlertPattern(text);

    expect(pattern.groupsIn(`${"a".repeat(65_535)}!`)).toBeUndefined();
  });
});

/** Patterns of one group, from pieces on which code units and code points do not differ. */
const atoms = String.raw`a b . 1 - \d \D \w \W \s \S \t \x41 \u00e9 \. \/ \- [ab] [^ab] [a-c1] [\d\-] [^\s] [[(] [\s\S] [.] ^ $ \b \B
  (?:a|b) (a|) (?:1|a1) [^]`;
const atom = fc.constantFrom(" ", ...atoms.split(/\s+/));
const piece = fc
  .tuple(atom, fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{0,2}?"))
  .map(([what, count]) => (/^(?:[$^]|\\[bB])$/.test(what) ? what : what + count));
const pieces = fc.array(piece, { maxLength: 4 }).map((list) => list.join(""));
const patterns = fc
  .tuple(pieces, pieces, pieces, fc.boolean())
  .map(([before, group, after, isChoice]) => `${before}(?<at>${group})${isChoice ? "|" : ""}${after}`);
const lines = fc.string({
  unit: fc.constantFrom(..."aabbcc11A-. \t\r[(/é\u00a0\u2028".split("")),
  maxLength: 12,
});

test("a pattern means what it means in JavaScript", async () => {
  await fc.assert(
    fc.asyncProperty(patterns, fc.array(lines, { minLength: 1, maxLength: 8 }), async (text, several) => {
      const pattern = await parseAlertPattern(text);

      for (const line of several) {
        const match = new RegExp(text).exec(line);
        const at = match?.groups?.["at"];
        const own = at === undefined ? {} : { at };
        expect([line, pattern.groupsIn(line)]).toEqual([line, match === null ? undefined : own]);
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});
